import { describeError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { type BackupPlace, restoreBackupApart } from './backup-apart.js';
import type { ServiceManager } from './systemd/service-manager.js';

export interface RestoreDeps {
  readonly service: Pick<ServiceManager, 'watchdog' | 'watchdogIntervalMs'>;
  readonly log: Log;
}

/**
 * Restores a backup between two lives of the kiosk, while nothing else tells systemd that it is
 * alive. One that is not sound leaves the history as it was: the kiosk then goes on with that.
 */
export async function restoreHistory(
  backupPath: string,
  place: BackupPlace,
  { service, log }: RestoreDeps,
): Promise<void> {
  const { watchdogIntervalMs } = service;
  const pings =
    watchdogIntervalMs === null
      ? undefined
      : setInterval(() => void service.watchdog(), watchdogIntervalMs);
  try {
    log.warn({ backupPath }, await restoreBackupApart(backupPath, place));
  } catch (error) {
    log.error({ backupPath, reason: describeError(error) }, 'the history was not restored');
  } finally {
    clearInterval(pings);
  }
}
