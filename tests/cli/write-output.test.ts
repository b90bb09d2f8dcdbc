import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeOutput } from '../../src/cli/write-output.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();

async function* breaking(): AsyncGenerator<string> {
  yield 'half';
  throw new Error('the database is damaged');
}

describe('writeOutput', () => {
  it('writes a file, and replaces one with its mode kept', async () => {
    const path = join(folder, 'out.csv');
    await writeOutput(path, { chunks: ['a', Buffer.from('b')], signal, mode: 0o600 });
    expect(readFileSync(path, 'utf8')).toBe('ab');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o640);
    await writeOutput(path, { chunks: ['c'], signal });
    expect(readFileSync(path, 'utf8')).toBe('c');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('keeps what was there when it fails or is stopped', async () => {
    const path = join(folder, 'out.csv');
    writeFileSync(path, 'of yesterday');
    await expect(writeOutput(path, { chunks: breaking(), signal })).rejects.toThrow(/damaged/);
    const stopped = AbortSignal.abort(new Error('told to stop'));
    await expect(writeOutput(path, { chunks: ['x'], signal: stopped })).rejects.toThrow(/stop/);
    expect(readFileSync(path, 'utf8')).toBe('of yesterday');
    const other = join(folder, 'new.csv');
    await expect(writeOutput(other, { chunks: breaking(), signal })).rejects.toThrow(/damaged/);
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('replaces the file that a link leads to, not the link', async () => {
    const path = join(folder, 'out.csv');
    writeFileSync(path, 'of yesterday');
    symlinkSync(path, join(folder, 'link.csv'));
    await writeOutput(join(folder, 'link.csv'), { chunks: ['new'], signal });
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('writes pipes and devices directly', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const read = readFile(pipe, 'utf8');
    await writeOutput(pipe, { chunks: ['through'], signal });
    expect(await read).toBe('through');
    expect(statSync(pipe).isFIFO()).toBe(true);
    await writeOutput('/dev/null', { chunks: ['away'], signal });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it.each([
    ['a full disk', () => '/dev/full'],
    ['a folder', () => folder],
    ['a folder that is missing', () => join(folder, 'missing', 'out.csv')],
    ['a file for a folder', () => join(folder, 'file', 'out.csv')],
  ])('says that %s cannot be written', async (_, path) => {
    writeFileSync(join(folder, 'file'), '');
    await expect(writeOutput(path(), { chunks: ['x'], signal })).rejects.toMatchObject({
      code: 'OUTPUT_UNWRITABLE',
    });
  });
});
