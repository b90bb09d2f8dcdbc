import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { annotatedPaths, withEnding } from '../../../src/media/annotate/annotated-paths.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-annotated-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('gives each file a copy of its own at its place', () => {
  const inputs = [
    { path: 'x/a.jpg', place: 'a.jpg' },
    { path: 'y/a.jpg', place: 'a.jpg' },
    { path: 'z/a', place: 'a' },
    { path: 'z/sub/a.avi', place: 'sub/a.avi' },
    { path: '-', place: '-' },
  ];
  const copies = annotatedPaths(inputs, '/out').flatMap((path) => [
    withEnding(path, true),
    withEnding(path, false),
  ]);
  expect(new Set(copies).size).toBe(copies.length);
  expect(copies.slice(0, 3)).toEqual(['/out/a.jpg', '/out/a.jpg.mp4', '/out/a-2.jpg']);
  expect(copies.slice(6)).toEqual([
    ...['/out/sub/a.avi.jpg', '/out/sub/a.avi.mp4', '/out/stdin.jpg', '/out/stdin.mp4'],
  ]);
});

it('refuses to replace a file that is read', () => {
  const path = join(folder, 'face.jpg');
  writeFileSync(path, '');
  const inputs = [{ path: `${folder}/../${folder.split('/').at(-1)}/face.jpg`, place: 'face.jpg' }];
  expect(() => annotatedPaths(inputs, folder)).toThrow(/would replace .*face\.jpg/);
});
