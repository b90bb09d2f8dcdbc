import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';
import { COMMAND } from './command.js';

/** Standard error of a command that fails, in a file that stands for the journal's stream. */
function told(streamOf: (stream: { dev: number; ino: number }) => string): string {
  const path = join(temporaryFolder(), 'journal');
  const file = openSync(path, 'w');
  const JOURNAL_STREAM = streamOf(fstatSync(file));
  const env = { ...process.env, JOURNAL_STREAM };
  spawnSync(process.execPath, [COMMAND, 'dance'], { env, stdio: ['ignore', 'ignore', file] });
  closeSync(file);
  return readFileSync(path, 'utf8');
}

it('a line in the journal begins with its priority, and no other line does', () => {
  expect(told(({ dev, ino }) => `${dev}:${ino}`)).toMatch(/^<3>ekspresi: /);
  // A terminal under a desktop inherits the variable of its session.
  expect(told(() => '1:2')).toMatch(/^ekspresi: /);
});
