import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXPRESSIONS } from '../../src/core/expression.js';
import { packageRoot } from '../../src/core/package-root.js';
import { emptyRoom, singleFrontal } from '../synthetic/fixtures/named-scenes.js';
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

  it('reads the model by the labels of the data, or by those that are asked for', async () => {
    const face = (shade: number) => Array.from({ length: 2304 }, (_, i) => (i * shade) % 256);
    const rows = [7, 11, 23].map((shade) => `3,${face(shade).join(' ')},PublicTest`);
    writeFileSync(at('labels.csv'), ['emotion,pixels,Usage', ...rows].join('\n'));
    mkdirSync(at('seen/happy'), { recursive: true });
    writePicture(at('seen/happy/a.png'), singleFrontal(), 1);
    const reportOf = async (data: string, ...args: readonly string[]) => {
      const { stdout } = await ekspresi('evaluate', '--data', at(data), '--json', ...args);
      return JSON.parse(stdout);
    };
    const own = await reportOf('labels.csv');
    expect(own.labelSet).toBe('fer2013');
    expect((await reportOf('seen')).labelSet).toBe('crowd');
    const crowd = await reportOf('labels.csv', '--labels', 'crowd');
    expect(crowd.labelSet).toBe('crowd');
    expect(crowd.ece).not.toBeCloseTo(own.ece, 3);
    const wrong = await ekspresi('evaluate', '--data', at('seen'), '--labels', 'mine');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--labels')]);
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
    writeFileSync(at('model/model.int8.onnx'), 'changed');
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

  it('looks for the face in photographs where it is asked to', async () => {
    mkdirSync(at('photos/happy'), { recursive: true });
    mkdirSync(at('photos/sad'));
    writePicture(at('photos/happy/a.png'), singleFrontal({ expression: 'happy' }), 1);
    writePicture(at('photos/sad/nobody.png'), emptyRoom(), 1);
    const args = ['--data', at('photos'), '--crop'];
    const face = JSON.parse((await ekspresi('evaluate', ...args, 'face', '--json')).stdout);
    expect(face).toMatchObject({ crop: 'face', n: 2, facesFound: 1 });
    const whole = JSON.parse((await ekspresi('evaluate', ...args, 'whole', '--json')).stdout);
    expect(whole).toMatchObject({ crop: 'whole', n: 2, facesFound: null });
    const { stdout } = await ekspresi('evaluate', ...args, 'face');
    expect(stdout).toContain('a face was found in 1 of 2 pictures');
  });

  it('counts what it skips, and goes on', async () => {
    for (const name of ['happy/broken.jpg', 'happy/notes.txt', 'contempt/a.jpg', 'sad/b.jpg/c']) {
      mkdirSync(dirname(at(`mixed/${name}`)), { recursive: true });
      writeFileSync(at(`mixed/${name}`), 'a.jpg');
    }
    const none = await ekspresi('evaluate', '--data', at('mixed'));
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toMatch(/holds no image that can be read.*broken\.jpg.*DATASET_INVALID/);
    expect(none.stderr.trim().split('\n')).toHaveLength(1);

    writePicture(at('mixed/happy/good.png'), singleFrontal(), 1);
    const { code, stdout, stderr } = await ekspresi('evaluate', '--data', at('mixed'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      n: 1,
      skipped: { folders: ['contempt', 'sad/b.jpg'], folderCount: 2, files: 3, unreadable: 1 },
    });
    const [folders, pictures, ...others] = stderr.trim().split('\n');
    expect(folders).toMatch(
      /2 folders of no class \(contempt, sad\/b\.jpg\) and 3 files that are no pictures of a class/,
    );
    expect(pictures).toMatch(/1 picture that cannot be read.*broken\.jpg/);
    expect(others).toEqual([]);
  });

  it("asks for the order of numbers that are not FER2013's", async () => {
    for (const name of ['1', '2']) {
      mkdirSync(at(`numbers/${name}`), { recursive: true });
      writePicture(at(`numbers/${name}/a.png`), singleFrontal(), 1);
    }
    const args = ['--data', at('numbers'), '--json'];
    const refused = await ekspresi('evaluate', ...args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/numbered 1 to 2.*0 angry.*DATASET_INVALID.*--classes/);
    const { stdout } = await ekspresi('evaluate', ...args, '--classes', 'surprise,none');
    expect(JSON.parse(stdout)).toMatchObject({ n: 1, perClass: { surprise: { n: 1 } } });

    mkdirSync(at('fer-numbers'));
    cpSync(at('numbers/1'), at('fer-numbers/0'), { recursive: true });
    const told = await ekspresi('evaluate', '--data', at('fer-numbers'), '--json');
    expect(JSON.parse(told.stdout).perClass.angry.n).toBe(1);
    expect(told.stderr).toMatch(/numbered folders were read as 0 angry, 1 disgust/);
  });

  it('refuses what it would have to ignore', async () => {
    writeFileSync(at('one.csv'), `emotion,pixels,Usage\n3,${pixels},Training\n`);
    writeFileSync(at('plain.csv'), `emotion,pixels\n3,${pixels}\n`);
    for (const [args, code, message] of [
      [['one.csv', at('two.csv')], 2, /two\.csv' is too much/],
      [['one.csv', '--crop', 'face'], 2, /--crop face is for folders/],
      [['one.csv', '--classes', 'happy'], 2, /--classes is for folders/],
      [['one.csv', '--crop', 'tight'], 2, /--crop is one of whole, face, not 'tight'/],
      [['plain.csv', '--split', 'Training'], 1, /no column Usage.*DATASET_INVALID/],
    ] as const) {
      const [data, ...others] = args;
      const result = await ekspresi('evaluate', '--data', at(data), ...others);
      expect(result).toMatchObject({ code, stdout: '' });
      expect(result.stderr).toMatch(message);
    }
  });
});
