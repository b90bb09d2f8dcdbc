import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { EXPRESSIONS } from '../../../src/core/expression.js';
import { PreparedStatements } from '../../../src/store/database/prepared-statements.js';
import { facesPage } from '../../../src/store/queries/face-queries.js';
import type { FaceFilter, FaceOrder } from '../../../src/store/store-queries.js';
import { seededRandom } from '../../capture/fixtures/seeded-random.js';
import { everyPage } from '../fixtures/every-page.js';
import { openTestStore, testRun } from '../fixtures/open-test-store.js';

const RULE = { visitMs: 3000, watcherMs: 1000 };

const DAY = 86_400_000;
const FACES = 400;

interface Made {
  readonly id: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly dwellMs: number;
  readonly dominant: number;
  readonly blinks: number | null;
}

/** Faces over forty days with many ties, in a database as the writer makes it. */
function madeFaces() {
  const { store, dataDir } = openTestStore();
  store.beginRun(testRun);
  store.flush();
  store.close();
  const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
  const random = seededRandom(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const made = Array.from({ length: FACES }, (_, i): Made => {
    const firstSeenMs = below(40) * DAY + below(1000);
    const dwellMs = below(5) * 1000;
    return {
      id: i + 1,
      firstSeenMs,
      lastSeenMs: firstSeenMs + dwellMs,
      dwellMs,
      dominant: below(20) === 0 ? 1 : 3 + below(2),
      blinks: below(4) === 0 ? null : below(5),
    };
  });
  const durations = EXPRESSIONS.map((name) => `${name}_ms`);
  const insert = db.prepare(
    `INSERT INTO faces (id, run_id, track_id, first_seen_ms, last_seen_ms, dwell_ms, present,
       blink_count, dominant, ${durations.join(', ')}, observations, first_observation_id,
       last_observation_id)
     VALUES (?, 1, ?, ?, ?, ?, 0, ?, ?, ${durations.map(() => '0').join(', ')}, 1, 1, 1)`,
  );
  for (const face of made) {
    const { id, firstSeenMs, lastSeenMs, dwellMs, blinks, dominant } = face;
    insert.run(id, id, firstSeenMs, lastSeenMs, dwellMs, blinks, dominant);
  }
  return { made, statements: new PreparedStatements(db), db };
}

const KEYS: Readonly<Record<FaceOrder, (face: Made) => number>> = {
  newest: (face) => -face.firstSeenMs,
  oldest: (face) => face.firstSeenMs,
  longest: (face) => -face.dwellMs,
  shortest: (face) => face.dwellMs,
  'most-blinks': (face) => -(face.blinks ?? -1),
};

/** The same list made the plain way. */
function expected(made: readonly Made[], filter: FaceFilter): number[] {
  const order = filter.order ?? 'newest';
  const ids = order === 'oldest' || order === 'shortest' ? 1 : -1;
  return made
    .filter(
      (face) => face.firstSeenMs < filter.range.toMs && face.lastSeenMs >= filter.range.fromMs,
    )
    .filter((face) => face.firstSeenMs >= filter.range.fromMs - DAY)
    .filter((face) => !filter.dominant || EXPRESSIONS[face.dominant] === filter.dominant)
    .filter((face) => face.dwellMs >= (filter.minDwellMs ?? 0))
    .sort((a, b) => KEYS[order](a) - KEYS[order](b) || ids * (a.id - b.id))
    .map((face) => face.id);
}

it('every order, filter and page agrees with plain sorting, in wide and narrow ranges', () => {
  const { made, statements, db } = madeFaces();
  const ranges = [
    { fromMs: 0, toMs: 40 * DAY },
    { fromMs: 3 * DAY, toMs: 9 * DAY },
    { fromMs: 5 * DAY + 300, toMs: 30 * DAY + 500 },
  ];
  for (const range of ranges) {
    for (const order of Object.keys(KEYS) as FaceOrder[]) {
      for (const more of [{}, { dominant: 'disgust' }, { dominant: 'sad' }, { minDwellMs: 2000 }]) {
        const filter = { range, order, limit: 37, ...more } as FaceFilter;
        const got = everyPage((cursor) =>
          facesPage(statements, { ...filter, ...(cursor && { cursor }) }, RULE),
        );
        expect([filter, got.map(({ id }) => id)]).toEqual([filter, expected(made, filter)]);
      }
    }
  }
  db.close();
});

it('faces with most blinks of a long time are read in the order of their index', () => {
  const { statements, db } = madeFaces();
  const plans: string[] = [];
  const asked = {
    db,
    all: (sql: string, ...values: number[]) => {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
      plans.push(plan.map(({ detail }) => detail).join('\n'));
      return statements.all(sql, ...values);
    },
  } as unknown as PreparedStatements;
  const range = { fromMs: 0, toMs: 40 * DAY };
  facesPage(asked, { range, order: 'most-blinks', dominant: 'disgust' }, RULE);
  facesPage(asked, { range, order: 'most-blinks' }, RULE);
  expect(plans[0]?.match(/SEARCH faces USING COVERING INDEX faces_blinks/g)).toHaveLength(1);
  expect(plans[1]?.match(/SEARCH faces USING COVERING INDEX faces_blinks/g)).toHaveLength(7);
  for (const plan of plans) expect(plan).not.toMatch(/faces_time|SCAN faces/);
  db.close();
});
