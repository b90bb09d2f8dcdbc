import { existsSync, readdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EkspresiError } from '../core/errors.js';
import { backupFolder } from '../store/backup/daily-backup.js';
import { checkHistory } from '../store/database/check-history.js';
import { openReader } from '../store/database/connections.js';
import { databasePath, prepareDataFolder } from '../store/database/data-folder.js';
import type { Verdict } from './check.js';

const DAY_MS = 86_400_000;
const WANTED_FREE_BYTES = 1024 ** 3;
const LEAST_FREE_BYTES = 100 * 1024 ** 2;

/** Copies of the history that no retention touches, by name: of a restore, an update, a hand. */
const COPIES = /\.before-restore\.|\.before-v\d+\.bak$|^(by-hand|uploaded)-/;

/** Makes the folder where it is missing, as the daemon would. */
export function checkData(dataDir: string): Verdict {
  prepareDataFolder(dataDir);
  return checkHistory(dataDir);
}

export async function checkDisk(dataDir: string): Promise<Verdict> {
  const { bavail, bsize } = await statfs(dataDir);
  const freeBytes = bavail * bsize;
  const gibibytes = (freeBytes / 1024 ** 3).toFixed(1);
  const shortage = new EkspresiError('disk-nearly-full', { gibibytes, folder: dataDir });
  if (freeBytes < LEAST_FREE_BYTES) throw shortage;
  const { message, remedy } = shortage;
  return freeBytes < WANTED_FREE_BYTES ? { warning: message, remedy } : message;
}

/** Events older than this speak of a camera that may hang otherwise by now. */
const ROTATION_DAYS = 7;

/**
 * Whether the daemon found faces only in a turned picture and the setting is not yet what it said.
 */
export function checkRotation(dataDir: string, rotate: number, nowMs: number): Verdict {
  const path = databasePath(dataDir);
  if (!existsSync(path)) return 'no history yet';
  const db = openReader(path);
  try {
    const newest = db.prepare(
      "SELECT details FROM events WHERE kind = 'picture-turned' AND at_ms > ? ORDER BY id DESC LIMIT 1",
    );
    const details = newest.pluck().get(nowMs - ROTATION_DAYS * DAY_MS) as string | undefined;
    const degrees = /"degrees":(\d+)/.exec(details ?? '')?.[1];
    if (degrees === undefined || Number(degrees) === rotate)
      return 'nothing speaks for another camera.rotate';
    return {
      warning: 'faces stood upright only in a turned picture',
      remedy: `Set camera.rotate: ${degrees} in the configuration, then restart.`,
    };
  } finally {
    db.close();
  }
}

interface KeptCopies {
  /** Daily backups that are kept; 0: none are wanted. */
  readonly backupsKept: number;
  /** How long observations are kept, days. */
  readonly rawDays: number;
}

/**
 * Whether a damaged history was set aside, whether copies are older than anything that the history
 * may still hold, and whether the newest backup is from today or yesterday.
 */
export function checkLeftovers(
  dataDir: string,
  { backupsKept, rawDays }: KeptCopies,
  nowMs: number,
): Verdict {
  const damaged = list(dataDir).filter((name) => name.includes('.corrupt.'));
  if (damaged.length > 0) {
    return {
      warning: `damaged files were set aside: ${damaged.join(', ')}`,
      remedy:
        'What could be read was copied over. Replace the disk or SD card, restore a backup if too much is missing, then remove the file.',
    };
  }
  const old = [dataDir, backupFolder(dataDir)]
    .flatMap((folder) => list(folder).map((name) => join(folder, name)))
    .filter((path) => COPIES.test(basename(path)))
    .filter((path) => nowMs - statSync(path).mtimeMs > rawDays * DAY_MS);
  if (old.length > 0) {
    return {
      warning: `copies hold observations for longer than store.rawDays: ${old.join(', ')}`,
      remedy:
        'Delete those that nobody needs. The program itself removes `before-restore` copies only: all but the newest two, and more of them when the disk is nearly full.',
    };
  }
  if (backupsKept === 0) return 'no backups are wanted';
  const folder = backupFolder(dataDir);
  const timesMs = list(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => statSync(join(folder, name)).mtimeMs);
  if (timesMs.length === 0) return 'no backup yet: the first comes within a day';
  const ageDays = (nowMs - Math.max(...timesMs)) / DAY_MS;
  if (ageDays < 2) return `${timesMs.length} backups`;
  return {
    warning: `the newest backup is ${Math.floor(ageDays)} days old`,
    remedy: 'Backups are made daily while the daemon runs and the disk has room for one.',
  };
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
