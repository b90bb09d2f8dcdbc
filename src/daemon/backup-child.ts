import { describeError, errorData } from '../core/errors.js';
import { checkBackup } from '../store/backup/check-backup.js';
import { restoreBackup } from '../store/backup/restore-backup.js';
import type { BackupAnswer, BackupTask } from './backup-process.js';

/**
 * Entry of the process that `backup-process.ts` starts: takes one task as a message, answers with
 * one and ends.
 */
process.once('message', (task: BackupTask) => {
  const answer = attempt(task);
  process.send?.(answer, () => process.disconnect());
});

function attempt(task: BackupTask): BackupAnswer {
  try {
    if (task.action === 'check') {
      checkBackup(task.path, { quick: true });
      return { ok: true, replacedPath: null };
    }
    const { dataDir, path: backupPath, nowMs } = task;
    return { ok: true, replacedPath: restoreBackup({ dataDir, backupPath, nowMs }) };
  } catch (error) {
    const data = errorData(error);
    return data === null ? { ok: false, reason: describeError(error) } : { ok: false, error: data };
  }
}
