import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { EXPRESSIONS } from '../../../src/core/expression.js';
import type { FaceObservation } from '../../../src/core/face.js';
import { openWriter } from '../../../src/store/database/connections.js';
import { PreparedStatements } from '../../../src/store/database/prepared-statements.js';
import { countShowings } from '../../../src/store/markers/count-showings.js';
import { makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';
import { recordStay, testRun } from '../../store/fixtures/open-test-store.js';
import { type TestDashboard, testDashboard } from '../fixtures/test-dashboard.js';

const DAY_MS = 86_400_000;

/** A face without eyes, and one whose eyes, points and blinks are known. */
export const EYELESS: Partial<FaceObservation> = { ear: null, eyes: null, blinkCount: null };
export const WIDE_AWAKE: Partial<FaceObservation> = {
  eyes: { left: 0.3, right: null },
  blink: true,
  blinkCount: 3,
  landmarks: Array.from({ length: 68 }, (_, i) => [i + 0.5, 2 * i + 0.25] as const),
};

function record(dashboard: TestDashboard, trackId: number, face: Partial<FaceObservation>): void {
  const { store, clock } = dashboard;
  for (let ageMs = 0; ageMs <= 600; ageMs += 200) {
    const faces = [makeFace({ ...face, trackId, ageMs })];
    store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs, faces }));
    clock.pass(200);
  }
}

/**
 * A kiosk after two days and two runs: stays of every expression, faces with and without eyes,
 * one still in view, one whose row is gone, an empty minute, events with and without details.
 */
export function filledHistory(): TestDashboard {
  const dashboard = testDashboard();
  const { store, clock } = dashboard;
  store.beginRun({ ...testRun, model: null, engine: null });
  for (const [i, expression] of EXPRESSIONS.entries()) {
    recordStay(dashboard, { trackId: i + 1, durationMs: 1000, expression });
  }
  store.recordEvent({ level: 'info', kind: 'light-is-back', message: 'Nothing to add' });
  store.flush();
  clock.pass(DAY_MS);
  store.beginRun(testRun);
  record(dashboard, 1, EYELESS);
  clock.pass(60_000);
  store.record(makeAnalysis({ atMs: clock.wallMs, monotonicMs: clock.elapsedMs }));
  clock.pass(60_000);
  record(dashboard, 2, WIDE_AWAKE);
  store.recordEvent({
    level: 'warning',
    kind: 'source-lost',
    message: 'Something to add',
    details: { code: 'SOURCE_MISSING', nested: { lost: [1, null] } },
  });
  markShowings(dashboard);
  store.flush();
  loseFace(dashboard.dataDir);
  return dashboard;
}

/** A note, a showing that is over and counted, one that goes on, one with details. */
function markShowings({ store, clock, dataDir }: TestDashboard): void {
  const nowMs = clock.wallMs;
  const spot = { kind: 'content', contentId: 'spot', name: 'Spot', details: null } as const;
  const by = { setBy: 'token:player' };
  const note = { kind: 'note', contentId: null, name: 'Door opened', details: null } as const;
  store.markers.set({ ...note, startMs: nowMs, endMs: nowMs }, by);
  store.markers.set({ ...spot, startMs: nowMs - 8000, endMs: nowMs - 100 }, by);
  const details = { screen: 1 };
  store.markers.set({ ...spot, details, startMs: nowMs - 9_000_000, endMs: nowMs - 8_990_000 }, by);
  store.markers.set({ ...spot, contentId: 'other', startMs: nowMs, endMs: null }, by);
  clock.pass(10_000);
  store.flush();
  const writer = new PreparedStatements(openWriter(join(dataDir, 'ekspresi.db')));
  for (const _ of countShowings(writer, { clock, maxGapMs: 1000, watcherMs: 1000 }));
  writer.db.close();
}

/** As after a recovery that could not read the oldest face. */
function loseFace(dataDir: string): void {
  const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
  db.prepare('DELETE FROM faces WHERE id = (SELECT min(id) FROM faces)').run();
  db.close();
}
