import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type EndedVisit, EventBus } from '../../src/core/event-bus.js';
import { silentLog } from '../../src/core/log.js';
import { ManualClock } from './fixtures/manual-clock.js';
import { openTestStore, recordStay, temporaryFolder, testRun } from './fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2030, 0, 1) };

/** The kinds of the events on a bus, for one who starts late and one who is there. */
function kindsOn(bus: EventBus): string[] {
  const kinds: string[] = [];
  bus.subscribe({ name: 'test', on: { event: ({ kind }) => void kinds.push(kind) } });
  return kinds;
}

it('publishes each visit that ends as its row says it', () => {
  const open = openTestStore();
  const visits: EndedVisit[] = [];
  open.bus.subscribe({ name: 'test', on: { visitEnded: (visit) => void visits.push(visit) } });
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 3000, expression: 'sad' });
  recordStay(open, { trackId: 2, durationMs: 1000, leave: false });
  expect(visits.map(({ trackId }) => trackId)).toEqual([1]);
  open.store.endFaces();
  open.store.flush();
  expect(visits.map(({ trackId }) => trackId)).toEqual([1, 2]);
  const row = open.store.queries.face(visits[0]?.faceId ?? 0);
  const { faceId, ...told } = visits[0] as EndedVisit;
  expect(row).toMatchObject({ id: faceId, ...told });
});

it('publishes what retention, recovery and the opening have to report, and writes it once', async () => {
  const dataDir = temporaryFolder();
  const first = openTestStore({ dataDir });
  first.store.beginRun(testRun);
  recordStay(first, { trackId: 1, durationMs: 2000 });
  first.store.close();
  writeFileSync(join(dataDir, 'ekspresi.db'), 'no database');

  const clock = new ManualClock();
  const bus = new EventBus({ clock, log: silentLog });
  const { store } = openTestStore({ dataDir, clock, bus });
  // The consumer starts after the store was opened.
  const kinds = kindsOn(bus);
  bus.started();
  expect(kinds).toEqual(['database-set-aside']);

  store.beginRun(testRun);
  rmSync(join(dataDir, 'ekspresi.db'));
  await clock.advance(61_000);
  expect(kinds).toEqual(['database-set-aside', 'database-vanished']);
  await clock.advance(2000);
  expect(existsSync(join(dataDir, 'ekspresi.db'))).toBe(true);
  expect(store.queries.events({ range: allTime }).rows.map(({ kind }) => kind)).toEqual([
    'database-vanished',
  ]);
});

it('writes an event that anybody publishes, with the time of the message', () => {
  const { store, bus, clock } = openTestStore();
  const atMs = clock.wallMs;
  bus.publish('event', { level: 'info', kind: 'cooled-down', message: 'cool', details: null });
  clock.pass(5000);
  store.flush();
  expect(store.queries.events({}).rows).toMatchObject([{ kind: 'cooled-down', atMs }]);
});
