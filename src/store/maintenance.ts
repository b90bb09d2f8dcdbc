import { dirname } from 'node:path';
import type { Clock } from '../core/clock.js';
import { describeError, errorReason } from '../core/errors.js';
import type { EventBus } from '../core/event-bus.js';
import { kioskEvent } from '../core/event-table.js';
import type { Log } from '../core/log.js';
import { removeOldestQuarantined } from '../sqlite/quarantine.js';
import { copyDatabase } from './backup/copy-database.js';
import { DailyBackup } from './backup/daily-backup.js';
import { diskRoom, keepReserve } from './database/disk-space.js';
import type { SessionManager } from './database/session-manager.js';
import { describeSqliteFailure } from './database/sqlite-failure.js';
import type { AgeClock } from './recording/history-clock.js';
import type { IdSequences } from './recording/id-sequences.js';
import { purgeRange, wholeHours } from './retention/purge-range.js';
import { StepSize } from './retention/retention-context.js';
import { retentionSteps } from './retention/retention-steps.js';
import type { TimeRange } from './store-queries.js';
import type { RetentionSettings, StoreSettings } from './store-settings.js';

const EVERY_MS = 60_000;
/** Between two steps of retention, so that pages and commits get their turn. */
const PAUSE_MS = 30;
const BYTES_PER_MB = 1e6;

interface MaintenanceDeps {
  readonly keeper: SessionManager;
  readonly numbers: IdSequences;
  readonly time: AgeClock;
  readonly path: string;
  readonly settings: StoreSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Rejects for a copy that is not sound; must leave this thread its time. */
  checkCopy(path: string, signal: AbortSignal): Promise<void>;
  /** Ends the maintenance, and a check under way. */
  readonly signal: AbortSignal;
  readonly bus: EventBus;
}

/** What has to be done from time to time: retention, daily backup, a look at the file. */
export class Maintenance {
  readonly #deps: MaintenanceDeps;
  readonly #step = new StepSize();
  readonly #daily: DailyBackup;
  #retention: RetentionSettings;
  #dailyBackup: Promise<void> | null = null;

  constructor(deps: MaintenanceDeps) {
    this.#deps = deps;
    this.#retention = deps.settings.retention;
    this.#daily = new DailyBackup({
      path: deps.path,
      kept: deps.settings.backupsKept,
      // Twice, so that a backup never makes retention delete history for want of disk.
      leaveFreeBytes: () => 2 * this.#retention.minDiskFreeBytes,
      ageMs: () => deps.time.ageMs(),
      copy: (targetPath) => this.backup(targetPath),
      makeRoom: () => this.#removeSetAside(1),
      onNoRoom: () => deps.bus.publish('event', kioskEvent('backup-skipped', {})),
      onFailure: (error) => {
        if (deps.signal.aborted) return;
        const failure = describeSqliteFailure(error, deps.path);
        const details = { failure: errorReason(failure), code: failure.code };
        deps.bus.publish('event', kioskEvent('backup-failed', details));
      },
    });
  }

  /** Once a minute until the signal aborts. Never rejects: a failure is logged and tried again. */
  async run(): Promise<void> {
    const { clock, path, signal } = this.#deps;
    // Each by itself: what fails for long must not keep the others from being done.
    const duties: readonly (() => void | Promise<void>)[] = [
      () => this.#lookAtFile(),
      () => keepReserve(dirname(path)),
      () => this.#retain(),
      () => this.#beginDailyBackup(),
    ];
    while (!signal.aborted) {
      await clock.sleep(EVERY_MS, signal).catch(() => {});
      for (const duty of duties) {
        if (!signal.aborted) await this.#attempt(duty);
      }
    }
    await this.#dailyBackup;
  }

  /** Beside the other duties: copying and checking a large history takes minutes. */
  #beginDailyBackup(): void {
    const { clock, keeper } = this.#deps;
    if (this.#dailyBackup !== null || !keeper.isOpen) return;
    const backup = this.#attempt(() => this.#daily.makeIfDue(clock.nowMs()));
    this.#dailyBackup = backup.finally(() => {
      this.#dailyBackup = null;
    });
  }

  async #attempt(duty: () => void | Promise<void>): Promise<void> {
    const { keeper, log, path, signal } = this.#deps;
    try {
      await duty();
    } catch (error) {
      if (signal.aborted) return;
      keeper.noticeDamage(error);
      log.warn({ remedy: 'tried again' }, describeError(describeSqliteFailure(error, path)));
    }
  }

  /**
   * Deletes the history of the whole hours of `range`, in steps that leave others their turn.
   *
   * @throws EkspresiError `purge-too-new`, STORE_UNWRITABLE, STORE_CORRUPT
   */
  async purge(range: TimeRange): Promise<void> {
    const { keeper, numbers, clock, path, signal } = this.#deps;
    const hours = wholeHours(range, clock.nowMs());
    try {
      const statements = keeper.current().writer;
      const steps = purgeRange({ statements, numbers, clock, step: this.#step }, hours);
      while (!signal.aborted && steps.next().done !== true) {
        await clock.sleep(PAUSE_MS, signal).catch(() => {});
      }
    } catch (error) {
      keeper.noticeDamage(error);
      throw describeSqliteFailure(error, path);
    }
  }

  /** Holds from the next round on. */
  setRetention(retention: RetentionSettings): void {
    this.#retention = retention;
  }

  /**
   * Copies the history in the background to `targetPath`.
   *
   * @throws EkspresiError OUTPUT_UNWRITABLE, STORE_CORRUPT, STORE_UNWRITABLE
   */
  async backup(targetPath: string): Promise<void> {
    const { keeper, path, checkCopy, signal } = this.#deps;
    try {
      await copyDatabase(keeper.current().writer.db, targetPath, async (copyPath) => {
        await checkCopy(copyPath, signal);
        // Whoever opens the history next may already tidy up the folder.
        signal.throwIfAborted();
      });
    } catch (error) {
      keeper.noticeDamage(error);
      throw describeSqliteFailure(error, path);
    }
  }

  #lookAtFile(): void {
    const { keeper, path, bus } = this.#deps;
    if (!keeper.isMoved()) return;
    keeper.giveUp(null);
    bus.publish('event', kioskEvent('database-vanished', { path }));
  }

  async #retain(): Promise<void> {
    const { keeper, numbers, clock, time, path, signal } = this.#deps;
    if (!keeper.isOpen) return;
    const steps = retentionSteps(
      { statements: keeper.current().writer, numbers, clock, step: this.#step },
      {
        settings: this.#retention,
        ageMs: time.ageMs(),
        disk: () => diskRoom(path),
        removeSetAside: (leaving) => this.#removeSetAside(leaving),
      },
    );
    while (!signal.aborted && steps.next().done !== true) {
      await clock.sleep(PAUSE_MS, signal).catch(() => {});
    }
  }

  #removeSetAside(leaving: number): boolean {
    const removed = removeOldestQuarantined(this.#deps.path, leaving);
    if (removed === null) return false;
    const megabytes = Math.ceil(removed.bytes / BYTES_PER_MB);
    const event = kioskEvent('set-aside-removed', { path: removed.path, megabytes });
    this.#deps.bus.publish('event', event);
    return true;
  }
}
