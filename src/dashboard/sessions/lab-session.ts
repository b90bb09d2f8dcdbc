import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Marker } from '../../core/marker.js';
import { calibrateSession } from '../../sessions/calibrate-session.js';
import type { SessionMarker, SessionRecord, SessionSample } from '../../sessions/session-record.js';
import type { ObservationRow, StoreQueries } from '../../store/store-queries.js';

/** What a session's marker says beside its times. */
export interface LabSession {
  readonly id: number;
  readonly participant: string | null;
  readonly stimulus: string | null;
  readonly condition: string | null;
  readonly startMs: number;
  /** Null while it goes on. */
  readonly endMs: number | null;
  /** Where the stimulus begins: after the neutral baseline. */
  readonly stimulusMs: number;
  /** The chosen face by its number in view; null for the largest at each moment. */
  readonly trackId: number | null;
  /** It was ended by its limit, or the clock jumped in it. */
  readonly doubt: Marker['doubt'];
}

export const BASELINE_MS = 5000;
const ROWS_A_PAGE = 500;
/** Half an hour of one face at the usual rate is 9,000 rows. */
const MOST_PAGES = 400;
const MOST_MARKERS = 500;
/** So much larger a face takes the place of the participant's. */
const MUCH_LARGER = 1.5;
/** A participant who was not stored at a moment is waited for so long. */
const KEPT_MS = 1000;

/** Null for a marker that is no session. */
export function labSession(marker: Marker): LabSession | null {
  const { kind, id, contentId, startMs, endMs, details, doubt } = marker;
  if (kind !== 'session') return null;
  const text = (name: string) => {
    const value = details?.[name];
    return typeof value === 'string' && value !== '' ? value.slice(0, 100) : null;
  };
  const number = (name: string) => {
    const value = details?.[name];
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
  };
  const baselineMs = Math.min(number('baselineMs') ?? BASELINE_MS, 60_000);
  return {
    ...{ id, startMs, endMs, doubt, stimulusMs: startMs + baselineMs },
    ...{ participant: text('participant'), condition: text('condition'), stimulus: contentId },
    trackId: number('trackId'),
  };
}

/**
 * What the history knows of a session: the participant's face and what was marked meanwhile. The
 * participant is the chosen face, or the largest of each moment.
 */
export async function readLabSession(
  session: LabSession,
  queries: StoreQueries,
  nowMs: number,
): Promise<SessionRecord> {
  const { id, startMs, stimulusMs, participant, stimulus, condition, trackId } = session;
  const endMs = session.endMs ?? nowMs;
  const rows = await observationsOf(queries, { fromMs: startMs, toMs: endMs + 1 });
  const own = rows.filter((row) => trackId === null || row.trackId === trackId);
  const samples = largestRows(own).map((row) => sampleOf(row, stimulusMs));
  const hasBaseline = stimulusMs > startMs;
  const baseline = hasBaseline ? { fromS: (startMs - stimulusMs) / 1000, toS: 0 } : null;
  return {
    ...{ title: participant ?? `#${id}`, participant, stimulus, condition, startedAtMs: startMs },
    durationS: Math.max(0, (endMs - stimulusMs) / 1000),
    samples: baseline === null ? samples : calibrateSession(samples, baseline),
    markers: markersDuring(queries, session, endMs),
    baseline,
  };
}

/** Newest first, in pages: the daemon's other work gets its turn between. */
async function observationsOf(
  queries: StoreQueries,
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly ObservationRow[]> {
  const rows: ObservationRow[] = [];
  let cursor: string | null = null;
  for (let i = 0; i < MOST_PAGES; i++) {
    const page = queries.observations({
      ...{ range, limit: ROWS_A_PAGE },
      ...(cursor === null ? {} : { cursor }),
    });
    rows.push(...page.rows);
    cursor = page.nextCursor;
    if (cursor === null) break;
    await nextTurn();
  }
  return rows.reverse();
}

/**
 * Of the faces of one moment the largest; of two that are about as large the one before, or two
 * people beside each other would be one participant by turns.
 */
function largestRows(rows: readonly ObservationRow[]): readonly ObservationRow[] {
  const moments = new Map<number, ObservationRow[]>();
  for (const row of rows) {
    const others = moments.get(row.atMs);
    if (others === undefined) moments.set(row.atMs, [row]);
    else others.push(row);
  }
  const chosen: ObservationRow[] = [];
  for (const faces of moments.values()) {
    const largest = faces.reduce((best, face) => (area(face) > area(best) ? face : best));
    const before = chosen.at(-1);
    const same = faces.find(({ faceId }) => faceId === before?.faceId);
    const isClose = before !== undefined && largest.atMs - before.atMs < KEPT_MS;
    const stays = same ?? (isClose && largest.faceId !== before.faceId ? null : largest);
    if (stays === null && area(largest) < MUCH_LARGER * area(before as ObservationRow)) continue;
    const isReplaced = same !== undefined && area(largest) >= MUCH_LARGER * area(same);
    chosen.push(isReplaced ? largest : (stays ?? largest));
  }
  return chosen;
}

function area({ box }: ObservationRow): number {
  return box.width * box.height;
}

/** The participant is face 1, whatever numbers the tracks had. */
function sampleOf(row: ObservationRow, stimulusMs: number): SessionSample {
  const { smoothed, raw, expression, ear, blink, quality, box } = row;
  return {
    ...{ atS: (row.atMs - stimulusMs) / 1000, face: 1, expression, raw, ear, blink, quality, box },
    ...{ clear: row.clear ?? true, probabilities: smoothed, uncalibrated: smoothed },
    ...{ valence: row.valence ?? 0, looking: row.looking },
    ...{ yaw: row.yaw, pitch: row.pitch, roll: row.roll },
  };
}

/** Contents and notes of the time, in seconds of the stimulus. */
function markersDuring(
  queries: StoreQueries,
  { startMs, stimulusMs }: LabSession,
  endMs: number,
): readonly SessionMarker[] {
  const range = { fromMs: startMs, toMs: endMs + 1 };
  const { rows } = queries.markers({ range, limit: MOST_MARKERS });
  return rows
    .filter(({ kind }) => kind !== 'session')
    .map(({ name, startMs: fromMs, endMs: toMs }) => ({
      name,
      startS: (Math.max(fromMs, startMs) - stimulusMs) / 1000,
      endS: (Math.min(toMs ?? endMs, endMs) - stimulusMs) / 1000,
    }))
    .filter(({ endS }) => endS >= 0)
    .map((marker) => ({ ...marker, startS: Math.max(0, marker.startS) }))
    .sort((a, b) => a.startS - b.startS);
}
