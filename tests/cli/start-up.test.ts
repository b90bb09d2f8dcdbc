import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { packageRoot } from '../../src/core/package-root.js';

const source = join(packageRoot(), 'src');

/** Everything that is loaded with `path`, as `import` statements say; types are erased. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  const name = relative(source, path);
  if (seen.has(name)) return seen;
  seen.add(name);
  const imports = readFileSync(path, 'utf8').matchAll(
    /^import (?!type )(?:[^;]*? from )?'([^']+)';/gms,
  );
  for (const [, target = ''] of imports) {
    if (target.startsWith('.'))
      loadedWith(join(dirname(path), target).replace(/\.js$/, '.ts'), seen);
    else seen.add(target);
  }
  return seen;
}

it('`--version` and `--help` load no part of the program', () => {
  const loaded = [...loadedWith(join(source, 'cli/main.ts'))];
  expect(loaded.filter((name) => !/^(cli|core)\/|^node:/.test(name))).toEqual([]);
  const commands = COMMANDS.map(({ name }) => `cli/${name}.ts`);
  expect(loaded.filter((name) => commands.includes(name))).toEqual([]);
});

it('each command is imported from the file of its name', () => {
  for (const { name, load } of COMMANDS) expect(String(load)).toContain(`/${name}.`);
});
