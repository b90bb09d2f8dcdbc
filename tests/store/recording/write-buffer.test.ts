import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EventBus } from '../../../src/core/event-bus.js';
import { silentLog } from '../../../src/core/log.js';
import { openSession, type SessionOptions } from '../../../src/store/database/database-session.js';
import { SessionManager } from '../../../src/store/database/session-manager.js';
import { readAgeClock } from '../../../src/store/recording/history-clock.js';
import { readIdSequences } from '../../../src/store/recording/id-sequences.js';
import { PendingBatch } from '../../../src/store/recording/pending-batch.js';
import { Recorder } from '../../../src/store/recording/recorder.js';
import { WriteBuffer } from '../../../src/store/recording/write-buffer.js';
import { overwriteLeaf } from '../fixtures/damage.js';
import { ManualClock } from '../fixtures/manual-clock.js';
import {
  openTestStore,
  readRows,
  recordStay,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

function committerOn(dataDir: string, maxBuffered = 20_000) {
  const clock = new ManualClock();
  const path = join(dataDir, 'ekspresi.db');
  const options: SessionOptions = {
    path,
    quickCheckMaxBytes: 1e9,
    recoveryMaxMs: 5000,
    clock,
    log: silentLog,
  };
  const session = openSession(options);
  const keeper = new SessionManager(options, session);
  onTestFinished(() => keeper.giveUp(null));
  const batch = new PendingBatch(maxBuffered);
  const numbers = readIdSequences(session.writer);
  const recorder = new Recorder({
    batch,
    numbers,
    perFaceSecond: 5,
    rule: { visitMs: 3000, watcherMs: 1000 },
    onVisitEnded: () => {},
  });
  const bus = new EventBus({ clock, log: silentLog });
  bus.subscribe({
    name: 'batch',
    on: {
      event: ({ details = null, ...rest }, atMs) => batch.addEvent({ ...rest, details, atMs }),
    },
  });
  const time = readAgeClock(session.writer, clock);
  const committer = new WriteBuffer({
    keeper,
    batch,
    recorder,
    numbers,
    time,
    path,
    clock,
    log: silentLog,
    bus,
  });
  recorder.beginRun(testRun, clock.wallMs);
  const record = (trackId: number, durationMs: number) =>
    recordStay({ store: recorder, clock }, { trackId, durationMs });
  return { committer, keeper, batch, record, clock, dataDir, path };
}

const stored = (dataDir: string) =>
  readRows<{ n: number }>(dataDir, 'SELECT count(*) AS n FROM observations')[0]?.n;

describe('BatchCommitter', () => {
  it('keeps everything while the database is full and writes it when there is room', () => {
    const { committer, keeper, record, dataDir } = committerOn(temporaryFolder());
    record(1, 1000);
    committer.commit(false);
    const { db } = keeper.current().writer;
    const pages = db.pragma('page_count', { simple: true }) as number;
    db.pragma(`max_page_count = ${pages}`);
    record(2, 60_000);
    committer.commit(false);
    expect(committer.status()).toMatchObject({ state: 'degraded', observations: 6 });
    expect(committer.status().detail).toMatch(/STORE_FULL.*301 observations wait, 0 were lost/);
    committer.commit(false);
    db.pragma('max_page_count = 1000000');
    committer.commit(false);
    expect(committer.status()).toMatchObject({ state: 'ok', detail: null, observations: 307 });
    expect(stored(dataDir)).toBe(307);
    const events = readRows<{ kind: string }>(dataDir, 'SELECT kind FROM events');
    expect(events).toEqual([{ kind: 'store-resumed' }]);
  });

  it('drops the oldest and counts them when the outage lasts longer than the buffer', () => {
    const { committer, keeper, batch, record, dataDir } = committerOn(temporaryFolder(), 100);
    committer.commit(false);
    const { db } = keeper.current().writer;
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    record(1, 60_000);
    committer.commit(false);
    expect(batch.observations.length).toBeLessThanOrEqual(100);
    db.pragma('max_page_count = 1000000');
    committer.commit(false);
    expect(committer.lostObservations + (stored(dataDir) ?? 0)).toBe(301);
    const [newest] = readRows<{ id: number }>(dataDir, 'SELECT max(id) AS id FROM observations');
    expect(newest?.id).toBe(301);
    const [sums] = readRows<{ n: number }>(dataDir, 'SELECT sum(observations) n FROM rollup_hour');
    expect(sums?.n).toBe(301);
  });

  it('waits while another program holds the database, without blocking for long', () => {
    const { committer, record, dataDir, path } = committerOn(temporaryFolder());
    const other = new DatabaseConstructor(path);
    other.exec('BEGIN IMMEDIATE');
    record(1, 1000);
    const startedMs = performance.now();
    committer.commit(false);
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(committer.status().detail).toContain('STORE_LOCKED');
    other.exec('COMMIT');
    other.close();
    committer.commit(false);
    expect(committer.status().state).toBe('ok');
    expect(stored(dataDir)).toBe(6);
  });

  it('gives a refused batch up and goes on with the next', () => {
    const { committer, batch, record, dataDir } = committerOn(temporaryFolder());
    record(1, 1000);
    const values = batch.observations[0] ?? [];
    batch.addObservation(values);
    committer.commit(false);
    expect(committer.status().state).toBe('degraded');
    expect(committer.lostObservations).toBe(7);
    record(2, 400);
    committer.commit(false);
    expect(committer.status().state).toBe('ok');
    expect(stored(dataDir)).toBe(3);
  });

  it('begins a new database, saving the old rows, when damage shows while running', () => {
    const { committer, keeper, record, dataDir } = committerOn(temporaryFolder());
    record(1, 1000);
    committer.commit(false);
    keeper.giveUp('database disk image is malformed');
    record(2, 400);
    committer.commit(false);
    expect(committer.status().state).toBe('ok');
    expect(stored(dataDir)).toBe(9);
    const [event] = readRows<{ kind: string }>(dataDir, 'SELECT kind FROM events');
    expect(event?.kind).toBe('database-set-aside');
  });

  it('opens a new connection by itself after repeated failures', () => {
    const { committer, keeper, record, path, dataDir } = committerOn(temporaryFolder());
    record(1, 1000);
    committer.commit(false);
    keeper.giveUp(null);
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
    renameSync(dataDir, `${dataDir}-away`);
    for (let i = 0; i < 7; i++) committer.commit(false);
    expect(committer.status().detail).toContain('STORE_UNWRITABLE');
    renameSync(`${dataDir}-away`, dataDir);
    record(2, 400);
    committer.commit(false);
    expect(committer.status().state).toBe('ok');
    expect(stored(dataDir)).toBe(9);
  });
});

describe('Store on a file that is damaged while it runs', () => {
  it('answers the query with the damage, then begins anew with what can be saved', () => {
    const { store, clock, dataDir } = openTestStore();
    store.beginRun(testRun);
    recordStay({ store, clock }, { trackId: 1, durationMs: 600_000 });
    store.close();
    const path = join(dataDir, 'ekspresi.db');
    const again = openTestStore({ dataDir, clock });
    overwriteLeaf(path, 'observations', 20);
    const range = { fromMs: 0, toMs: clock.wallMs };
    const readAll = () => {
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = again.store.queries.observations({ range, ...(cursor && { cursor }) });
        cursor = page.nextCursor;
      }
    };
    expect(readAll).toThrow(/STORE_CORRUPT|damaged/);
    expect(() => again.store.queries.totals(range)).toThrow(/not open/);
    again.store.flush();
    expect(again.store.status().state).toBe('ok');
    expect(again.store.queries.totals(range).facesAppeared).toBe(1);
    again.store.flush();
    expect(again.store.queries.events({}).rows[0]?.kind).toBe('database-set-aside');
    expect(stored(dataDir)).toBeGreaterThan(2500);
  });
});

describe('Store on a file that vanishes', () => {
  it('notices within a minute, begins a new file and tells', async () => {
    const { store, clock, dataDir } = openTestStore();
    store.beginRun(testRun);
    recordStay({ store, clock }, { trackId: 1, durationMs: 400 });
    store.flush();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(dataDir, `ekspresi.db${suffix}`));
    await clock.advance(61_000);
    recordStay({ store, clock }, { trackId: 2, durationMs: 400 });
    await clock.advance(2000);
    expect(store.status().state).toBe('ok');
    expect(stored(dataDir)).toBe(3);
    expect(store.queries.events({ kind: 'database-vanished' }).rows).toHaveLength(1);
  });
});
