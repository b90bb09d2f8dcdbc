#!/usr/bin/env node
// Compiles src/ to dist/ (daemon, command, worker) and the browser's modules to dist/dashboard/assets.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
if (process.argv.includes('--clean')) rmSync(join(root, 'dist'), { recursive: true, force: true });
for (const project of ['tsconfig.json', 'tsconfig.client.json']) {
  execFileSync(process.execPath, [tsc, '-p', join(root, project)], { stdio: 'inherit' });
}
const command = join(root, 'dist/cli/main.js');
if (existsSync(command)) chmodSync(command, 0o755);
