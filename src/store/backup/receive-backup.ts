import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EkspresiError, errorReason } from '../../core/errors.js';
import { diskRoom } from '../database/disk-space.js';
import { backupFolder } from './daily-backup.js';

interface ReceiveOptions {
  readonly dataDir: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  readonly nowMs: number;
  /** Rejects for a file that is no sound backup. */
  check(path: string): Promise<void>;
}

/** What an upload may take: restoring it needs the same room once more. */
export function uploadRoomBytes(dataDir: string, leaveFreeBytes: number): number {
  const { freeBytes } = diskRoom(join(dataDir, 'ekspresi.db'));
  return Math.max(0, Math.floor((freeBytes - leaveFreeBytes) / 2));
}

/**
 * Takes a backup from elsewhere: into a temporary file beside the others, checked, and only then
 * given a name under which it is listed. What is refused leaves nothing.
 *
 * @returns the name
 * @throws EkspresiError STORE_FULL beyond `maxBytes`, OUTPUT_UNWRITABLE, and whatever `check` says
 */
export async function receiveBackup(options: ReceiveOptions): Promise<string> {
  const { dataDir, content, maxBytes, nowMs, check } = options;
  const folder = backupFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const path = join(folder, `uploaded-${stamp}Z.db`);
  const partPath = `${path}.part`;
  try {
    const file = await openPart(partPath);
    try {
      await writeBounded(file, content, maxBytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await check(partPath);
    renameSync(partPath, path);
    return basename(path);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) {
      rmSync(partPath + suffix, { force: true });
    }
  }
}

async function openPart(partPath: string): Promise<FileHandle> {
  try {
    return await open(partPath, 'wx', 0o640);
  } catch (cause) {
    throw new EkspresiError(
      'file-unwritable',
      { path: partPath, reason: errorReason(cause) },
      { cause },
    );
  }
}

async function writeBounded(
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new EkspresiError('upload-too-large', { megabytes: Math.floor(maxBytes / 1e6) });
    }
    try {
      await file.writeFile(chunk);
    } catch (cause) {
      throw new EkspresiError('upload-unwritable', { reason: errorReason(cause) }, { cause });
    }
  }
}
