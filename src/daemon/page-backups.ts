import type { Clock } from '../core/clock.js';
import { describeError } from '../core/errors.js';
import type { DashboardBackups } from '../dashboard/dashboard-deps.js';
import {
  backupPath,
  listBackups,
  newBackupPath,
  removeBackup,
} from '../store/backup/backup-files.js';
import type { Store } from '../store/store.js';

/** The backups as the settings page works with them. `onRestore` is told the file to restore. */
export function pageBackups(deps: {
  readonly dataDir: string;
  readonly store: Pick<Store, 'backup' | 'recordEvent'>;
  readonly clock: Clock;
  onRestore(path: string): void;
}): DashboardBackups {
  const { dataDir, store, clock, onRestore } = deps;
  let isMaking = false;
  return {
    list: () => listBackups(dataDir),
    isMaking: () => isMaking,
    path: (name) => backupPath(dataDir, name),
    make: () => {
      if (isMaking) return;
      isMaking = true;
      store
        .backup(newBackupPath(dataDir, clock.nowMs()))
        .catch((error) =>
          store.recordEvent({
            level: 'error',
            kind: 'backup-failed',
            message: describeError(error),
          }),
        )
        .finally(() => {
          isMaking = false;
        });
    },
    remove: (name) => {
      const path = backupPath(dataDir, name);
      if (path !== null) removeBackup(path);
    },
    restore: (name) => {
      const path = backupPath(dataDir, name);
      if (path === null) return false;
      onRestore(path);
      return true;
    },
  };
}
