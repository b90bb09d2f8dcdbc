import { EXPRESSIONS } from './expression.js';

/**
 * What kiosks and the fleet say to each other, by MQTT: JSON of a version. Both sides read this
 * file; `docs/fleet.md` says it in words.
 *
 * - `PREFIX/KIOSK/heartbeat`: who the kiosk is and how it does. Answered by a confirmation.
 * - `PREFIX/KIOSK/minutes`, `visits`, `contents`, `events`: batches of rows. Each is confirmed once
 *   the fleet's database has committed it.
 * - `PREFIX/KIOSK/confirm`: the fleet's confirmations.
 */
export const FLEET_VERSION = 1;

export const FLEET_KINDS = ['minutes', 'visits', 'contents', 'events'] as const;
export type FleetKind = (typeof FLEET_KINDS)[number];

export const KIOSK_ID = /^[a-z0-9_-]{1,40}$/;
export const MAX_BATCH_ROWS = 500;
export const MAX_BATCH_BYTES = 256 * 1024;
export const MAX_HEARTBEAT_BYTES = 16 * 1024;
/** Minutes that one row of sums may stand for: itself, its hour, its day (UTC). */
export const SPANS = [1, 60, 1440] as const;

export function fleetTopic(
  prefix: string,
  kiosk: string,
  last: FleetKind | 'heartbeat' | 'confirm',
): string {
  return `${prefix}/${kiosk}/${last}`;
}

/**
 * What a column holds: a whole number (of 32 bits, or `big`), a number, a flag, a moment in UTC
 * epoch milliseconds, text, JSON as text, bytes in base64.
 */
type ColumnType = 'whole' | 'big' | 'real' | 'flag' | 'moment' | 'text' | 'json' | 'bytes';

export interface FleetColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

const columns = (type: ColumnType, names: readonly string[], nullable = false): FleetColumn[] =>
  names.map((name) => ({ name, type, nullable }));
const expressionMs = EXPRESSIONS.map((name) => `${name}_ms`);

/**
 * The columns of each kind behind number and key; they are those of the kiosk's own tables. A
 * change of them is a new version.
 */
export const FLEET_COLUMNS: Readonly<Record<FleetKind, readonly FleetColumn[]>> = {
  /** Sums that may be added up, but for `faces_seen`. */
  minutes: [
    ...columns('whole', [...expressionMs, 'faces_seen', 'faces_appeared', 'faces_left']),
    ...columns('big', ['dwell_left_ms']),
    ...columns('whole', ['observations', 'frames']),
    ...columns('real', ['light_sum']),
    ...columns('whole', ['visitors'], true),
    ...columns('real', ['confidence_sum']),
    ...columns('whole', ['blinks']),
    ...columns('whole', ['unclear_ms'], true),
    ...columns('real', ['valence_sum'], true),
    ...columns('whole', ['valence_count', 'attention_ms'], true),
    ...columns('whole', ['watchers', 'watchers_stopped', 'watchers_smiled'], true),
    ...columns('whole', [...expressionMs.map((name) => `attention_${name}`)], true),
    ...columns('real', ['attention_valence_sum'], true),
    ...columns('whole', ['attention_valence_count'], true),
  ],
  visits: [
    ...columns('moment', ['first_seen_ms', 'last_seen_ms']),
    ...columns('big', ['dwell_ms']),
    ...columns('big', ['blink_count'], true),
    ...columns('whole', ['dominant']),
    ...columns('big', [...expressionMs, 'observations']),
    ...columns('real', ['mean_confidence'], true),
    ...columns('big', ['unclear_ms'], true),
    ...columns('real', ['mean_valence'], true),
    ...columns('big', ['attention_ms'], true),
    ...columns('flag', ['looked'], true),
    ...columns('moment', ['first_look_ms'], true),
    ...columns('flag', ['visitor']),
  ],
  contents: [
    ...columns('text', ['content_id', 'name']),
    ...columns('moment', ['start_ms', 'end_ms']),
    ...columns('flag', ['watched']),
    ...columns('whole', ['seen']),
    ...columns('whole', ['watchers'], true),
    ...columns('big', ['view_ms']),
    ...columns('big', ['attention_ms'], true),
    ...columns('big', [...expressionMs, 'unclear_ms']),
    ...columns('real', ['valence_sum']),
    ...columns('big', ['valence_ms']),
    ...columns('bytes', ['curve']),
  ],
  events: [
    ...columns('moment', ['at_ms']),
    ...columns('text', ['level', 'kind', 'message']),
    ...columns('json', ['details'], true),
  ],
};

export type FleetValue = number | string | boolean | null;

/**
 * One row: `number` grows with every change of the kiosk's history, so that the greater one of two
 * rows of a key is the newer; `key` is the start of a minute or the row's own number.
 */
export interface FleetRow {
  readonly number: number;
  readonly key: number;
  /** One of SPANS; 1 for all but minutes. */
  readonly span: number;
  /** Of a merged row the minutes that it stands for, counted from its start; otherwise null. */
  readonly parts: readonly number[] | null;
  /** In the order of FLEET_COLUMNS; null: the row is deleted. */
  readonly values: readonly FleetValue[] | null;
}

export interface FleetBatch {
  readonly v: number;
  readonly kind: FleetKind;
  readonly kiosk: string;
  /** The history that the kiosk writes now, and which process of it sends. */
  readonly history: string;
  readonly instance: string;
  /** The history that the rows were written in. */
  readonly rowsOf: string;
  /** Names the batch among those of the process. */
  readonly batch: number;
  /** Greatest number of the rows. */
  readonly cursor: number;
  readonly rows: readonly FleetRow[];
}

/** How far one kind has come. */
export interface KindProgress {
  /** Greatest number that was confirmed. */
  readonly cursor: number;
  /** Rows that are not confirmed. */
  readonly waiting: number;
  /** Rows that retention deleted before they were confirmed. */
  readonly dropped: number;
}

export interface FleetHeartbeat {
  readonly v: number;
  readonly kiosk: string;
  readonly history: string;
  readonly begunMs: number;
  readonly instance: string;
  /** Processes of this history that were confirmed or may have been, this one excepted. */
  readonly previous: readonly string[];
  readonly sentMs: number;
  readonly startedMs: number;
  readonly host: string;
  readonly site: string;
  readonly box: string;
  readonly version: string;
  readonly timeZone: string;
  /** Kind of the source's state. */
  readonly camera: string;
  /** Code of what keeps the kiosk from its work. */
  readonly problem: string | null;
  readonly model: string | null;
  readonly minFaces: number;
  readonly databaseBytes: number | null;
  readonly diskFreeBytes: number | null;
  readonly kinds: Readonly<Record<FleetKind, KindProgress>>;
}

/** From the fleet, to the process that it names. */
export interface FleetConfirmation {
  readonly v: number;
  readonly history: string;
  readonly instance: string;
  /** The answer to a batch: it is committed. */
  readonly batch?: number;
  readonly kind?: FleetKind;
  readonly cursor?: number;
  /** The answer to a heartbeat: the greatest committed numbers of the history. */
  readonly cursors?: Readonly<Partial<Record<FleetKind, number>>>;
  /** Another process writes this history: a new one is to be begun. */
  readonly begin?: true;
}
