import { EkspresiError } from './errors.js';

/**
 * What a marker says: `content` was on the screen, a `note` was made, a `session` took place. A
 * note is mostly a point in time, the others are spans.
 */
export const MARKER_KINDS = ['content', 'note', 'session'] as const;
export type MarkerKind = (typeof MARKER_KINDS)[number];

/**
 * Why the span of a marker cannot be trusted: nobody ended it, or the clock jumped in it. Such a
 * showing counts in no report until somebody corrects it.
 */
export const MARKER_DOUBTS = ['never-ended', 'clock-jumped'] as const;
export type MarkerDoubt = (typeof MARKER_DOUBTS)[number];

/** What a marker is told to be; times are UTC epoch milliseconds. */
export interface MarkerDraft {
  readonly kind: MarkerKind;
  /** Which content, or which stimulus of a session; null for a note. */
  readonly contentId: string | null;
  readonly name: string;
  readonly startMs: number;
  /** The same as the start for a point in time; null while it goes on. */
  readonly endMs: number | null;
  /** What else belongs to it, such as the participant of a session. */
  readonly details: Readonly<Record<string, unknown>> | null;
}

/** A stored marker. */
export interface Marker extends MarkerDraft {
  readonly id: number;
  readonly doubt: MarkerDoubt | null;
  /** User, token or command that set it. */
  readonly setBy: string;
}

/** Who sets a marker, and the key and digest by which a repeated request is known. */
export interface MarkerOrigin {
  readonly setBy: string;
  readonly idempotencyKey?: string | undefined;
  readonly requestDigest?: string | undefined;
}

/** Fields that are left out stay; `now` is the moment by the kiosk's clock. */
export type MarkerCorrection = Partial<Omit<MarkerDraft, 'endMs'>> & {
  readonly endMs?: number | null | 'now';
};

/** What happened to a marker, as the event bus tells it. */
export interface MarkerChange {
  readonly change: 'set' | 'changed' | 'removed';
  readonly marker: Marker;
}

export const MARKER_LIMITS = {
  nameLength: 200,
  contentIdLength: 100,
  setByLength: 80,
  keyLength: 200,
  detailsBytes: 4096,
  /** Longest span. */
  spanMs: 86_400_000,
  /** How far ahead a playlist may be told. */
  aheadMs: 86_400_000,
  /** Markers that go on at the same time. */
  open: 50,
  rows: 1_000_000,
} as const;

/** A "now" may be so far from the kiosk's clock. */
const NOW_SLACK_MS = 5000;

/** What can be wrong with a field; the words stand in the vocabulary `marker` of both languages. */
type MarkerProblem =
  | 'missing'
  | 'too-long'
  | 'no-time'
  | 'too-far-ahead'
  | 'open-ahead'
  | 'before-start'
  | 'no-duration'
  | 'span-too-long'
  | 'before-history'
  | 'no-kind'
  | 'not-understood';

/** An EkspresiError USAGE that names the field of a marker and what is wrong with it. */
export function markerProblem(field: string, problem: MarkerProblem): EkspresiError {
  return new EkspresiError('marker-invalid', { field, problem });
}

/**
 * Checks what a marker is told to be.
 *
 * @param oldestMs beginning of the history, null where there is none yet
 * @returns the draft with its texts trimmed
 * @throws EkspresiError USAGE (`marker-invalid`) naming the field and what is wrong with it
 */
export function checkedMarker(
  draft: MarkerDraft,
  clock: { readonly nowMs: number; readonly oldestMs: number | null },
): MarkerDraft {
  const { kind, startMs, endMs, details } = draft;
  const { nowMs, oldestMs } = clock;
  const contentId = cleanText(draft.contentId ?? '');
  if (kind === 'content' && contentId === '') throw markerProblem('id', 'missing');
  if (contentId.length > MARKER_LIMITS.contentIdLength) throw markerProblem('id', 'too-long');
  const name = cleanText(draft.name) || contentId;
  if (name === '') throw markerProblem('name', 'missing');
  if (name.length > MARKER_LIMITS.nameLength) throw markerProblem('name', 'too-long');
  if (!isMoment(startMs)) throw markerProblem('from', 'no-time');
  if (startMs > nowMs + MARKER_LIMITS.aheadMs) throw markerProblem('from', 'too-far-ahead');
  if (endMs === null && startMs > nowMs + NOW_SLACK_MS) throw markerProblem('to', 'open-ahead');
  if (endMs !== null) checkEnd(kind, startMs, endMs);
  if (oldestMs !== null && (endMs ?? nowMs) < oldestMs) {
    throw markerProblem('from', 'before-history');
  }
  if (details !== null && JSON.stringify(details).length > MARKER_LIMITS.detailsBytes) {
    throw markerProblem('details', 'too-long');
  }
  return { kind, contentId: contentId || null, name, startMs, endMs, details };
}

function checkEnd(kind: MarkerKind, startMs: number, endMs: number): void {
  if (!isMoment(endMs)) throw markerProblem('to', 'no-time');
  if (endMs < startMs) throw markerProblem('to', 'before-start');
  if (endMs === startMs && kind === 'content') throw markerProblem('to', 'no-duration');
  if (endMs - startMs > MARKER_LIMITS.spanMs) throw markerProblem('to', 'span-too-long');
}

/** 1 January 2200: no clock is ahead of it. */
const LATEST_MS = 7_258_118_400_000;

function isMoment(atMs: number): boolean {
  return Number.isSafeInteger(atMs) && atMs >= 0 && atMs < LATEST_MS;
}

/** Without control characters and surrounding space: it stands in tables and CSV files. */
function cleanText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
