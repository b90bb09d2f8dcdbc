import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'ekspresi-snapshot-';

/**
 * Makes a folder for one program's pictures that only we can read: in memory (tmpfs) where
 * the machine has it. First removes what a process that was killed left behind, so that no
 * picture persists.
 */
export async function makePrivateFolder(
  parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir(),
): Promise<string> {
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      // One of another user is not ours to remove.
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
    }
  }
  return mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
}
