import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorMarkdown } from '../../src/core/error-table/error-markdown.js';
import { ALL_ERROR_CODES } from '../../src/core/errors.js';
import { packageRoot } from '../../src/core/package-root.js';

const operations = readFileSync(join(packageRoot(), 'docs/operations.md'), 'utf8');

it('docs/operations.md holds the table of errors (`node scripts/error-docs.js` writes it)', () => {
  expect(operations).toContain(errorMarkdown());
});

it('docs/operations.md explains every code with a remedy, and no other', () => {
  const rows = [...operations.matchAll(/^\| `([A-Z]+(?:_[A-Z]+)+|USAGE)` \| (.+) \| (.+) \|$/gm)];
  expect(rows.map(([, code]) => code)).toEqual(ALL_ERROR_CODES);
  for (const [, code, meaning, remedy] of rows) {
    expect(meaning?.length, code).toBeGreaterThan(20);
    expect(remedy?.length, code).toBeGreaterThan(10);
  }
});
