import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { migrate, readPartitioning } from '../../src/fleet/database/migrate.js';
import { dropOldPartitions, makePartitions } from '../../src/fleet/database/partitions.js';
import { fleetConfigSchema } from '../../src/fleet/fleet-config.js';
import { BatchWriter } from '../../src/fleet/ingest/batch-writer.js';
import { registerHeartbeat } from '../../src/fleet/ingest/heartbeats.js';
import { kiosks } from '../../src/fleet/queries/fleet-queries.js';
import {
  batchOf,
  HISTORY,
  heartbeatOf,
  INSTANCE,
  minute,
  NINE_MS,
  rowValues,
} from './fixtures/make-rows.js';
import { Postgres } from './fixtures/postgres.js';

const NOW_MS = Date.UTC(2026, 10, 30);
const MINUTE_MS = 60_000;
const OTHER = '33333333-3333-4333-8333-333333333333';

let postgres: Postgres;
let client: pg.Client;
let writer: BatchWriter;

beforeAll(async () => {
  postgres = await Postgres.begin();
  client = postgres.client();
  await client.connect();
  // Whoever starts second finds the work done.
  const second = postgres.client();
  await second.connect();
  await Promise.all([migrate(client), migrate(second)]);
  await second.end();
  writer = new BatchWriter(client, async (momentsMs) => {
    await makePartitions(client, 'declarative', NOW_MS, momentsMs);
  });
});

afterAll(async () => {
  await client?.end();
  await postgres?.end();
});

beforeEach(async () => {
  await client.query(
    `TRUNCATE fleet.kiosks, fleet.histories, fleet.problems, fleet.cursors, fleet.removed,
       fleet.minutes, fleet.hours, fleet.visits, fleet.contents, fleet.events`,
  );
  await registerHeartbeat(client, heartbeatOf(), NOW_MS);
});

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  return (await client.query(sql)).rows;
}

it('writes a batch once, however often and in whatever order it comes', async () => {
  const first = batchOf('minutes', [
    minute(10, NINE_MS, { happy_ms: 1000, faces_seen: 2, faces_appeared: 1 }),
    minute(11, NINE_MS + MINUTE_MS, { happy_ms: 500, faces_seen: 1, faces_appeared: 1 }),
  ]);
  const newer = batchOf('minutes', [minute(12, NINE_MS, { happy_ms: 3000, faces_seen: 2 })]);
  expect(await writer.write([newer])).toEqual(['committed']);
  expect(await writer.write([first, first])).toEqual(['committed', 'committed']);
  expect(await writer.write([first])).toEqual(['committed']);
  expect(await rows('SELECT number, happy_ms, span FROM fleet.minutes ORDER BY start_at')).toEqual([
    { number: '12', happy_ms: 3000, span: 1 },
    { number: '11', happy_ms: 500, span: 1 },
  ]);
  expect(
    await rows('SELECT watched_minutes, happy_ms, frames, faces_seen FROM fleet.hours'),
  ).toEqual([{ watched_minutes: 2, happy_ms: 3500, frames: 120, faces_seen: 3 }]);
  expect(await rows('SELECT kind, cursor FROM fleet.cursors WHERE cursor > 0')).toEqual([
    { kind: 'minutes', cursor: '12' },
  ]);
});

it('keeps what was removed from coming back, and counts its hour again', async () => {
  const merged = minute(20, NINE_MS, { sad_ms: 70 }, { span: 60, parts: [3, 5] });
  await writer.write([batchOf('minutes', [minute(9, NINE_MS, { sad_ms: 5 }), merged])]);
  expect(await rows('SELECT watched_minutes, sad_ms FROM fleet.hours')).toEqual([
    { watched_minutes: 3, sad_ms: 75 },
  ]);
  const gone = [
    { number: 30, key: NINE_MS, span: 1, parts: null, values: null },
    { number: 31, key: NINE_MS, span: 60, parts: null, values: null },
  ];
  await writer.write([batchOf('minutes', gone)]);
  await writer.write([batchOf('minutes', [merged])]);
  expect(await rows('SELECT * FROM fleet.minutes')).toEqual([]);
  expect(await rows('SELECT * FROM fleet.hours')).toEqual([]);
});

it('takes every kind, signs and all, and follows a showing whose start was corrected', async () => {
  const showing = (number: number, startMs: number) => ({
    ...{ number, key: 7, span: 1, parts: null },
    values: rowValues('contents', {
      content_id: 'spot\t1\\',
      name: 'Baris\nbaru “é”',
      start_ms: startMs,
      end_ms: startMs + 9000,
      curve: Buffer.from([1, 2, 255]).toString('base64'),
    }),
  });
  const october = Date.UTC(2026, 9, 31, 23);
  await writer.write([batchOf('contents', [showing(5, NINE_MS)])]);
  await writer.write([batchOf('contents', [showing(6, october)])]);
  await writer.write([batchOf('contents', [showing(5, NINE_MS)])]);
  expect(await rows('SELECT content_id, name, start_at, curve FROM fleet.contents')).toEqual([
    {
      content_id: 'spot\t1\\',
      name: 'Baris\nbaru “é”',
      start_at: new Date(october),
      curve: Buffer.from([1, 2, 255]),
    },
  ]);
  const event = rowValues('events', {
    ...{ at_ms: NINE_MS, level: 'warning', kind: 'too-dark', message: 'Dark' },
    details: '{"a":"\\\\n"}',
  });
  const visit = rowValues('visits', { first_seen_ms: NINE_MS, dwell_ms: 5e9, looked: null });
  await writer.write([
    batchOf('events', [{ number: 1, key: 3, span: 1, parts: null, values: event }]),
    batchOf('visits', [{ number: 2, key: 4, span: 1, parts: null, values: visit }]),
  ]);
  expect(await rows('SELECT details FROM fleet.events')).toEqual([{ details: { a: '\\n' } }]);
  expect(await rows('SELECT visit, dwell_ms, looked FROM fleet.visits')).toEqual([
    { visit: '4', dwell_ms: '5000000000', looked: null },
  ]);
});

it('refuses who does not own the history, and lets a process that was started later take over', async () => {
  const batch = batchOf('minutes', [minute(1, NINE_MS)]);
  expect(await writer.write([{ ...batch, instance: OTHER }])).toEqual(['stranger']);
  expect(await writer.write([{ ...batch, kiosk: 'unknown' }])).toEqual(['stranger']);
  const clone = await registerHeartbeat(client, heartbeatOf({ instance: OTHER }), NOW_MS);
  expect(clone).toMatchObject({ problem: 'cloned', confirmation: { begin: true } });
  expect(await rows('SELECT problem, count FROM fleet.problems')).toEqual([
    { problem: 'cloned', count: '1' },
  ]);
  const restarted = heartbeatOf({ instance: OTHER, previous: [INSTANCE] });
  const taken = await registerHeartbeat(client, restarted, NOW_MS);
  expect(taken).toMatchObject({ problem: null, confirmation: { cursors: { minutes: 0 } } });
  expect(await writer.write([{ ...batch, instance: OTHER }])).toEqual(['committed']);
});

it('reports two histories that take turns under one name, but not one that follows another', async () => {
  const beat = (history: string, nowMs: number) =>
    registerHeartbeat(client, heartbeatOf({ history }), nowMs);
  expect((await beat(OTHER, NOW_MS + 1000)).problem).toBeNull();
  expect((await beat(OTHER, NOW_MS + 2000)).problem).toBeNull();
  expect((await beat(HISTORY, NOW_MS + 3000)).problem).toBe('two-boxes');
});

it('makes months ahead, moves rows out of the default partition, and drops old months', async () => {
  const late = Date.UTC(2027, 5, 10);
  await writer.write([batchOf('minutes', [minute(1, late), minute(2, Date.UTC(2025, 0, 5))])]);
  expect(await rows('SELECT tableoid::regclass::text AS t FROM fleet.minutes ORDER BY 1')).toEqual([
    { t: 'fleet.minutes_2025_01' },
    { t: 'fleet.minutes_other' },
  ]);
  await makePartitions(client, 'declarative', late);
  expect(await rows('SELECT tableoid::regclass::text AS t FROM fleet.minutes ORDER BY 1')).toEqual([
    { t: 'fleet.minutes_2025_01' },
    { t: 'fleet.minutes_2027_06' },
  ]);
  const { retention } = fleetConfigSchema.parse({ retention: { minutesDays: 300 } });
  const dropped = await dropOldPartitions(client, 'declarative', retention, NOW_MS);
  expect(dropped).toContain('minutes_2025_01');
  expect(await rows('SELECT count(*)::int AS n FROM fleet.minutes')).toEqual([{ n: 1 }]);
  expect(await readPartitioning(client)).toBe('declarative');
});

it('lists the kiosks of a site with what waits on them', async () => {
  const pool = new pg.Pool({
    host: '127.0.0.1',
    port: postgres.port,
    user: 'postgres',
    database: 'ekspresi',
  });
  const { kinds } = heartbeatOf();
  const waiting = { ...kinds, visits: { cursor: 0, waiting: 12, dropped: 3 } };
  await registerHeartbeat(client, heartbeatOf({ kinds: waiting }), NOW_MS);
  await registerHeartbeat(client, heartbeatOf({ kiosk: 'shop', site: 'Shop' }), NOW_MS);
  expect(await kiosks(pool, { sites: [] })).toHaveLength(2);
  expect(await kiosks(pool, { sites: ['Museum'] })).toMatchObject([
    {
      name: 'lobby',
      box: 'Lobby',
      lastSeenMs: NOW_MS,
      dropped: 3,
      waiting: { visits: 12, events: 0 },
    },
  ]);
  await pool.end();
});
