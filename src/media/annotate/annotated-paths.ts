import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import type { MediaInput } from '../inputs/expand-inputs.js';

/**
 * Where the copies of files go, in the order of the files: at their places below `folder`, each
 * under a name of its own. The kind of copy is known when a file is opened, see
 * {@link withEnding}.
 * @throws EkspresiError USAGE where a copy would replace one of the files
 */
export function annotatedPaths(inputs: readonly MediaInput[], folder: string): readonly string[] {
  const originals = new Set(inputs.map(({ path }) => real(path)));
  const taken = new Set<string>();
  return inputs.map(({ path, place }) => {
    const name = path === '-' ? 'stdin' : place;
    for (let copy = 1; ; copy++) {
      const base = join(folder, copy === 1 ? name : numbered(name, copy));
      const ends = [withEnding(base, true), withEnding(base, false)];
      if (ends.some((end) => taken.has(end))) continue;
      for (const end of ends) taken.add(end);
      const original = ends.find((end) => originals.has(real(end)));
      if (original === undefined) return base;
      throw new EkspresiError('annotate-over-input', { path: original });
    }
  });
}

/** A copy of a picture is a JPEG, that of a film an MP4. */
export function withEnding(path: string, isPicture: boolean): string {
  const ending = isPicture ? '.jpg' : '.mp4';
  return path.toLowerCase().endsWith(ending) ? path : `${path}${ending}`;
}

function numbered(name: string, copy: number): string {
  const [, stem = name, ending = ''] = /^(.*?)(\.[^./]+)?$/s.exec(name) ?? [];
  return `${stem}-${copy}${ending}`;
}

function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}
