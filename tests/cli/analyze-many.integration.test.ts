import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnalysisLine } from '../../src/media/analysis-lines.js';
import { singleFrontal } from '../synthetic/fixtures/named-scenes.js';
import { COMMAND, ekspresi } from './command.js';
import { writePicture, writeVideo } from './media-files.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-many-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));
const scene = singleFrontal();

/** What one job says of the folder. */
let told: { readonly code: number | null; readonly stdout: string; readonly stderr: string };

beforeAll(async () => {
  mkdirSync(at('in/sub'), { recursive: true });
  writePicture(at('in/one.jpg'), scene, 1);
  copyFileSync(at('in/one.jpg'), at('in/sub/three.jpg'));
  await writeVideo(at('in/film.mp4'), scene, { durationS: 1.2, framesPerSecond: 10 });
  writeFileSync(at('in/notes.txt'), 'no picture');
  told = await ekspresi('analyze', at('in'));
});

const parsed = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AnalysisLine);

describe('ekspresi analyze of many files', () => {
  it('gives the same lines in the same order with several jobs', async () => {
    const two = await ekspresi('analyze', '--jobs', '3', at('in'));
    expect(told.code).toBe(0);
    expect(two.stdout).toBe(told.stdout);
    const sources = [...new Set(parsed(told.stdout).map(({ source }) => source))];
    expect(sources).toEqual(['film.mp4', 'one.jpg', 'sub/three.jpg'].map((n) => at(`in/${n}`)));
    expect(told.stderr).toContain('1 files that are neither picture nor video were left out');
  });

  it('reads the standard input, a film as well', async () => {
    for (const name of ['in/one.jpg', 'in/film.mp4']) {
      const child = spawn(process.execPath, [COMMAND, 'analyze', '--no-landmarks', '-'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      child.stdin.end(readFileSync(at(name)));
      let stdout = '';
      child.stdout.on('data', (data: Buffer) => {
        stdout += data.toString();
      });
      expect((await once(child, 'close'))[0]).toBe(0);
      const [line] = parsed(stdout);
      expect(line).toMatchObject({ source: '-', face: 1, landmarks: null });
    }
  });

  it('writes CSV and Parquet that say what the lines say', async () => {
    const lines = parsed(told.stdout).filter(({ source }) => source.endsWith('film.mp4'));
    for (const format of ['csv', 'parquet']) {
      const path = at(`out.${format}`);
      const result = await ekspresi('analyze', '--format', format, '-o', path, at('in/film.mp4'));
      expect(result).toMatchObject({ code: 0, stdout: '' });
      const db = await (await DuckDBInstance.create(':memory:')).connect();
      const reader = await db.runAndReadAll(`SELECT * FROM '${path}' ORDER BY frame`);
      const rows = reader.getRowObjectsJson() as Record<string, unknown>[];
      expect(rows).toHaveLength(lines.length);
      for (const [i, line] of lines.entries()) {
        // A whole number of a CSV is as wide as can be.
        const { frame, face } = rows[i] ?? {};
        expect([Number(frame), Number(face)]).toEqual([line.frame, line.face]);
        expect(rows[i]).toMatchObject({
          source: line.source,
          ...{ t: line.t, expression: line.expression },
          ...{ box_x: line.box.x, probabilities_happy: line.probabilities.happy },
          ...{ pose_yaw: line.pose?.yaw ?? null, eyes_left: line.eyes?.left ?? null },
          landmark_68_y: line.landmarks?.[67]?.[1] ?? null,
        });
      }
    }
  });

  it('draws into copies that are as long and large as the originals', async () => {
    const { code } = await ekspresi('analyze', '--annotate', at('drawn'), at('in'));
    expect(code).toBe(0);
    const facts = (path: string) => {
      const entries = 'stream=width,height,nb_read_frames';
      const args = ['-v', 'error', '-count_frames', '-show_entries', entries, '-of', 'csv=p=0'];
      return execFileSync('ffprobe', [...args, path], { encoding: 'utf8' }).trim();
    };
    for (const name of ['one.jpg', 'sub/three.jpg', 'film.mp4']) {
      expect(facts(at(`drawn/${name}`)), name).toBe(facts(at(`in/${name}`)));
    }
    const gray = (path: string) =>
      execFileSync('ffmpeg', [
        ...['-v', 'error', '-i', path, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', '-'],
      ]);
    const [before, after] = [gray(at('in/one.jpg')), gray(at('drawn/one.jpg'))];
    const drawn = before.filter((value, i) => Math.abs(value - (after[i] ?? 0)) > 40).length;
    expect(drawn / before.length).toBeGreaterThan(0.01);
    expect(drawn / before.length).toBeLessThan(0.2);
    // The folder of the copies is no input of the next run, and no copy replaces an original.
    const again = await ekspresi('analyze', '--annotate', at('in'), at('in/one.jpg'));
    expect(again).toMatchObject({ code: 2, stdout: '' });
  });

  it('prints a table with a row per file', async () => {
    const { code, stdout } = await ekspresi('analyze', '--summary', at('in'));
    expect(code).toBe(0);
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head?.trim().split(/\s+/)).toContain('valence');
    expect(rows).toHaveLength(3);
    expect(rows[0]?.trim()).toMatch(/^12 +1\.1 +1 .*film\.mp4$/);
  });

  it('goes on where it was killed, without a line twice or missing', async () => {
    const [whole, part] = [at('whole.csv'), at('part.csv')];
    const options = ['--format', 'csv', '--no-landmarks', '--skip-done'];
    await ekspresi('analyze', ...options, '-o', whole, at('in'));
    await ekspresi('analyze', ...options, '-o', part, at('in/film.mp4'), at('in/one.jpg'));
    // As a kill leaves it: a line that is not whole, and a file that the journal has half.
    writeFileSync(part, `${readFileSync(part, 'utf8')}${at('in/sub/three.jpg')},0,0,1,hap`);
    const journal = readFileSync(`${part}.done`, 'utf8');
    writeFileSync(`${part}.done`, `${journal}{"source":"${at('in/sub/thr')}`);
    const resumed = await ekspresi('analyze', ...options, '-o', part, at('in'));
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('2 files were done already');
    expect(readFileSync(part, 'utf8')).toBe(readFileSync(whole, 'utf8'));

    // One that has changed is done again; the others stay.
    utimesSync(at('in/film.mp4'), 1e9, 1e9);
    const changed = await ekspresi('analyze', ...options, '-o', part, at('in'));
    expect(changed.stderr).toContain('2 files were done already');
    const sorted = (path: string) => readFileSync(path, 'utf8').split('\n').sort();
    expect(sorted(part)).toEqual(sorted(whole));

    const other = await ekspresi('analyze', '--skip-done', '-o', part, at('in'));
    expect(other).toMatchObject({ code: 2 });
    rmSync(`${part}.done`);
    const without = await ekspresi('analyze', ...options, '-o', part, at('in'));
    expect(without).toMatchObject({ code: 2 });
    expect(existsSync(part)).toBe(true);
  });

  it('goes on after a real kill', async () => {
    const part = at('killed.ndjson');
    const args = ['analyze', '--skip-done', '-o', part, at('in')];
    const child = spawn(process.execPath, [COMMAND, ...args], { stdio: 'ignore' });
    while (!existsSync(part) || readFileSync(part).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill('SIGKILL');
    await once(child, 'close');
    const { code } = await ekspresi(...args);
    expect(code).toBe(0);
    expect(readFileSync(part, 'utf8')).toBe(told.stdout);
  });

  it.each([
    [['--skip-done']],
    [['--skip-done', '-o', 'x.parquet', '--format', 'parquet']],
    [['--format', 'xlsx']],
    [['--jobs', '0']],
    [['--jobs', '2', '--store', 'x']],
    [['-', '-']],
    [['-o', at('in/one.jpg')]],
  ])('refuses %j', async (args) => {
    expect(await ekspresi('analyze', ...args, at('in/one.jpg'))).toMatchObject({
      ...{ code: 2, stdout: '', stderr: expect.stringMatching(/^ekspresi: .*\n$/) },
    });
  });
});
