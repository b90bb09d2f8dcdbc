import type { DiskRoom } from '../database/disk-space.js';
import type { RetentionSettings } from '../store-settings.js';
import { deleteOldest, deleteOldestEvents, deleteOldestMinutes } from './delete-oldest.js';
import {
  deleteEvents,
  deleteFaces,
  deleteMarkers,
  deleteObservations,
  deleteRollups,
  releasePages,
} from './delete-steps.js';
import type { RetentionContext } from './retention-context.js';

const DAY_MS = 86_400_000;
/** Free pages kept in the file for new rows: about 16 MB. */
const KEPT_FREE_PAGES = 4096;
/** Below this share of its disk the history is never deleted for want of free disk. */
const SHARE_OF_DISK_THAT_MATTERS = 0.1;
/**
 * The most that events and sums may take of the size limit before they are shed for observations.
 */
const MOST_OF_OTHERS = 0.75;

interface RetentionInput {
  readonly settings: RetentionSettings;
  readonly ageMs: number;
  readonly disk: () => DiskRoom;
  /** Removes the oldest history in quarantine where more than `leaving` are; false for none. */
  readonly removeSetAside: (leaving: number) => boolean;
}

/**
 * Everything retention has to do now, as small transactions: each `next()` holds the
 * writer for milliseconds, and the caller lets others go between them. Ends when nothing
 * is left to do.
 */
export function* retentionSteps(context: RetentionContext, input: RetentionInput): Generator<void> {
  yield* byAge(context, input);
  yield* byDatabaseSize(context, input);
  yield* olderSetAside(input);
  yield* byFreeDisk(context, input);
}

interface Mark {
  readonly next_observation_id: number;
  readonly next_face_id: number;
  readonly next_event_id: number;
}

/**
 * Row numbers that came next when the age clock stood at `ageMs`, or null before its first mark.
 */
function markAt(context: RetentionContext, ageMs: number): Mark | null {
  return (
    context.statements.get<Mark>(
      `SELECT next_observation_id, next_face_id, next_event_id FROM time_marks
       WHERE age_clock_ms <= ? ORDER BY age_clock_ms DESC LIMIT 1`,
      Math.floor(ageMs),
    ) ?? null
  );
}

function* byAge(context: RetentionContext, { settings, ageMs }: RetentionInput): Generator<void> {
  const rawMark = settings.rawDays > 0 ? markAt(context, ageMs - settings.rawDays * DAY_MS) : null;
  if (rawMark !== null) {
    yield* deleteObservations(context, rawMark.next_observation_id, 'age');
    yield* deleteFaces(context, rawMark.next_face_id, rawMark.next_observation_id, 'age');
  }
  if (settings.rollupDays <= 0) return;
  const cutoffMs = Math.floor(ageMs - settings.rollupDays * DAY_MS);
  yield* deleteRollups(context, 'rollup_minute', cutoffMs, 'age');
  yield* deleteRollups(context, 'rollup_hour', cutoffMs, 'age');
  yield* deleteMarkers(context, cutoffMs, 'age');
  const eventMark = markAt(context, cutoffMs);
  if (eventMark !== null) yield* deleteEvents(context, eventMark.next_event_id, 'age');
  const oldestNeededMs = Math.min(cutoffMs, ageMs - settings.rawDays * DAY_MS) - DAY_MS;
  context.statements.run(
    'DELETE FROM time_marks WHERE age_clock_ms < ?',
    Math.floor(oldestNeededMs),
  );
}

function* byDatabaseSize(
  context: RetentionContext,
  { settings, ageMs }: RetentionInput,
): Generator<void> {
  const { maxDatabaseBytes } = settings;
  if (maxDatabaseBytes <= 0) return;
  while (liveBytes(context) > maxDatabaseBytes) {
    const deletedAny = yield* shedOldest(context, maxDatabaseBytes, ageMs);
    if (!deletedAny) break;
  }
  const pageBytes = context.statements.db.pragma('page_size', { simple: true }) as number;
  const pages = context.statements.db.pragma('page_count', { simple: true }) as number;
  if (pages * pageBytes > maxDatabaseBytes) yield* releasePages(context, KEPT_FREE_PAGES);
}

/**
 * Sheds observations, unless so little of the database is theirs that the next ones would have to
 * go at once, too; then events, and sums per minute. False when nothing is left that may go.
 */
function* shedOldest(
  context: RetentionContext,
  maxBytes: number,
  ageMs: number,
): Generator<void, boolean> {
  const reason = 'database-size';
  const observations = () => deleteOldest(context, Number.POSITIVE_INFINITY, reason);
  const isCrowdedOut = otherBytes(context) > maxBytes * MOST_OF_OTHERS;
  if (!isCrowdedOut && (yield* observations())) return true;
  return (
    (yield* deleteOldestEvents(context, reason)) ||
    (yield* deleteOldestMinutes(context, Math.floor(ageMs - DAY_MS), reason)) ||
    (yield* observations())
  );
}

/** Quarantined files go before anything that is used; the newest stays as long as it can. */
function* olderSetAside({ settings, disk, removeSetAside }: RetentionInput): Generator<void> {
  while (disk().freeBytes < settings.minDiskFreeBytes && removeSetAside(1)) yield;
}

/**
 * Only while the history itself is a good part of the disk: where something else fills it,
 * deleting history would help for a moment and be gone for ever.
 */
function* byFreeDisk(context: RetentionContext, input: RetentionInput): Generator<void> {
  const { settings, ageMs } = input;
  const isShort = () => {
    const { freeBytes, totalBytes } = input.disk();
    return (
      freeBytes < settings.minDiskFreeBytes &&
      liveBytes(context) > totalBytes * SHARE_OF_DISK_THAT_MATTERS
    );
  };
  if (settings.minDiskFreeBytes <= 0 || !isShort()) return;
  yield* releasePages(context, 0);
  while (isShort() && input.removeSetAside(0)) yield;
  const mark = markAt(context, ageMs - settings.diskLimitKeepsDays * DAY_MS);
  while (mark !== null && isShort()) {
    const deletedAny = yield* deleteOldest(context, mark.next_observation_id, 'free-disk');
    if (!deletedAny) return;
    yield* releasePages(context, 0);
    // Pages leave the file only when the write-ahead log is folded into it.
    context.statements.db.pragma('wal_checkpoint(PASSIVE)');
  }
}

/** About what a row takes with its indexes. */
const OBSERVATION_BYTES = 100;
const FACE_BYTES = 250;

/** Bytes of pages in use, without the free ones. */
function liveBytes({ statements }: RetentionContext): number {
  const pragma = (name: string) => statements.db.pragma(name, { simple: true }) as number;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** About how much of that is taken by anything but observations and faces; counts no rows. */
function otherBytes(context: RetentionContext): number {
  const span = (table: string) =>
    context.statements.get<{ rows: number }>(
      `SELECT coalesce((SELECT max(id) FROM ${table}) - (SELECT min(id) FROM ${table}) + 1, 0)
       AS rows`,
    )?.rows ?? 0;
  return liveBytes(context) - span('observations') * OBSERVATION_BYTES - span('faces') * FACE_BYTES;
}
