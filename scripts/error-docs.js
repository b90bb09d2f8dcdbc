#!/usr/bin/env node
// Writes the table of error codes into docs/operations.md. Needs `npm run build`.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { errorMarkdown } = await import(join(root, 'dist/core/error-table/error-markdown.js'));
const path = join(root, 'docs/operations.md');
const [before, rest] = readFileSync(path, 'utf8').split(/^<!-- errors: .*-->\n/m);
const [, after] = rest.split(/^<!-- end of errors -->\n/m);
const begin = '<!-- errors: made by `node scripts/error-docs.js`; do not edit. -->\n';
writeFileSync(path, `${before}${begin}${errorMarkdown()}<!-- end of errors -->\n${after}`);
