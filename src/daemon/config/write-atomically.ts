import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces the file at `path` (or where a link there leads) by one with `text`: all of it or
 * nothing, also when the power goes. Mode and owner are kept; a new file gets `newMode`.
 *
 * @throws the system's error (EACCES, EROFS, EPERM where the owner cannot be kept, ENOSPC, …)
 */
export function writeAtomically(path: string, text: string, newMode = 0o640): void {
  const before = statSync(path, { throwIfNoEntry: false });
  const target = before === undefined ? path : realpathSync(path);
  const partPath = `${target}.new`;
  rmSync(partPath, { force: true });
  try {
    const file = openSync(partPath, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      if (before !== undefined) keepOwner(partPath, before);
      chmodSync(partPath, (before?.mode ?? newMode) & 0o7777);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partPath, target);
  } catch (error) {
    rmSync(partPath, { force: true });
    throw error;
  }
  syncFolder(dirname(target));
}

function keepOwner(path: string, before: { readonly uid: number; readonly gid: number }): void {
  const now = statSync(path);
  if (now.uid !== before.uid || now.gid !== before.gid) chownSync(path, before.uid, before.gid);
}

/** The rename itself is on the disk only with its folder. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
