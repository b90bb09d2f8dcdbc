import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const KEPT_REASONS = ['corrupt', 'before-restore'] as const;
type QuarantineReason = (typeof KEPT_REASONS)[number];

/** Files kept of each reason when another is quarantined. */
const MOST_KEPT = 2;

/** `<path>.<reason>.<UTC time>`, or another that is not taken. */
export function quarantinePath(path: string, reason: QuarantineReason, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:.]/g, '');
  const first = `${path}.${reason}.${stamp}`;
  let free = first;
  for (let copy = 2; existsSync(free) || existsSync(`${free}-wal`); copy++) {
    free = `${first}-${copy}`;
  }
  return free;
}

/** The file that was quarantined last, null where there is none. */
export function newestQuarantined(path: string, reason: QuarantineReason): string | null {
  return listKept(path, reason).at(-1) ?? null;
}

/** Removes the oldest of each reason beyond two, but never `justKept`, whatever its clock said. */
export function removeSurplusQuarantined(path: string, justKept: string | null): void {
  for (const reason of KEPT_REASONS) {
    const surplus = listKept(path, reason).slice(0, -MOST_KEPT);
    for (const file of surplus) if (file !== justKept) removeKept(file);
  }
}

/**
 * Removes the file that was quarantined longest ago, for whatever reason, where more than `leaving`
 * are there.
 *
 * @returns what was removed, null for nothing
 */
export function removeOldestQuarantined(
  path: string,
  leaving: number,
): { readonly path: string; readonly bytes: number } | null {
  const stampOf = (file: string) => file.slice(file.lastIndexOf('.'));
  const files = KEPT_REASONS.flatMap((reason) => listKept(path, reason)).sort((a, b) =>
    stampOf(a) < stampOf(b) ? -1 : 1,
  );
  const [oldest] = files;
  if (oldest === undefined || files.length <= leaving) return null;
  const bytes = sizeOf(oldest) + sizeOf(`${oldest}-wal`);
  removeKept(oldest);
  return { path: oldest, bytes };
}

/** The quarantined files of the database at `path`, the oldest first. */
function listKept(path: string, reason: QuarantineReason): readonly string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.${reason}.`) && !name.endsWith('-wal'))
    .sort()
    .map((name) => join(folder, name));
}

/** The log goes first: without its database it would no longer be found. */
function removeKept(file: string): void {
  for (const suffix of ['-wal', '']) rmSync(file + suffix, { force: true });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
