import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { sqliteCode } from '../../sqlite/sqlite-code.js';
import { diskRoom } from '../database/disk-space.js';
import { type BackupPlan, backupName, planBackups, readBackupAge } from './backup-policy.js';
import { unwritableBackup } from './copy-database.js';

/** Until a backup that failed is tried again: each try may write the whole database. */
const RETRY_MS = 3_600_000;
/** The same after a copy that was not sound: a disk that is dying does not recover by itself. */
const RETRY_UNSOUND_MS = 86_400_000;

/** Backups whose age is remembered. */
const MOST_AGES = 200;

/** Folder of the automatic backups inside the data folder. */
export function backupFolder(dataDir: string): string {
  return join(dataDir, 'backups');
}

interface DailyBackupDeps {
  /** Path of the database. */
  readonly path: string;
  readonly kept: number;
  leaveFreeBytes(): number;
  /** The age clock of the history. */
  ageMs(): number;
  copy(targetPath: string): Promise<void>;
  /** Removes something that is worth less than a backup; false when there is nothing. */
  makeRoom(): boolean;
  /** Called once a day when there is no room for a backup. */
  onNoRoom(): void;
  /** Called once a day when a backup failed. */
  onFailure(error: unknown): void;
}

/** Makes one backup a day and deletes the oldest beyond the number kept. */
export class DailyBackup {
  readonly #deps: DailyBackupDeps;
  readonly #ages = new Map<string, number | null>();
  #noRoomDay = '';
  #failureDay = '';
  #failedAtMs = Number.NEGATIVE_INFINITY;
  /** The last copy was not sound: what there is may be all that is left. */
  #isUnsound = false;

  constructor(deps: DailyBackupDeps) {
    this.#deps = deps;
  }

  /**
   * @throws EkspresiError OUTPUT_UNWRITABLE and whatever the copy says; tried again an hour later,
   * after an unsound copy a day
   */
  async makeIfDue(nowMs: number): Promise<void> {
    const { path, kept, onFailure } = this.#deps;
    // The clock may have been set, in either direction.
    const retryMs = this.#isUnsound ? RETRY_UNSOUND_MS : RETRY_MS;
    if (kept <= 0 || Math.abs(nowMs - this.#failedAtMs) < retryMs) return;
    const folder = backupFolder(dirname(path));
    try {
      await this.#make(folder, nowMs);
    } catch (cause) {
      const isExplained = cause instanceof EkspresiError || sqliteCode(cause) !== null;
      const error = isExplained ? cause : unwritableBackup(folder, cause);
      this.#isUnsound = error instanceof EkspresiError && error.code === 'STORE_CORRUPT';
      this.#failedAtMs = nowMs;
      if (this.#failureDay !== backupName(nowMs)) onFailure(error);
      this.#failureDay = backupName(nowMs);
      throw error;
    }
  }

  /**
   * Surplus backups are deleted only once the new one is complete. After an unsound copy nothing is
   * deleted to make room either.
   */
  async #make(folder: string, nowMs: number): Promise<void> {
    const { copy, makeRoom, onNoRoom } = this.#deps;
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    let plan = this.#plan(folder, nowMs);
    const isTight = () => plan.lacksRoom || plan.removeBefore.length > 0;
    while (isTight() && !this.#isUnsound && makeRoom()) plan = this.#plan(folder, nowMs);
    const lacksRoom = this.#isUnsound ? isTight() : plan.lacksRoom;
    const remove = (names: readonly string[]) => {
      for (const name of names) rmSync(join(folder, name), { force: true });
    };
    if (lacksRoom && this.#noRoomDay !== backupName(nowMs)) {
      this.#noRoomDay = backupName(nowMs);
      onNoRoom();
    }
    if (plan.make === null || lacksRoom) return;
    remove(plan.removeBefore);
    await copy(join(folder, plan.make));
    this.#isUnsound = false;
    remove(plan.removeAfter);
  }

  /** Looked up once for each file: it does not change. */
  #ageOf(path: string): number | null {
    if (!path.endsWith('.db')) return null;
    const { mtimeMs, size } = statSync(path);
    const key = `${path} ${mtimeMs} ${size}`;
    const known = this.#ages.get(key);
    if (known !== undefined) return known;
    const ageMs = readBackupAge(path);
    if (this.#ages.size >= MOST_AGES) this.#ages.clear();
    this.#ages.set(key, ageMs);
    return ageMs;
  }

  #plan(folder: string, nowMs: number): BackupPlan {
    const { path, kept, leaveFreeBytes } = this.#deps;
    return planBackups({
      files: readdirSync(folder).map((name) => ({
        name,
        bytes: statSync(join(folder, name)).size,
        ageMs: this.#ageOf(join(folder, name)),
      })),
      nowMs,
      ageMs: this.#deps.ageMs(),
      kept,
      databaseBytes: statSync(path).size,
      diskFreeBytes: diskRoom(path).freeBytes,
      leaveFreeBytes: leaveFreeBytes(),
    });
  }
}
