import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { diskRoom } from '../retention/disk-room.js';
import { type BackupPlan, backupName, planBackups } from './backup-policy.js';

/** Folder of the automatic backups inside the data folder. */
export function backupFolder(dataDir: string): string {
  return join(dataDir, 'backups');
}

export interface DailyBackupDeps {
  /** Path of the database. */
  readonly path: string;
  readonly kept: number;
  leaveFreeBytes(): number;
  copy(targetPath: string): Promise<void>;
  /** Removes something that is worth less than a backup; false when there is nothing. */
  makeRoom(): boolean;
  /** Called once a day when there is no room for a backup. */
  onNoRoom(): void;
}

/** Makes one backup a day and deletes the oldest beyond the number kept. */
export class DailyBackup {
  readonly #deps: DailyBackupDeps;
  #toldOfDay = '';

  constructor(deps: DailyBackupDeps) {
    this.#deps = deps;
  }

  /** Surplus backups are deleted only once the new one is complete. */
  async makeIfDue(nowMs: number): Promise<void> {
    const { path, kept, copy, makeRoom, onNoRoom } = this.#deps;
    if (kept <= 0) return;
    const folder = backupFolder(dirname(path));
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    let plan = this.#plan(folder, nowMs);
    while ((plan.lacksRoom || plan.removeBefore.length > 0) && makeRoom()) {
      plan = this.#plan(folder, nowMs);
    }
    const remove = (names: readonly string[]) => {
      for (const name of names) rmSync(join(folder, name), { force: true });
    };
    if (plan.lacksRoom && this.#toldOfDay !== backupName(nowMs)) {
      this.#toldOfDay = backupName(nowMs);
      onNoRoom();
    }
    if (plan.make === null) return;
    remove(plan.removeBefore);
    await copy(join(folder, plan.make));
    remove(plan.removeAfter);
  }

  #plan(folder: string, nowMs: number): BackupPlan {
    const { path, kept, leaveFreeBytes } = this.#deps;
    return planBackups({
      files: readdirSync(folder).map((name) => ({
        name,
        bytes: statSync(join(folder, name)).size,
      })),
      nowMs,
      kept,
      databaseBytes: statSync(path).size,
      diskFreeBytes: diskRoom(path).freeBytes,
      leaveFreeBytes: leaveFreeBytes(),
    });
  }
}
