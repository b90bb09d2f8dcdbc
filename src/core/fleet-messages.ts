import {
  FLEET_COLUMNS,
  FLEET_KINDS,
  FLEET_VERSION,
  type FleetBatch,
  type FleetColumn,
  type FleetConfirmation,
  type FleetHeartbeat,
  type FleetKind,
  type FleetRow,
  type FleetValue,
  KIOSK_ID,
  type KindProgress,
  MAX_BATCH_ROWS,
  SPANS,
} from './fleet-protocol.js';

const ID = /^[0-9a-f-]{36}$/;
const MAX_NAME = 200;
const MAX_TEXT = 4000;
const MAX_PREVIOUS = 32;
const MOST_WHOLE = 2 ** 31 - 1;
const MOST_REAL = 1e15;
/** 1 January 2200. */
const LATEST_MS = 7_258_118_400_000;
const BASE64 = /^[A-Za-z0-9+/]{0,4000}={0,2}$/;

/** A message that is none: of another version, or not as the version has it. */
export class UnreadableMessage extends Error {
  readonly reason: 'version' | 'malformed';

  constructor(reason: 'version' | 'malformed', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The text of a batch; rows are arrays: number, key, span, parts, values. */
export function encodeBatch(batch: FleetBatch): string {
  return JSON.stringify({ ...batch, rows: batch.rows.map(encodeRow) });
}

export function encodeRow({ number, key, span, parts, values }: FleetRow): readonly unknown[] {
  return [number, key, span, parts, values];
}

/**
 * A batch with those of its rows that are sound, and why others are left out.
 *
 * @throws UnreadableMessage
 */
export function readBatch(text: string): {
  readonly batch: FleetBatch;
  readonly unsound: readonly string[];
} {
  const message = readMessage(text);
  const kind = FLEET_KINDS.find((known) => known === message.kind);
  if (kind === undefined) throw malformed('kind');
  const { rows } = message;
  if (!Array.isArray(rows) || rows.length > MAX_BATCH_ROWS) throw malformed('rows');
  const unsound: string[] = [];
  const sound = rows.flatMap((row: unknown) => {
    const read = readRow(kind, row);
    if (typeof read !== 'string') return [read];
    unsound.push(read);
    return [];
  });
  return {
    batch: {
      ...{ v: FLEET_VERSION, kind, rows: sound },
      kiosk: textOf(message, 'kiosk', KIOSK_ID),
      history: textOf(message, 'history', ID),
      instance: textOf(message, 'instance', ID),
      rowsOf: textOf(message, 'rowsOf', ID),
      batch: wholeOf(message, 'batch'),
      cursor: wholeOf(message, 'cursor'),
    },
    unsound,
  };
}

/** @throws UnreadableMessage */
export function readHeartbeat(text: string): FleetHeartbeat {
  const message = readMessage(text);
  const { previous, kinds } = message;
  if (!Array.isArray(previous) || previous.length > MAX_PREVIOUS) throw malformed('previous');
  if (!previous.every((id): id is string => typeof id === 'string' && ID.test(id))) {
    throw malformed('previous');
  }
  const progress = FLEET_KINDS.map((kind): [FleetKind, KindProgress] => {
    const one = (kinds as Partial<Record<FleetKind, Record<string, unknown>>> | null)?.[kind];
    if (one === undefined) throw malformed(`kinds.${kind}`);
    const fields = ['cursor', 'waiting', 'dropped'] as const;
    const numbers = fields.map((field) => [field, wholeOf(one, field)]);
    return [kind, Object.fromEntries(numbers) as unknown as KindProgress];
  });
  return {
    v: FLEET_VERSION,
    kiosk: textOf(message, 'kiosk', KIOSK_ID),
    history: textOf(message, 'history', ID),
    begunMs: momentOf(message, 'begunMs'),
    instance: textOf(message, 'instance', ID),
    previous,
    sentMs: momentOf(message, 'sentMs'),
    startedMs: momentOf(message, 'startedMs'),
    host: textOf(message, 'host'),
    site: textOf(message, 'site'),
    box: textOf(message, 'box'),
    version: textOf(message, 'version'),
    timeZone: textOf(message, 'timeZone'),
    camera: textOf(message, 'camera'),
    problem: message.problem === null ? null : textOf(message, 'problem'),
    model: message.model === null ? null : textOf(message, 'model'),
    minFaces: wholeOf(message, 'minFaces'),
    databaseBytes: message.databaseBytes === null ? null : wholeOf(message, 'databaseBytes'),
    diskFreeBytes: message.diskFreeBytes === null ? null : wholeOf(message, 'diskFreeBytes'),
    kinds: Object.fromEntries(progress) as Record<FleetKind, KindProgress>,
  };
}

/** @throws UnreadableMessage */
export function readConfirmation(text: string): FleetConfirmation {
  const message = readMessage(text);
  const who = {
    v: FLEET_VERSION,
    history: textOf(message, 'history', ID),
    instance: textOf(message, 'instance', ID),
  };
  if (message.batch === undefined) {
    const { cursors } = message;
    if (typeof cursors !== 'object' || cursors === null) throw malformed('cursors');
    const known = FLEET_KINDS.filter((kind) => kind in cursors);
    const read = known.map((kind) => [kind, wholeOf(cursors as Record<string, unknown>, kind)]);
    return {
      ...{ ...who, cursors: Object.fromEntries(read) },
      ...(message.begin === true && { begin: true as const }),
    };
  }
  const kind = FLEET_KINDS.find((known) => known === message.kind);
  if (kind === undefined) throw malformed('kind');
  return { ...who, kind, batch: wholeOf(message, 'batch'), cursor: wholeOf(message, 'cursor') };
}

type Message = Readonly<Record<string, unknown>>;

function readMessage(text: string): Message {
  let message: Message;
  try {
    message = JSON.parse(text) as Message;
  } catch {
    throw malformed('JSON');
  }
  if (typeof message !== 'object' || message === null) throw malformed('JSON');
  if (message.v !== FLEET_VERSION) {
    throw new UnreadableMessage('version', `version ${JSON.stringify(message.v)?.slice(0, 20)}`);
  }
  return message;
}

function malformed(what: string): UnreadableMessage {
  return new UnreadableMessage('malformed', what);
}

function textOf(message: Message, field: string, pattern?: RegExp): string {
  const value = message[field];
  if (typeof value !== 'string' || value.length > MAX_NAME || value.includes('\0')) {
    throw malformed(field);
  }
  if (pattern !== undefined && !pattern.test(value)) throw malformed(field);
  return value;
}

function wholeOf(message: Message, field: string): number {
  const value = message[field];
  if (!isWhole(value, Number.MAX_SAFE_INTEGER)) throw malformed(field);
  return value;
}

function momentOf(message: Message, field: string): number {
  const value = message[field];
  if (!isWhole(value, LATEST_MS)) throw malformed(field);
  return value;
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

/** The row, or why it is none. */
function readRow(kind: FleetKind, row: unknown): FleetRow | string {
  if (!Array.isArray(row) || row.length !== 5) return 'row';
  const [number, key, span, parts, values] = row as unknown[];
  if (!isWhole(number, Number.MAX_SAFE_INTEGER)) return 'number';
  if (!isWhole(key, kind === 'minutes' ? LATEST_MS : Number.MAX_SAFE_INTEGER)) return 'key';
  const known = SPANS.find((minutes) => minutes === span);
  if (known === undefined || (kind !== 'minutes' && known !== 1)) return 'span';
  if (kind === 'minutes' && key % (known * 60_000) !== 0) return 'key';
  if (values === null) return { number, key, span: known, parts: null, values };
  const isMerged = known > 1;
  if (isMerged !== (parts !== null)) return 'parts';
  if (isMerged && !(Array.isArray(parts) && parts.every((part) => isWhole(part, known - 1)))) {
    return 'parts';
  }
  const wanted = FLEET_COLUMNS[kind];
  if (!Array.isArray(values) || values.length !== wanted.length) return 'values';
  const wrong = wanted.findIndex((column, i) => !isSound(column, values[i]));
  if (wrong >= 0) return (wanted[wrong] as FleetColumn).name;
  return {
    ...{ number, key, span: known, values: values as FleetValue[] },
    parts: parts as readonly number[] | null,
  };
}

/** Whether a value is one that a column may hold. */
export function isSound({ type, nullable }: FleetColumn, value: unknown): boolean {
  if (value === null) return nullable;
  switch (type) {
    case 'whole':
      return isWhole(value, MOST_WHOLE);
    case 'big':
      return isWhole(value, Number.MAX_SAFE_INTEGER);
    case 'moment':
      return isWhole(value, LATEST_MS);
    case 'real':
      return typeof value === 'number' && Math.abs(value) <= MOST_REAL;
    case 'flag':
      return typeof value === 'boolean';
    case 'bytes':
      return typeof value === 'string' && BASE64.test(value);
    case 'text':
      return typeof value === 'string' && value.length <= MAX_TEXT && !value.includes('\0');
    case 'json':
      return typeof value === 'string' && isJson(value);
  }
}

/** PostgreSQL's jsonb takes no NUL, not even an escaped one. */
function isJson(text: string): boolean {
  if (text.length > MAX_TEXT || text.includes('\0') || /\\u0000/i.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
