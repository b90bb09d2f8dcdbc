import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/package-root.js';
import { configExample, configMarkdown } from '../../../src/daemon/config/config-docs.js';
import { parseConfig } from '../../../src/daemon/config/parse-config.js';

function committed(path: string): string {
  return readFileSync(join(packageRoot(), path), 'utf8');
}

it('docs/configuration.md is what the schema says', () => {
  expect(committed('docs/configuration.md')).toBe(configMarkdown());
});

it('deploy/ekspresi.example.yaml is what the schema says', () => {
  expect(committed('deploy/ekspresi.example.yaml')).toBe(configExample());
});

it('the example holds the defaults and nothing else', () => {
  const example = parseConfig(configExample());
  const empty = parseConfig('');
  expect(example.ok && example.config).toEqual(empty.ok && empty.config);
});
