import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EkspresiError, errorReason } from '../../core/errors.js';
import { makeFolder } from '../../sqlite/database-files.js';

/** Path of the database inside the data folder. */
export function databasePath(dataDir: string): string {
  return join(dataDir, 'ekspresi.db');
}

/**
 * Path of the database of a folder that has one.
 *
 * @throws EkspresiError STORE_MISSING
 */
export function existingDatabasePath(dataDir: string): string {
  const path = databasePath(dataDir);
  let cause: unknown;
  try {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return path;
  } catch (error) {
    cause = error;
  }
  if ((cause as NodeJS.ErrnoException | undefined)?.code === 'EACCES') {
    throw new EkspresiError('data-folder-closed', { folder: dataDir }, { cause });
  }
  throw new EkspresiError('history-missing', { folder: dataDir }, { cause });
}

/**
 * `f_type` of file systems on the network, from linux/magic.h and statfs(2). SQLite's
 * write-ahead log needs shared memory and locks that these do not give.
 */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x01021997, '9P'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
]);

/** Name of the network file system with this `f_type`, or null for a local one. */
export function networkFileSystem(fileSystemType: number): string | null {
  return NETWORK_FILE_SYSTEMS.get(fileSystemType >>> 0) ?? null;
}

/**
 * Makes the data folder and checks that it can be written and lies on a local disk.
 * `fileSystemTypeOf` is statfs(2)'s `f_type`, an argument for tests.
 *
 * @throws EkspresiError STORE_UNWRITABLE
 */
export function prepareDataFolder(
  dataDir: string,
  fileSystemTypeOf: (folder: string) => number = (folder) => statfsSync(folder).type,
): void {
  let fileSystem: string | null;
  try {
    makeFolder(resolve(dataDir), 0o750);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    fileSystem = networkFileSystem(fileSystemTypeOf(dataDir));
  } catch (cause) {
    const told = { folder: dataDir, reason: errorReason(cause) };
    throw new EkspresiError('data-folder-unwritable', told, { cause });
  }
  if (fileSystem !== null) {
    throw new EkspresiError('data-folder-on-network', { folder: dataDir, fileSystem });
  }
}
