#!/usr/bin/env node
// Compiles src/ to dist/ (daemon, command, worker) and the browser's modules to dist/dashboard/assets.
// --if-changed: only where the sources are others than those that dist/ was made of; --clean: anew.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist/.built-of');
const PROJECTS = ['tsconfig.json', 'tsconfig.client.json'];

/** One hash of all that the result follows from. */
function sourcesHash() {
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const others = [...PROJECTS, 'package-lock.json', 'scripts/build.js'];
  const hash = createHash('sha256');
  for (const path of [...sources, ...others.map((name) => join(root, name))].sort()) {
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

const hash = sourcesHash();
const isBuilt = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
if (!(process.argv.includes('--if-changed') && isBuilt)) {
  if (process.argv.includes('--if-changed')) process.stderr.write('setup: building\n');
  // Until it is whole again, nothing says so.
  rmSync(process.argv.includes('--clean') ? join(root, 'dist') : stamp, {
    recursive: true,
    force: true,
  });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  for (const project of PROJECTS) {
    execFileSync(process.execPath, [tsc, '-p', join(root, project)], { stdio: 'inherit' });
  }
  const command = join(root, 'dist/cli/main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
  writeFileSync(stamp, hash);
}
