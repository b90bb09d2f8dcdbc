import { EkspresiError } from '../../core/errors.js';
import {
  MARKER_KINDS,
  type MarkerCorrection,
  type MarkerDraft,
  type MarkerKind,
  markerProblem,
} from '../../core/marker.js';
import { requireParticipantCode } from '../../sessions/participant-code.js';
import { parseTime } from '../history/local-time.js';

/** A moment with its zone: `2026-11-24T08:15:00Z`, `…+07:00`. */
const ISO_WITH_ZONE =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$/i;

/** `now`, epoch milliseconds, ISO 8601 with a zone, or local time of `timeZone`. */
export function momentOf(
  field: string,
  value: unknown,
  { nowMs, timeZone }: { readonly nowMs: number; readonly timeZone: string },
): number {
  if (value === 'now') return Math.round(nowMs);
  if (typeof value === 'number' && Number.isFinite(value)) return Math.round(value);
  if (typeof value === 'string') {
    const text = value.trim();
    if (ISO_WITH_ZONE.test(text)) {
      const atMs = Date.parse(text.replace(' ', 'T'));
      if (!Number.isNaN(atMs)) return atMs;
    }
    const local = parseTime(text.replace(' ', 'T'), timeZone);
    if (local !== null) return local;
  }
  throw markerProblem(field, 'no-time');
}

const FIELDS = ['kind', 'id', 'name', 'from', 'to', 'details'] as const;
type Body = Readonly<Partial<Record<(typeof FIELDS)[number], unknown>>>;

/** @throws EkspresiError USAGE for what is no JSON object, or has a field that is not known */
export function markerBody(text: string): Body {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new EkspresiError('marker-body-invalid', { reason: 'no JSON' }, { cause });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new EkspresiError('marker-body-invalid', { reason: 'no object' });
  }
  const unknown = Object.keys(body).find((key) => !FIELDS.includes(key as never));
  if (unknown !== undefined) throw markerProblem(unknown.slice(0, 40), 'not-understood');
  return body as Body;
}

interface RequestClock {
  readonly nowMs: number;
  /** Of times without a zone. */
  readonly timeZone: string;
}

/**
 * The marker that a request asks for. Left out: `kind` is content with an `id` and note without;
 * `from` is now; `to` is open for a content and a session, and the beginning for a note.
 *
 * @throws EkspresiError USAGE naming the field
 */
export function draftOf(body: Body, clock: RequestClock): MarkerDraft {
  const contentId = textOf('id', body.id);
  const kind = body.kind === undefined ? (contentId ? 'content' : 'note') : kindOf(body.kind);
  const startMs = momentOf('from', body.from ?? 'now', clock);
  const openEnd = kind === 'note' ? startMs : null;
  const participant = kind === 'session' ? detailsOf(body.details)?.participant : undefined;
  if (participant !== undefined) requireParticipantCode(String(participant));
  return {
    ...{ kind, contentId: contentId ?? null, name: textOf('name', body.name) ?? '', startMs },
    endMs:
      body.to === undefined ? openEnd : body.to === null ? null : momentOf('to', body.to, clock),
    details: detailsOf(body.details) ?? null,
  };
}

/** What a request asks to be changed; what it leaves out stays. */
export function correctionOf(body: Body, clock: RequestClock): MarkerCorrection {
  const contentId = textOf('id', body.id);
  const name = textOf('name', body.name);
  const details = detailsOf(body.details);
  if (typeof details?.participant === 'string') requireParticipantCode(details.participant);
  return {
    ...(body.kind === undefined ? {} : { kind: kindOf(body.kind) }),
    ...(contentId === undefined ? {} : { contentId }),
    ...(name === undefined ? {} : { name }),
    ...(body.from === undefined ? {} : { startMs: momentOf('from', body.from, clock) }),
    ...(body.to === undefined ? {} : { endMs: correctedEnd(body.to, clock) }),
    ...(details === undefined ? {} : { details }),
  };
}

function correctedEnd(to: unknown, clock: RequestClock): number | null | 'now' {
  return to === null || to === 'now' ? to : momentOf('to', to, clock);
}

function kindOf(value: unknown): MarkerKind {
  const kind = MARKER_KINDS.find((known) => known === value);
  if (kind === undefined) throw markerProblem('kind', 'no-kind');
  return kind;
}

function textOf(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw markerProblem(field, 'not-understood');
}

function detailsOf(value: unknown): MarkerDraft['details'] | undefined {
  if (value === undefined) return undefined;
  if (value === null) return null;
  if (typeof value === 'object' && !Array.isArray(value)) return value as MarkerDraft['details'];
  throw markerProblem('details', 'not-understood');
}
