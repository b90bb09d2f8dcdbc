import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandInputs } from '../../../src/media/inputs/expand-inputs.js';

const root = mkdtempSync(join(tmpdir(), 'ekspresi-inputs-'));
afterAll(() => rmSync(root, { recursive: true }));
const put = (path: string, content: string | Uint8Array = '') => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
};
const { signal } = new AbortController();
const expand = async (named: readonly string[], except: readonly string[] = []) => {
  const { inputs, failures, leftOut } = await expandInputs(
    named.map((path) => (path === '-' ? path : `${root}/${path}`)),
    { except: except.map((path) => join(root, path)), signal },
  );
  const short = (path: string) => path.replace(`${root}/`, '');
  return {
    paths: inputs.map(({ path }) => short(path)),
    places: inputs.map(({ place }) => place),
    failed: failures.map(({ path, error }) => [short(path), error.code]),
    leftOut,
  };
};

beforeAll(() => {
  for (const name of ['a10.jpg', 'a2.JPG', 'b/c.mp4', 'b/deep/er/d.png']) put(`tree/${name}`);
  put('tree/notes.txt', 'hello');
  put('tree/program.ts', 'export const a = 1;');
  put('tree/.hidden.jpg');
  put('tree/.git/e.jpg');
  // Known by their first bytes alone.
  put('tree/scan', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
  put('tree/film', `\0\0\0\x20ftypisom`);
  symlinkSync('..', join(root, 'tree/b/loop'));
  symlinkSync('nowhere', join(root, 'tree/gone.jpg'));
  execFileSync('mkfifo', [join(root, 'tree/pipe.jpg')]);
  mkdirSync(join(root, 'empty'));
});

describe('expandInputs', () => {
  it('reads a folder with all below it, once, by name in the order of people', async () => {
    expect(await expand(['tree'])).toEqual({
      paths: [
        ...['tree/a2.JPG', 'tree/a10.jpg', 'tree/b/c.mp4', 'tree/b/deep/er/d.png'],
        ...['tree/film', 'tree/gone.jpg', 'tree/scan'],
      ],
      places: ['a2.JPG', 'a10.jpg', 'b/c.mp4', 'b/deep/er/d.png', 'film', 'gone.jpg', 'scan'],
      failed: [],
      leftOut: 3,
    });
  });

  it('takes files and - as they are named, twice if they are named twice', async () => {
    const { paths, places } = await expand(['tree/a10.jpg', '-', 'nothing.jpg', 'tree/a10.jpg']);
    expect(paths).toEqual(['tree/a10.jpg', '-', 'nothing.jpg', 'tree/a10.jpg']);
    expect(places).toEqual(['a10.jpg', '-', 'nothing.jpg', 'a10.jpg']);
  });

  it('tells a folder without media, and a pattern that matches nothing', async () => {
    expect(await expand(['empty', 'tree/*.webp'])).toMatchObject({
      paths: [],
      failed: [
        ['empty', 'MEDIA_INVALID'],
        ['tree/*.webp', 'SOURCE_MISSING'],
      ],
    });
  });

  it('leaves out the folder that is written to', async () => {
    expect((await expand(['tree'], ['tree/b'])).paths).not.toContain('tree/b/c.mp4');
  });

  it.each([
    ['tree/a*.jpg', ['tree/a10.jpg']],
    ['tree/a?.*', ['tree/a2.JPG']],
    ['tree/a[0-9]*.{jpg,JPG}', ['tree/a2.JPG', 'tree/a10.jpg']],
    ['tree/[!a]*.jpg', ['tree/pipe.jpg']],
    ['tree/**/*.png', ['tree/b/deep/er/d.png']],
    ['tree/**/{c,d}.*', ['tree/b/c.mp4', 'tree/b/deep/er/d.png']],
    ['tree/.h*.jpg', ['tree/.hidden.jpg']],
    ['tree/*/deep', ['tree/b/deep/er/d.png']],
  ])('expands %s', async (pattern, paths) => {
    expect((await expand([pattern])).paths).toEqual(paths);
  });

  it('takes a name that is there for a name, whatever signs it has', async () => {
    put('odd [1] {x}*.jpg');
    expect((await expand(['odd [1] {x}*.jpg'])).paths).toEqual(['odd [1] {x}*.jpg']);
  });
});
