import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { singleFrontal } from '../../src/capture/synthetic/named-scenes.js';
import { EXPRESSIONS } from '../../src/core/expression.js';
import { packageRoot } from '../../src/core/package-root.js';
import { ekspresi } from './command.js';
import { writePicture } from './media-files.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-evaluate-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const pixels = Array.from({ length: 2304 }, (_, i) => (i * 7) % 256).join(' ');

describe('ekspresi evaluate', () => {
  it('prints the figures of the contract for a CSV', async () => {
    const rows = [3, 3, 6].map((label) => `${label},${pixels},PublicTest`);
    writeFileSync(at('fer.csv'), ['emotion,pixels,Usage', ...rows].join('\n'));
    const args = ['--data', at('fer.csv'), '--split', 'PublicTest', '--json'];
    const { code, stdout } = await ekspresi('evaluate', ...args);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ model: 'edge', split: 'PublicTest', n: 3, labels: EXPRESSIONS });
    for (const key of ['accuracy', 'macroF1', 'ece', 'msPerFace']) {
      expect(report[key]).toEqual(expect.any(Number));
    }
    expect(report.confusion.flat().reduce((a: number, b: number) => a + b)).toBe(3);
    expect(report.confusion[3].reduce((a: number, b: number) => a + b)).toBe(2);
    expect(Object.keys(report.perClass)).toEqual([...EXPRESSIONS]);
  });

  it('reads folders of pictures, with and without splits', async () => {
    for (const [split, label] of [
      ['train', 'happy'],
      ['test', 'sad'],
      ['test', 'Neutral'],
    ] as const) {
      mkdirSync(at(`faces/${split}/${label}`), { recursive: true });
      writePicture(at(`faces/${split}/${label}/a.png`), singleFrontal(), 1);
      writePicture(at(`faces/${split}/${label}/b.jpg`), singleFrontal(), 2);
    }
    const test = await ekspresi('evaluate', '--data', at('faces'), '--split', 'test', '--json');
    expect(JSON.parse(test.stdout)).toMatchObject({ n: 4, split: 'PrivateTest' });
    const all = await ekspresi('evaluate', '--data', at('faces'), '--json');
    expect(JSON.parse(all.stdout).n).toBe(6);
    const one = await ekspresi('evaluate', '--data', at('faces/train'), '--json');
    expect(JSON.parse(one.stdout).perClass.happy.n).toBe(2);
  });

  it('refuses a wrong row, an empty folder and a changed model in one line', async () => {
    writeFileSync(at('bad.csv'), 'emotion,pixels,Usage\n9,1 2,Training\n');
    mkdirSync(at('nothing'));
    cpSync(join(packageRoot(), 'models/edge'), at('model'), { recursive: true });
    writeFileSync(at('model/model.onnx'), 'changed');
    for (const [args, message] of [
      [['--data', at('bad.csv')], /bad\.csv:2: the label is 0 to 6.*DATASET_INVALID/],
      [['--data', at('nothing')], /nothing has no folders.*DATASET_INVALID/],
      [['--data', at('missing')], /missing cannot be read.*DATASET_INVALID/],
      [['--data', at('bad.csv'), '--model', at('model')], /SHA-256.*MODEL_INVALID/],
      [['--data', at('bad.csv'), '--model', at('none')], /MODEL_MISSING/],
    ] as const) {
      const { code, stdout, stderr } = await ekspresi('evaluate', ...args);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(stderr).toMatch(message);
    }
  });
});
