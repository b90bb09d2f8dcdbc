import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { COMMAND } from './command.js';

const full = openSync('/dev/full', 'w');
afterAll(() => closeSync(full));

const run = (stdio: readonly ('pipe' | number)[], ...args: string[]) =>
  spawnSync(process.execPath, [COMMAND, ...args], { stdio: ['ignore', ...stdio] });

it('says that the disk is full where the output goes', () => {
  const { status, stderr } = run([full, 'pipe'], 'config', 'docs');
  expect(status).toBe(1);
  expect(String(stderr)).toMatch(/^ekspresi: the output cannot be written: ENOSPC.*\n$/);
});

it('goes on where nobody can read its messages', () => {
  const { status } = run(['pipe', full], 'config', 'check', '/dev/null');
  expect(status).toBe(0);
});
