import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intersectionOverUnion } from '../../src/core/box.js';
import { EXPRESSIONS } from '../../src/core/expression.js';
import type { AnalysisLine } from '../../src/media/analysis-lines.js';
import { renderScene } from '../../src/synthetic/scene-renderer.js';
import { openTestStore } from '../store/fixtures/open-test-store.js';
import { crossing, singleFrontal } from '../synthetic/fixtures/named-scenes.js';
import { ekspresi } from './command.js';
import { writePicture, writeVideo } from './media-files.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-analyze-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

function lines(stdout: string): AnalysisLine[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AnalysisLine);
}

describe('ekspresi analyze', () => {
  const scene = singleFrontal();

  beforeAll(() => writePicture(at('face.png'), scene, 1));

  it('prints one line for a face, with the fields of the contract', async () => {
    const { code, stdout } = await ekspresi('analyze', at('face.png'));
    expect(code).toBe(0);
    const [line, ...others] = lines(stdout);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ source: at('face.png'), frame: 0, t: 0, face: 1, blink: false });
    const truth = renderScene(scene, 1).truth.people[0];
    expect(intersectionOverUnion(line?.box as never, truth?.box as never)).toBeGreaterThan(0.5);
    expect(EXPRESSIONS).toContain(line?.expression);
    for (const vector of [line?.probabilities, line?.raw]) {
      expect(Object.keys(vector ?? {})).toEqual([...EXPRESSIONS]);
      const sum = Object.values(vector ?? {}).reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(1, 2);
    }
    for (const key of ['ear', 'eyes', 'landmarks', 'quality', 'light', 'confidence']) {
      expect(line).toHaveProperty(key);
    }
  });

  it('follows one person through a video under one number, near the truth', async () => {
    await writeVideo(at('one.mp4'), scene, { durationS: 3, framesPerSecond: 15 });
    const { code, stdout, stderr } = await ekspresi('analyze', at('one.mp4'));
    expect(code).toBe(0);
    const found = lines(stdout);
    expect(new Set(found.map((line) => line.face))).toEqual(new Set([1]));
    expect(found.length).toBeGreaterThanOrEqual(40);
    const near = found.filter((line) => {
      const truth = renderScene(scene, line.t).truth.people[0];
      return truth !== undefined && intersectionOverUnion(line.box, truth.box) >= 0.5;
    });
    expect(near.length / found.length).toBeGreaterThanOrEqual(0.95);
    expect(found.map((line) => line.frame)).toEqual(
      [...found.map((line) => line.frame)].sort((a, b) => a - b),
    );
    expect(stderr).toMatch(/one\.mp4: 45 frames, 1 face, \d+ lines/);
  });

  it('keeps two people apart and takes every N-th frame', async () => {
    await writeVideo(at('two.mp4'), crossing(), { durationS: 3, framesPerSecond: 15 });
    const { stdout } = await ekspresi('analyze', '--every', '3', at('two.mp4'));
    const found = lines(stdout);
    expect(found.every((line) => line.frame % 3 === 0)).toBe(true);
    expect(new Set(found.map((line) => line.face))).toEqual(new Set([1, 2]));
  });

  it('reports every face of frames that lie far apart', async () => {
    await writeVideo(at('long.avi'), singleFrontal(), { durationS: 26, framesPerSecond: 5 });
    const { stdout } = await ekspresi('analyze', '--every', '30', at('long.avi'));
    expect(lines(stdout).map((line) => line.frame)).toEqual([0, 30, 60, 90, 120]);
  });

  it('gives boxes in pixels of a large picture', async () => {
    const { execFileSync } = await import('node:child_process');
    const args = [
      '-v',
      'error',
      '-y',
      '-i',
      at('face.png'),
      '-vf',
      'scale=8000:6000',
      at('big.jpg'),
    ];
    execFileSync('ffmpeg', args);
    const { stdout, code } = await ekspresi('analyze', at('big.jpg'));
    expect(code).toBe(0);
    const truth = renderScene(scene, 1).truth.people[0]!.box;
    const scale = 8000 / scene.widthPx;
    const scaled = {
      x: truth.x * scale,
      y: truth.y * scale,
      width: truth.width * scale,
      height: truth.height * scale,
    };
    const best = Math.max(...lines(stdout).map((line) => intersectionOverUnion(line.box, scaled)));
    expect(best).toBeGreaterThan(0.5);
  });

  it('refuses what is no picture in one line each and still does the others', async () => {
    writeFileSync(at('text.jpg'), 'hello');
    writeFileSync(at('empty.jpg'), '');
    mkdirSync(at('folder.jpg'));
    const jpeg = at('whole.jpg');
    writePicture(jpeg, scene, 1);
    writeFileSync(at('cut.jpg'), readFileSync(jpeg).subarray(0, 4000));
    const names = ['text.jpg', 'empty.jpg', 'folder.jpg', 'cut.jpg', 'missing.jpg'];
    const { code, stdout, stderr } = await ekspresi('analyze', ...names.map(at), at('face.png'));
    expect(code).toBe(1);
    expect(lines(stdout)).toHaveLength(1);
    for (const name of names) {
      const told = stderr.split('\n').filter((line) => line.includes(name));
      expect(told, name).toHaveLength(1);
      expect(told[0]).toMatch(/\((MEDIA_INVALID|SOURCE_MISSING)\)\. \S/);
    }
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).toContain('5 of 6 files failed');
  });

  it('finds nothing in one pixel, and that is no failure', async () => {
    const { execFileSync } = await import('node:child_process');
    const source = ['-f', 'lavfi', '-i', 'color=gray:s=16x16,scale=1:1', '-frames:v', '1'];
    execFileSync('ffmpeg', ['-v', 'error', '-y', ...source, at('one.png')]);
    expect(await ekspresi('analyze', at('one.png'))).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('--store', () => {
  const exported = async (dataDir: string, level: string) => {
    const args = ['--data', dataDir, '--from', '0', '--to', '2100-01-01', '--level', level];
    const { code, stdout } = await ekspresi('export', ...args, '--format', 'ndjson');
    expect(code).toBe(0);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  it('puts a film into a history, at the time at which it was filmed', async () => {
    await writeVideo(at('kept.mp4'), singleFrontal(), { durationS: 4, framesPerSecond: 10 });
    const endMs = Date.UTC(2024, 4, 17, 10, 0, 4);
    utimesSync(at('kept.mp4'), endMs / 1000, endMs / 1000);
    const dataDir = at('history');
    const { code, stdout, stderr } = await ekspresi('analyze', '--store', dataDir, at('kept.mp4'));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const found = lines(stdout);
    expect(found.length).toBeGreaterThan(30);

    const rows = await exported(dataDir, 'observation');
    expect(rows.length).toBeGreaterThanOrEqual(15);
    const times = new Set(found.map(({ t }) => Math.round(t * 1000)));
    for (const row of rows) {
      expect(times).toContain(row.media_time_ms);
      expect(row.time_ms).toBe(endMs - 4000 + (row.media_time_ms as number));
    }
    const [visit, ...others] = await exported(dataDir, 'face');
    expect(others).toEqual([]);
    expect(visit).toMatchObject({ present: false, observations: rows.length });

    // Each file, and each time it is analysed, is a run of its own.
    await ekspresi('analyze', '--store', dataDir, at('kept.mp4'), at('face.png'));
    const visits = await exported(dataDir, 'face');
    expect(visits.map(({ run_id }) => run_id)).toEqual([1, 2, 3]);
    expect((await exported(dataDir, 'observation')).length).toBe(2 * rows.length + 1);
  });

  it('refuses in one line a folder that is in use or cannot be one', async () => {
    const { dataDir } = openTestStore();
    writeFileSync(at('no-folder'), '');
    for (const [folder, code] of [
      [dataDir, 'STORE_LOCKED'],
      [at('no-folder'), 'STORE_UNWRITABLE'],
    ] as const) {
      const result = await ekspresi('analyze', '--store', folder, at('face.png'));
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(result.stderr).toMatch(new RegExp(`^ekspresi: .*\\(${code}\\)\\. \\S.*\n$`));
    }
  });
});

describe('usage', () => {
  it.each([
    [['analyze']],
    [['analyze', '--every', '0', 'a.png']],
    [['analyze', '--frob', 'a.png']],
    [['analyze', '--detector', 'magic', 'a.png']],
    [['frobnicate']],
    [['run', '--port', '99999']],
    [['run', 'camera']],
    [['export', '--from', 'now', '--to', '-1d', '--format', 'csv']],
    [['evaluate']],
    [[]],
  ])('%j exits with 2 and one line', async (args) => {
    const { code, stdout, stderr } = await ekspresi(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('every command has --help', async () => {
    const { stdout } = await ekspresi('--help');
    const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name as string);
    expect(names).toContain('run');
    for (const name of names) {
      const help = await ekspresi(name, '--help');
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`Usage: ekspresi ${name}`);
    }
  });
});
