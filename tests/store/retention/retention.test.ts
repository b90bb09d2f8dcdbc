import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.js';
import { openWriter } from '../../../src/store/database/connections.js';
import { PreparedStatements } from '../../../src/store/database/prepared-statements.js';
import { readIdSequences } from '../../../src/store/recording/id-sequences.js';
import { StepSize } from '../../../src/store/retention/retention-context.js';
import { retentionSteps } from '../../../src/store/retention/retention-steps.js';
import { defaultStoreSettings } from '../../../src/store/store-settings.js';
import {
  openTestStore,
  readRows,
  recordStay,
  type TestStore,
  testRun,
} from '../fixtures/open-test-store.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const allTime = { fromMs: 0, toMs: Date.UTC(2040, 0, 1) };

const count = (open: TestStore, table: string) =>
  readRows<{ n: number }>(open.dataDir, `SELECT count(*) AS n FROM ${table}`)[0]?.n;

/** A visitor of a minute every six hours, committing on the way. */
async function recordDays(open: TestStore, days: number): Promise<void> {
  for (let visit = 0; visit < days * 4; visit++) {
    recordStay(open, { trackId: visit + 1, durationMs: 10_000 });
    open.store.flush();
    open.clock.pass(6 * HOUR - 10_200);
    open.store.flush();
  }
}

function openSmall(retention: Partial<typeof defaultStoreSettings.retention>): TestStore {
  const open = openTestStore({
    settings: {
      retention: { ...defaultStoreSettings.retention, minDiskFreeBytes: 0, ...retention },
    },
  });
  open.store.beginRun(testRun);
  return open;
}

/** One round of retention on the closed file; how long each step took. */
function steps(
  open: TestStore,
  ageMs: number,
  freeBytes: number,
  { totalBytes = 1_000_000, setAside = [] as string[], maxDatabaseBytes = 0 } = {},
): readonly number[] {
  open.store.close();
  const statements = new PreparedStatements(openWriter(join(open.dataDir, 'ekspresi.db')));
  const context = {
    statements,
    numbers: readIdSequences(statements),
    clock: systemClock,
    step: new StepSize(),
  };
  const settings = {
    ...defaultStoreSettings.retention,
    rawDays: 0,
    minDiskFreeBytes: 1000,
    maxDatabaseBytes,
    diskLimitKeepsDays: 3,
  };
  const tookMs: number[] = [];
  const work = retentionSteps(context, {
    settings,
    ageMs,
    disk: () => ({ freeBytes, totalBytes }),
    removeSetAside: (leaving) => setAside.length > leaving && setAside.shift() !== undefined,
  });
  for (;;) {
    const startedMs = performance.now();
    const step = work.next();
    tookMs.push(performance.now() - startedMs);
    if (step.done === true) break;
  }
  statements.db.close();
  return tookMs;
}

describe('retention by age', () => {
  it('deletes what is older, keeps the rest, and tells why', async () => {
    const open = openSmall({ rawDays: 10, rollupDays: 15 });
    await recordDays(open, 20);
    expect(count(open, 'faces')).toBe(80);
    await open.clock.advance(62_000);
    const oldest = open.store.queries.databaseInfo().oldestObservationMs ?? 0;
    const ageDays = (open.clock.wallMs - oldest) / DAY;
    expect(ageDays).toBeGreaterThan(9.5);
    expect(ageDays).toBeLessThan(10.5);
    expect(count(open, 'faces')).toBe(40);
    const rollupDays =
      (open.clock.wallMs - (open.store.queries.databaseInfo().oldestRollupMs ?? 0)) / DAY;
    expect(rollupDays).toBeGreaterThan(14.5);
    expect(rollupDays).toBeLessThan(15.5);
    const events = open.store.queries.events({ kind: 'history-deleted' }).rows;
    expect(events.map((event) => event.details?.what).sort()).toEqual([
      'faces',
      'hours',
      'minutes',
      'observations',
    ]);
    const raw = events.find((event) => event.details?.what === 'observations');
    expect(raw?.message).toMatch(/^Deleted 2040 observations of 2026-06-01 12:00 to 2026-06-11/);
    expect(raw?.details).toMatchObject({ rows: 2040, reason: 'age' });
  });

  it('adds to one event a day instead of writing many', async () => {
    const open = openSmall({ rawDays: 1, rollupDays: 400 });
    await recordDays(open, 2);
    await open.clock.advance(61_000);
    await recordDays(open, 0.5);
    await open.clock.advance(61_000);
    const events = open.store.queries.events({ kind: 'history-deleted' }).rows;
    const days = events.map((event) => [event.details?.what, Math.floor(event.atMs / DAY)].join());
    expect(new Set(days).size).toBe(days.length);
  });

  it('deletes nothing when the clock jumps months ahead, nor when it comes back', async () => {
    const open = openSmall({ rawDays: 10, rollupDays: 15 });
    await recordDays(open, 5);
    const before = count(open, 'observations') ?? 0;
    open.clock.wallMs += 200 * DAY;
    await open.clock.advance(90 * 60_000);
    recordStay(open, { trackId: 1000, durationMs: 1000 });
    open.store.flush();
    await open.clock.advance(61_000);
    expect(count(open, 'observations')).toBe(before + 6);
    open.clock.wallMs -= 200 * DAY;
    await open.clock.advance(90 * 60_000);
    expect(count(open, 'observations')).toBe(before + 6);
    const ids = open.store.queries.faceTimeline(1)?.points.map((point) => point.id) ?? [];
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('deletes nothing that was recorded with a clock of 1970', async () => {
    const open = openSmall({ rawDays: 10, rollupDays: 15 });
    await recordDays(open, 2);
    const right = open.clock.wallMs;
    open.clock.wallMs = 1000;
    recordStay(open, { trackId: 1000, durationMs: 1000 });
    open.store.flush();
    open.clock.wallMs = right;
    await recordDays(open, 2);
    await open.clock.advance(61_000);
    expect(open.store.queries.databaseInfo().oldestObservationMs).toBe(1000);
    expect(open.store.queries.events({ kind: 'history-deleted' }).rows).toEqual([]);
  });
});

describe('retention by size', () => {
  it('deletes the oldest until the database fits, and the file shrinks', async () => {
    const open = openSmall({ maxDatabaseBytes: 1_000_000 });
    recordStay(open, { trackId: 1, durationMs: 4_000_000 });
    recordStay(open, { trackId: 2, durationMs: 1000 });
    open.store.flush();
    expect(open.store.queries.databaseInfo().sizeBytes).toBeGreaterThan(1_500_000);
    await open.clock.advance(600_000);
    const left = count(open, 'observations') ?? 0;
    expect(left).toBeLessThan(20_007);
    expect(left).toBeGreaterThan(0);
    const rows = open.store.queries.observations({ range: allTime, limit: 1 }).rows;
    expect(rows[0]?.id).toBe(20_007);
    const [event] = open.store.queries.events({ kind: 'history-deleted' }).rows;
    expect(event).toMatchObject({ level: 'warning', details: { reason: 'database-size' } });
  });

  it('sheds events and sums, and no observations in vain, where those alone are too large', () => {
    const open = openSmall({});
    recordStay(open, { trackId: 1, durationMs: 60_000 });
    open.store.recordEvent({ level: 'info', kind: 'light-is-back', message: 'something' });
    open.store.flush();
    const stored = count(open, 'observations');
    open.store.close();
    const db = new DatabaseConstructor(join(open.dataDir, 'ekspresi.db'));
    const copies = (table: string, key: string, rest: string) => {
      const columns = (db.pragma(`table_info(${table})`) as { name: string }[])
        .map(({ name }) => name)
        .filter((name) => !['start_ms', 'recorded_ms', 'id'].includes(name))
        .join(', ');
      db.exec(`WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 30000)
        INSERT INTO ${table} (${key}, ${columns})
        SELECT ${rest}, ${columns} FROM n, (SELECT * FROM ${table} LIMIT 1)`);
    };
    copies(
      'rollup_minute',
      'start_ms, recorded_ms',
      'start_ms - n * 60000, recorded_ms - n * 60000',
    );
    copies('events', 'id', 'id + n');
    db.close();
    const maxDatabaseBytes = 1_500_000;
    steps(open, open.clock.wallMs, 0, { totalBytes: 1e12, maxDatabaseBytes });
    expect(count(open, 'observations')).toBe(stored);
    expect(count(open, 'events')).toBeLessThan(1010);
    const minutes = count(open, 'rollup_minute') ?? 0;
    expect(minutes).toBeGreaterThan(3000);
    expect(minutes).toBeLessThan(20_000);
    const [newest] = readRows<{ at: number }>(
      open.dataDir,
      'SELECT max(start_ms) AS at FROM rollup_minute',
    );
    expect(newest?.at).toBe(Date.UTC(2026, 5, 1, 12, 1));
    const told = readRows<{ message: string }>(
      open.dataDir,
      "SELECT message FROM events WHERE kind = 'history-deleted'",
    );
    expect(told.map(({ message }) => message.replace(/^Deleted \d+ (\w+) .*: /, '$1: '))).toEqual([
      'events: the database reached its size limit',
      'minutes: the database reached its size limit',
    ]);
  });
});

it('removes older files that were set aside while the disk is short, and tells of it', async () => {
  const open = openSmall({ minDiskFreeBytes: 1e15 });
  const path = join(open.dataDir, 'ekspresi.db');
  const stamps = ['20260101T000000000Z', '20260201T000000000Z', '20260301T000000000Z'];
  writeFileSync(`${path}.before-restore.${stamps[0]}`, 'the oldest');
  writeFileSync(`${path}.before-restore.${stamps[0]}-wal`, 'its log');
  writeFileSync(`${path}.corrupt.${stamps[1]}`, '');
  writeFileSync(`${path}.before-restore.${stamps[2]}`, '');
  await open.clock.advance(62_000);
  const left = readdirSync(open.dataDir).filter((name) => /corrupt|before-restore/.test(name));
  expect(left).toEqual([`ekspresi.db.before-restore.${stamps[2]}`]);
  open.store.flush();
  const told = open.store.queries.events({ kind: 'set-aside-removed' }).rows;
  expect(told.map((event) => event.message).sort()).toEqual([
    expect.stringContaining(`before-restore.${stamps[0]} (1 MB)`),
    expect.stringContaining(`corrupt.${stamps[1]} (0 MB)`),
  ]);
});

describe('retention by free disk', () => {
  it('never touches the newest days, because others may have filled the disk', async () => {
    const open = openSmall({});
    await recordDays(open, 6);
    steps(open, open.clock.wallMs, 0);
    const [oldest] = readRows<{ at: number }>(
      open.dataDir,
      'SELECT min(at_ms) AS at FROM observations',
    );
    const ageDays = (open.clock.wallMs - (oldest?.at ?? 0)) / DAY;
    expect(ageDays).toBeGreaterThan(2.7);
    expect(ageDays).toBeLessThan(3.3);
  });

  it('deletes nothing where something else fills the disk', async () => {
    const open = openSmall({});
    await recordDays(open, 6);
    const before = count(open, 'observations');
    const setAside = ['older', 'newest'];
    steps(open, open.clock.wallMs, 0, { totalBytes: 1e9, setAside });
    expect(count(open, 'observations')).toBe(before);
    expect(setAside).toEqual(['newest']);
  });

  it('gives up what was set aside before anything of the history', async () => {
    const open = openSmall({});
    await recordDays(open, 6);
    const setAside = ['older', 'newest'];
    steps(open, open.clock.wallMs, 0, { setAside });
    expect(setAside).toEqual([]);
  });

  it('stops as soon as there is room', async () => {
    const open = openSmall({});
    await recordDays(open, 6);
    const before = count(open, 'observations');
    steps(open, open.clock.wallMs, 2000);
    expect(count(open, 'observations')).toBe(before);
  });

  it('works in steps that do not hold the writer for 50 ms', async () => {
    const open = openSmall({});
    open.clock.pass(2 * HOUR);
    recordStay(open, { trackId: 1, durationMs: 12_000_000 });
    open.store.flush();
    await open.clock.advance(HOUR);
    const tookMs = steps(open, open.clock.wallMs + 5 * DAY, 0);
    expect(count(open, 'observations')).toBe(0);
    const sorted = [...tookMs].sort((a, b) => a - b);
    // The median, because other programs of a busy machine get their turn within a step, too.
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(50);
    expect(sorted.length).toBeGreaterThan(20);
  });
});
