import { describe, expect, it } from 'vitest';
import {
  encodeBatch,
  readBatch,
  readConfirmation,
  readHeartbeat,
  UnreadableMessage,
} from '../../src/core/fleet-messages.js';
import { FLEET_COLUMNS, FLEET_KINDS, MAX_BATCH_ROWS } from '../../src/core/fleet-protocol.js';
import { SUM_COLUMNS } from '../../src/store/rollups/rollup-sums.js';
import {
  batchOf,
  HISTORY,
  heartbeatOf,
  INSTANCE,
  minute,
  NINE_MS,
  rowValues,
} from '../fleet/fixtures/make-rows.js';

const reasonOf = (read: () => unknown) => {
  try {
    read();
    return null;
  } catch (error) {
    return error instanceof UnreadableMessage ? `${error.reason}: ${error.message}` : error;
  }
};
const readChanged = (change: object) => () =>
  readBatch(JSON.stringify({ ...JSON.parse(encodeBatch(batchOf('minutes', []))), ...change }));

describe('batches of a kiosk', () => {
  it.each(FLEET_KINDS)('are read as they were written: %s', (kind) => {
    const rows =
      kind === 'minutes'
        ? [minute(5, NINE_MS), minute(6, NINE_MS, { sad_ms: 9 }, { span: 60, parts: [0, 59] })]
        : [{ number: 5, key: 3, span: 1, parts: null, values: rowValues(kind) }];
    const removed = { number: 7, key: NINE_MS, span: 1, parts: null, values: null };
    const batch = batchOf(kind, [...rows, removed]);
    expect(readBatch(encodeBatch(batch))).toEqual({ batch, unsound: [] });
  });

  it('lose the rows that cannot be, and keep the others', () => {
    const wrong = [
      minute(1, NINE_MS + 1),
      minute(2, NINE_MS, { happy_ms: -1 }),
      minute(3, NINE_MS, { light_sum: 1e300 }),
      minute(4, NINE_MS, { frames: null }),
      minute(5, NINE_MS, {}, { span: 60, parts: [60] }),
      minute(6, NINE_MS, {}, { parts: [0] }),
      minute(7, NINE_MS, {}, { span: 7 }),
      minute(2 ** 60, NINE_MS),
    ];
    const { batch, unsound } = readBatch(
      encodeBatch(batchOf('minutes', [...wrong, minute(9, NINE_MS)], { cursor: 9 })),
    );
    expect(unsound).toEqual([
      ...['key', 'happy_ms', 'light_sum', 'frames', 'parts', 'parts', 'span', 'number'],
    ]);
    expect(batch.rows.map(({ number }) => number)).toEqual([9]);
  });

  it('hold nothing that PostgreSQL refuses in a text', () => {
    const event = (values: object) => ({
      ...{ number: 1, key: 1, span: 1, parts: null },
      values: rowValues('events', { ...values }),
    });
    const rows = [
      event({ message: 'a\0b' }),
      event({ details: '{"a":"\\u0000"}' }),
      event({ details: '{' }),
      event({ message: 'x'.repeat(5000) }),
    ];
    expect(readBatch(encodeBatch(batchOf('events', rows))).unsound).toEqual([
      ...['message', 'details', 'details', 'message'],
    ]);
  });

  it('are refused as a whole with the reason', () => {
    expect(reasonOf(() => readBatch('{'))).toBe('malformed: JSON');
    expect(reasonOf(() => readBatch('null'))).toBe('malformed: JSON');
    expect(reasonOf(readChanged({ v: 2 }))).toBe('version: version 2');
    expect(reasonOf(readChanged({ v: undefined }))).toContain('version: ');
    expect(reasonOf(readChanged({ kind: 'observations' }))).toBe('malformed: kind');
    expect(reasonOf(readChanged({ kiosk: '../x' }))).toBe('malformed: kiosk');
    expect(reasonOf(readChanged({ history: 'x' }))).toBe('malformed: history');
    expect(reasonOf(readChanged({ cursor: -1 }))).toBe('malformed: cursor');
    const many = Array.from({ length: MAX_BATCH_ROWS + 1 }, () => []);
    expect(reasonOf(readChanged({ rows: many }))).toBe('malformed: rows');
    expect(reasonOf(readChanged({}))).toBeNull();
  });
});

it('heartbeats are read as they were written, or refused', () => {
  const read = (change: object = {}) =>
    readHeartbeat(JSON.stringify({ ...heartbeatOf(), ...change }));
  expect(read()).toEqual(heartbeatOf());
  expect(read({ problem: 'SOURCE_BUSY', previous: [HISTORY] })).toMatchObject({
    problem: 'SOURCE_BUSY',
  });
  expect(reasonOf(() => read({ previous: ['x'] }))).toBe('malformed: previous');
  expect(reasonOf(() => read({ previous: Array(33).fill(HISTORY) }))).toBe('malformed: previous');
  expect(reasonOf(() => read({ site: 'x'.repeat(201) }))).toBe('malformed: site');
  expect(reasonOf(() => read({ kinds: {} }))).toBe('malformed: kinds.minutes');
  expect(reasonOf(() => read({ kinds: null }))).toBe('malformed: kinds.minutes');
});

it('confirmations answer a batch or a heartbeat', () => {
  const who = { v: 1, history: HISTORY, instance: INSTANCE };
  const read = (message: object) => readConfirmation(JSON.stringify({ ...who, ...message }));
  const batch = { batch: 3, kind: 'visits', cursor: 90 };
  expect(read(batch)).toEqual({ ...who, ...batch });
  expect(read({ cursors: { minutes: 4, unknown: 5 }, begin: true })).toEqual({
    ...{ ...who, cursors: { minutes: 4 }, begin: true },
  });
  expect(reasonOf(() => read({}))).toBe('malformed: cursors');
  expect(reasonOf(() => read({ ...batch, kind: 'x' }))).toBe('malformed: kind');
});

it('minutes have the sums of the kiosk, all but how many rows it stored', () => {
  const sent = FLEET_COLUMNS.minutes.map(({ name }) => name);
  expect([...sent].sort()).toEqual(SUM_COLUMNS.filter((name) => name !== 'stored').sort());
});
