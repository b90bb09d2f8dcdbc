import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes `folder` and those above it that are missing. Node's own recursive mkdir never
 * returns where the kernel answers ENOENT although the parent exists, as under /proc.
 *
 * @throws the system's error (EACCES, ENOENT, ENOTDIR, EROFS, …)
 */
export function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent, mode);
  mkdirSync(folder, { mode });
}

/**
 * Gives a file that root has made, such as by a command run with sudo, to the owner of its folder:
 * the service could not open it otherwise. SQLite makes the files beside it likewise. Nothing
 * happens where somebody else runs this.
 */
export function chownLikeParent(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
}

/** Returns when a file's content, or a folder's names, are on the disk. */
export function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
