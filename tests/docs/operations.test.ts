import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/core/package-root.js';

const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8');

describe('docs/operations.md', () => {
  it('explains every error code, and no other', () => {
    const declared = [...read('src/core/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)];
    const explained = [...read('docs/operations.md').matchAll(/^\| `([A-Z]+(?:_[A-Z]+)*)` \|/gm)];
    expect(declared.length).toBeGreaterThan(0);
    expect(explained.map((match) => match[1])).toEqual(declared.map((match) => match[1]));
  });
});
