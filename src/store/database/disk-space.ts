import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Enough for the shared memory and the first pages of the log of a database that is opened. */
const RESERVE_BYTES = 512 * 1024;

function reservePath(dataDir: string): string {
  return join(dataDir, 'ekspresi.reserve');
}

/**
 * Keeps a little room on the disk while there is plenty: opening a database needs some, and
 * a kiosk that starts on a full disk must still come up. Without plenty it does nothing.
 */
export function keepReserve(dataDir: string): void {
  const path = reservePath(dataDir);
  if (existsSync(path)) return;
  const disk = statfsSync(dataDir);
  if (disk.bavail * disk.bsize < RESERVE_BYTES * 4) return;
  writeFileSync(path, Buffer.alloc(RESERVE_BYTES, 0x65));
}

/** Gives the room free; false when there was none. */
export function releaseReserve(dataDir: string): boolean {
  const path = reservePath(dataDir);
  if (!existsSync(path)) return false;
  rmSync(path);
  return true;
}

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
