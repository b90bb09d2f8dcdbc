import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openTestStore, readRows, recordStay, testRun } from '../fixtures/open-test-store.js';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

it.each([
  ['cut off', `UPDATE meta SET value = '{"ageMs":12' WHERE key = 'age-clock'`],
  ['without numbers', `UPDATE meta SET value = '{"ageMs":null}' WHERE key = 'age-clock'`],
  ['gone', `DELETE FROM meta WHERE key = 'age-clock'`],
])('an age clock that is %s goes on from the newest mark and deletes nothing', async (_, harm) => {
  const first = openTestStore();
  first.store.beginRun(testRun);
  for (let hour = 0; hour < 3; hour++) {
    recordStay(first, { trackId: hour + 1, durationMs: 10_000 });
    first.store.flush();
    first.clock.pass(HOUR);
    first.store.flush();
  }
  first.store.close();
  await first.store.closed();
  const db = new DatabaseConstructor(join(first.dataDir, 'ekspresi.db'));
  db.exec(harm);
  db.close();

  // The network has set the clock meanwhile: by it everything would be too old.
  first.clock.wallMs += YEAR;
  const { dataDir, clock } = first;
  const second = openTestStore({ dataDir, clock });
  await clock.advance(2 * HOUR);
  expect(second.store.status().state).toBe('ok');
  expect(readRows(dataDir, 'SELECT id FROM faces')).toHaveLength(3);
  second.store.close();
  await second.store.closed();
});
