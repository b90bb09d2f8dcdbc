import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { damagedHistory } from '../fixtures/damaged-history.js';
import { openTestStore, readRows } from '../fixtures/open-test-store.js';

const storedNow = (dataDir: string) =>
  readRows<{ n: number }>(dataDir, 'SELECT count(*) AS n FROM observations')[0]?.n ?? 0;

describe('what is saved of a damaged history', () => {
  it.each([
    ['near both ends', [0.05, 0.95]],
    ['in many places', [0.1, 0.3, 0.5, 0.7, 0.9]],
    ['at the very end', [1]],
    ['at the very beginning', [0]],
    ['at both ends', [0, 1]],
    ['at both ends and within', [0, 0.4, 0.6, 1]],
  ])('is everything but the pages that are damaged, %s', (_, parts) => {
    const { dataDir, clock, stored, leaves } = damagedHistory(parts);
    const { damage } = openTestStore({ dataDir, clock });
    const perLeaf = Math.ceil(stored / leaves) + 2;
    const saved = storedNow(dataDir);
    expect(saved).toBeGreaterThanOrEqual(stored - parts.length * perLeaf);
    expect(saved).toBeLessThan(stored);
    expect(damage?.recovery).toMatchObject({
      complete: false,
      saved: { observations: saved, runs: 1, faces: 1 },
    });
  });

  it('is every row but one that breaks the rules of the schema', () => {
    const { dataDir, path, clock, stored } = damagedHistory([0.5]);
    const db = new DatabaseConstructor(path);
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    db.exec(`UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')')
             WHERE name = 'observations'`);
    db.close();
    const loose = new DatabaseConstructor(path);
    loose.exec(`UPDATE observations SET light = 'dim' WHERE id = ${stored - 10}`);
    loose.close();
    openTestStore({ dataDir, clock });
    expect(storedNow(dataDir)).toBeGreaterThan(stored - 100);
    const [row] = readRows(dataDir, `SELECT id FROM observations WHERE id = ${stored - 10}`);
    expect(row).toBeUndefined();
  });

  it('ends with its time, newest rows first', () => {
    const { dataDir, clock, stored } = damagedHistory([0.1]);
    const monotonicMs = clock.monotonicMs;
    clock.monotonicMs = () => {
      clock.elapsedMs += 1;
      return monotonicMs();
    };
    const { damage } = openTestStore({ dataDir, clock, settings: { recoveryMaxMs: 13 } });
    expect(damage?.recovery.complete).toBe(false);
    expect(storedNow(dataDir)).toBeLessThan(stored - 1000);
    const [newest] = readRows<{ id: number }>(dataDir, 'SELECT max(id) AS id FROM observations');
    expect(newest?.id).toBe(stored);
  });
});
