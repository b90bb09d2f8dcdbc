import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { planBackups } from './backup-policy.js';

/** Folder of the automatic backups inside the data folder. */
export function backupFolder(dataDir: string): string {
  return join(dataDir, 'backups');
}

/** Makes one backup a day and deletes the oldest beyond the number kept. */
export class DailyBackup {
  readonly #deps: {
    readonly folder: string;
    readonly kept: number;
    copy(targetPath: string): Promise<void>;
  };

  constructor(deps: { folder: string; kept: number; copy(targetPath: string): Promise<void> }) {
    this.#deps = deps;
  }

  /** Older ones are deleted only once the new one is complete. */
  async makeIfDue(nowMs: number): Promise<void> {
    const { kept, copy } = this.#deps;
    if (kept <= 0) return;
    const folder = backupFolder(this.#deps.folder);
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    const plan = planBackups(readdirSync(folder), nowMs, kept);
    if (plan.make === null) return;
    await copy(join(folder, plan.make));
    for (const name of plan.remove) rmSync(join(folder, name), { force: true });
  }
}
