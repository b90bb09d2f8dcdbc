import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Room on a disk, bytes. */
export interface DiskRoom {
  /** For an ordinary user. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Room on the disk that holds the file at `path`. */
export function diskRoom(path: string): DiskRoom {
  const disk = statfsSync(dirname(path));
  return { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize };
}
