import { existsSync, mkdirSync } from 'node:fs';
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
