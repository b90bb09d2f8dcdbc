#!/usr/bin/env node
// Runs after `npm install`: compiles better-sqlite3 again, with object-wrap.h, where the one that
// was installed does not load in this Node, or would abort it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const sqlite = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'));

/** It needs the hook only where Node's header brings it in. */
function hasCleanupHook() {
  const addon = join(sqlite, 'build/Release/better_sqlite3.node');
  return !existsSync(addon) || readFileSync(addon).includes('RemoveEnvironmentCleanupHook');
}

function loads() {
  const script = 'new (require("better-sqlite3"))(":memory:").prepare("SELECT 1").get()';
  const { status } = spawnSync(process.execPath, ['-e', script], { cwd: here, stdio: 'ignore' });
  return status === 0;
}

/** Node's own headers save node-gyp a download, where they are. */
function headerFolder() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
}

function compile() {
  const flags = `-include "${join(here, 'object-wrap.h')}" ${process.env.CXXFLAGS ?? ''}`;
  spawnSync('npm', ['rebuild', 'better-sqlite3', '--build-from-source'], {
    cwd: join(sqlite, '../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...headerFolder(), ...process.env, CXXFLAGS: flags },
  });
}

if (hasCleanupHook() || !loads()) {
  process.stderr.write(`ekspresi: compiling better-sqlite3 for Node ${process.version}\n`);
  compile();
  if (hasCleanupHook() || !loads()) {
    process.stderr.write(
      'ekspresi: better-sqlite3 does not work with this Node. Install python3, make and g++, then run npm install again.\n',
    );
    process.exitCode = 1;
  }
}
