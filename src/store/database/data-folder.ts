import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { makeFolder } from '../../sqlite/make-folder.js';

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
    throw new EkspresiError(
      'STORE_MISSING',
      `The data folder ${dataDir} is closed to you`,
      'Run this as the user that owns it, on an installed box `sudo -u ekspresi ekspresi …`.',
      { cause },
    );
  }
  throw new EkspresiError(
    'STORE_MISSING',
    `There is no history in ${dataDir}`,
    'Name the data folder of the daemon with --data; `ekspresi config show` tells store.dataDir.',
    { cause },
  );
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
    throw new EkspresiError(
      'STORE_UNWRITABLE',
      `The data folder ${dataDir} cannot be written: ${(cause as Error).message}`,
      'Give a folder that the user of ekspresi owns (--data), or mend its permissions.',
      { cause },
    );
  }
  if (fileSystem !== null) {
    throw new EkspresiError(
      'STORE_UNWRITABLE',
      `The data folder ${dataDir} lies on a network file system (${fileSystem}), where a database would be damaged`,
      'Give a folder on a local disk (--data); copy backups to the network instead.',
    );
  }
}
