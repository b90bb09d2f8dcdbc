#!/usr/bin/env node
// Runs after `npm install`: compiles better-sqlite3 again, with object-wrap.h, where the one that
// was installed aborts this Node.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');

function isSound() {
  const check = ['--expose-gc', join(here, 'check-sqlite.js')];
  return spawnSync(process.execPath, check, { cwd: root, stdio: 'ignore' }).status === 0;
}

/** Node's own headers save node-gyp a download, where they are. */
function headerFolder() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {};
}

function rebuild() {
  const flags = `-include "${join(here, 'object-wrap.h')}" ${process.env.CXXFLAGS ?? ''}`;
  spawnSync('npm', ['rebuild', 'better-sqlite3', '--build-from-source'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...headerFolder(), ...process.env, CXXFLAGS: flags },
  });
}

if (!isSound()) {
  process.stderr.write(`ekspresi: compiling better-sqlite3 for Node ${process.version}\n`);
  rebuild();
  if (!isSound()) {
    process.stderr.write(
      'ekspresi: better-sqlite3 does not work with this Node. Install python3, make and g++, then run npm install again.\n',
    );
    process.exitCode = 1;
  }
}
