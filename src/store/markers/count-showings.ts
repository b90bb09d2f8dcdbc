import type { Clock } from '../../core/clock.js';
import { describeError } from '../../core/errors.js';
import { EXPRESSIONS } from '../../core/expression.js';
import type { Log } from '../../core/log.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import type { SessionManager } from '../database/session-manager.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import { DURATION_COLUMNS } from '../measure-sums.js';
import { insertSql } from '../recording/write-batch.js';
import { MINUTE_MS } from '../rollups/rollup-sums.js';
import type { MarkerBook } from './marker-book.js';
import { deleteShowing, EXPOSURES_PER_SHOWING, firstExposureId } from './marker-rows.js';
import { ShowingCount } from './showing-sums.js';
import { SOUND_SPAN_SQL } from './sound-showings.js';

/** A showing is counted when it has been over for so long: its last rows are committed then. */
const SETTLED_MS = 3000;
const EVERY_MS = 5000;
/** Between two steps, so that pages and commits get their turn. */
const PAUSE_MS = 10;
const ROWS_PER_STEP = 4000;

interface CountDeps {
  readonly clock: Clock;
  /** Longest time that one stored observation may stand for. */
  readonly maxGapMs: number;
  /** Attention from which on somebody watched. */
  readonly watcherMs: number;
}

/**
 * Counts the showings that are over and were not counted yet, the newest first, in small steps:
 * each `next()` reads some thousand observations or writes one showing.
 */
export function* countShowings(statements: PreparedStatements, deps: CountDeps): Generator<void> {
  for (;;) {
    const next = statements.get<Uncounted>(
      `SELECT id, content_id, start_ms, end_ms FROM markers
       WHERE kind = 'content' AND summed = 0 AND end_ms IS NOT NULL AND doubt IS NULL
         AND end_ms < ? AND typeof(content_id) = 'text' AND ${SOUND_SPAN_SQL}
       ORDER BY end_ms DESC LIMIT 1`,
      Math.round(deps.clock.nowMs() - SETTLED_MS),
    );
    if (next === undefined) return;
    yield* countOne(statements, next, deps);
  }
}

/**
 * Every few seconds until the signal aborts: ends markers that nobody ended and counts showings. A
 * failure is logged and tried again.
 */
export async function keepCounting(
  deps: CountDeps & {
    readonly keeper: SessionManager;
    readonly book: MarkerBook;
    readonly path: string;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { keeper, book, clock, log, path, signal } = deps;
  while (!signal.aborted) {
    await clock.sleep(EVERY_MS, signal).catch(() => {});
    if (signal.aborted || !keeper.isOpen) continue;
    try {
      book.endOverdue();
      const steps = countShowings(keeper.current().writer, deps);
      while (!signal.aborted && steps.next().done !== true) {
        await clock.sleep(PAUSE_MS, signal).catch(() => {});
      }
    } catch (error) {
      keeper.noticeDamage(error);
      log.warn({ remedy: 'tried again' }, describeError(describeSqliteFailure(error, path)));
    }
  }
}

interface Uncounted {
  readonly id: number;
  readonly content_id: string;
  readonly start_ms: number;
  readonly end_ms: number;
}

function* countOne(
  statements: PreparedStatements,
  showing: Uncounted,
  { maxGapMs, watcherMs }: CountDeps,
): Generator<void> {
  const { id, content_id: contentId, start_ms: startMs, end_ms: endMs } = showing;
  const count = new ShowingCount({ startMs, endMs }, maxGapMs);
  let afterMs = startMs - maxGapMs;
  let afterId = -1;
  for (;;) {
    const { rows } = statements.table(
      `SELECT id, at_ms, face_id, age_ms, expression, clear, looking, valence FROM observations
       WHERE at_ms >= ? AND at_ms < ? AND (at_ms > ? OR id > ?) ORDER BY at_ms, id LIMIT ?`,
      afterMs,
      endMs + maxGapMs,
      afterMs,
      afterId,
      ROWS_PER_STEP,
    );
    for (const [rowId, atMs, faceId, ageMs, expression, clear, looking, valence] of rows) {
      // What damage has made of a row counts for nobody.
      if (!isSound(faceId, atMs, ageMs, expression)) continue;
      count.add({
        faceId: faceId as number,
        atMs: atMs as number,
        ageMs: ageMs as number,
        expression: expression as number,
        clear: clear !== 0,
        looking: looking === null || looking === undefined ? null : looking === 1,
        valence: valence === null || valence === undefined ? null : valence / VALENCE_SCALE,
      });
      afterMs = atMs as number;
      afterId = rowId as number;
    }
    if (rows.length < ROWS_PER_STEP) break;
    yield;
  }
  statements.db
    .transaction(() => {
      const isStillSo = statements.get(
        `SELECT 1 FROM markers WHERE id = ? AND start_ms = ? AND end_ms = ? AND content_id = ?
         AND summed = 0`,
        ...[id, startMs, endMs, contentId],
      );
      if (isStillSo === undefined) return;
      deleteShowing(statements, id);
      writeShowing(statements, showing, count, watcherMs);
      statements.run('UPDATE markers SET summed = 1 WHERE id = ?', id);
    })
    .immediate();
  yield;
}

/** As the catalogue of measures declares it. */
const VALENCE_SCALE = 10_000;

function isSound(
  faceId: number | null | undefined,
  atMs: number | null | undefined,
  ageMs: number | null | undefined,
  expression: number | null | undefined,
): boolean {
  return (
    [faceId, atMs, ageMs].every((value) => Number.isInteger(value) && (value as number) >= 0) &&
    EXPRESSIONS[expression ?? -1] !== undefined
  );
}

const SHOWING_SQL = insertSql('showings', [
  ...['marker_id', 'content_id', 'start_ms', 'end_ms', 'watched', 'seen', 'watchers'],
  ...['view_ms', 'attention_ms', ...DURATION_COLUMNS, 'unclear_ms', 'valence_sum', 'valence_ms'],
  'curve',
]);
const EXPOSURE_SQL = insertSql('exposures', [
  ...['id', 'face_id', 'view_ms', 'clear_ms', 'happy_ms', 'attention_ms'],
  ...['valence_sum', 'valence_ms'],
]);
const HAPPY = EXPRESSIONS.indexOf('happy');

function writeShowing(
  statements: PreparedStatements,
  { id, content_id: contentId, start_ms: startMs, end_ms: endMs }: Uncounted,
  count: ShowingCount,
  watcherMs: number,
): void {
  const sums = count.sums(watcherMs);
  const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms));
  statements.run(
    SHOWING_SQL,
    ...[id, contentId, startMs, endMs],
    sums.seen > 0 || wasWatched(statements, startMs, endMs) ? 1 : 0,
    ...[sums.seen, sums.watchers, rounded(sums.viewMs), rounded(sums.attentionMs)],
    ...sums.expressionMs.map(Math.round),
    ...[rounded(sums.unclearMs), sums.valenceSum, rounded(sums.valenceMs)],
    count.curve(),
  );
  for (const [i, one] of count.exposures().slice(0, EXPOSURES_PER_SHOWING).entries()) {
    statements.run(
      EXPOSURE_SQL,
      ...[firstExposureId(id) + i, one.faceId, rounded(one.viewMs)],
      ...[rounded(one.viewMs - one.unclearMs), rounded(one.expressionMs[HAPPY] ?? 0)],
      ...[rounded(one.attentionMs), one.valenceSum, rounded(one.valenceMs)],
    );
  }
}

/** Whether frames were analysed in one of its minutes. */
function wasWatched(statements: PreparedStatements, startMs: number, endMs: number): boolean {
  const found = statements.get(
    'SELECT 1 FROM rollup_minute WHERE start_ms > ? AND start_ms < ? AND frames > 0 LIMIT 1',
    startMs - MINUTE_MS,
    endMs,
  );
  return found !== undefined;
}
