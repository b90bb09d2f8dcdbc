import type { Clock } from '../core/clock.js';
import { EkspresiError, errorReason } from '../core/errors.js';
import { kioskEvent } from '../core/event-table.js';
import type { DashboardBackups } from '../dashboard/dashboard-deps.js';
import {
  backupPath,
  listBackups,
  newBackupPath,
  removeBackup,
} from '../store/backup/backup-files.js';
import { receiveBackup, uploadRoomBytes } from '../store/backup/receive-backup.js';
import type { Store } from '../store/store.js';

/** The backups as the settings page works with them. `onRestore` is told the file to restore. */
export function pageBackups(deps: {
  readonly dataDir: string;
  readonly store: Pick<Store, 'backup' | 'recordEvent'>;
  readonly clock: Clock;
  /** Free bytes that an upload must leave on the disk. */
  leaveFreeBytes(): number;
  /** Rejects for a file that is no sound backup. */
  check(path: string): Promise<void>;
  onRestore(path: string): void;
}): DashboardBackups {
  const { dataDir, store, clock, onRestore, check } = deps;
  const roomBytes = () => uploadRoomBytes(dataDir, deps.leaveFreeBytes());
  const makeBackup = async () => store.backup(newBackupPath(dataDir, clock.nowMs()));
  let isMaking = false;
  let isReceiving = false;
  return {
    list: () => listBackups(dataDir),
    isMaking: () => isMaking,
    path: (name) => backupPath(dataDir, name),
    make: () => {
      if (isMaking) return;
      isMaking = true;
      makeBackup()
        .catch((error) =>
          store.recordEvent(
            kioskEvent('backup-failed', {
              failure: errorReason(error),
              ...(error instanceof EkspresiError ? { code: error.code } : {}),
            }),
          ),
        )
        .finally(() => {
          isMaking = false;
        });
    },
    remove: (name) => {
      const path = backupPath(dataDir, name);
      if (path !== null) removeBackup(path);
    },
    uploadRoomBytes: roomBytes,
    receive: async (content) => {
      if (isReceiving) {
        throw new EkspresiError('upload-in-progress', {});
      }
      isReceiving = true;
      try {
        const maxBytes = roomBytes();
        return await receiveBackup({ dataDir, content, maxBytes, nowMs: clock.nowMs(), check });
      } finally {
        isReceiving = false;
      }
    },
    restore: (name) => {
      const path = backupPath(dataDir, name);
      if (path === null) return false;
      onRestore(path);
      return true;
    },
  };
}
