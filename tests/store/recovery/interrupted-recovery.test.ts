import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/core/log.js';
import { copyTable } from '../../../src/sqlite/recovery/copy-table.js';
import type { ReadGuard } from '../../../src/sqlite/recovery/read-around-damage.js';
import {
  forgetProgress,
  RecoveryProgress,
} from '../../../src/sqlite/recovery/recovery-progress.js';
import { openSession, type SessionOptions } from '../../../src/store/database/database-session.js';
import { SessionManager } from '../../../src/store/database/session-manager.js';
import { type DamagedHistory, damagedHistory } from '../fixtures/damaged-history.js';
import { openTestStore, readRows } from '../fixtures/open-test-store.js';

const count = (dataDir: string, table: string) =>
  readRows<{ n: number }>(dataDir, `SELECT count(*) AS n FROM ${table}`)[0]?.n ?? 0;
const events = (dataDir: string) =>
  readRows<{ kind: string }>(dataDir, 'SELECT kind FROM events').map(({ kind }) => kind);
const setAside = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => name.includes('.corrupt.'));
const halves = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => /recovering|incoming|restored/.test(name));

function optionsFor({ path, clock }: DamagedHistory, changes: Partial<SessionOptions> = {}) {
  return {
    path,
    quickCheckMaxBytes: 1e9,
    recoveryMaxMs: 60_000,
    clock,
    log: silentLog,
    ...changes,
  };
}

/** Ends the recovery in the midst of its copying, and leaves what a killed process would. */
function cutOff(history: DamagedHistory): void {
  let looks = 0;
  const freeBytes = () => {
    looks++;
    if (looks > 5) {
      for (const suffix of ['', '-wal', '.progress']) {
        const half = `${history.path}.recovering${suffix}`;
        if (existsSync(half)) copyFileSync(half, `${half}.kept`);
      }
      throw new Error('killed');
    }
    return 1e12;
  };
  expect(() => openSession(optionsFor(history, { freeBytes }))).toThrow(/killed/);
  for (const suffix of ['', '-wal', '.progress']) {
    const half = `${history.path}.recovering${suffix}`;
    if (existsSync(`${half}.kept`)) renameSync(`${half}.kept`, half);
  }
}

describe('a recovery that is interrupted', () => {
  it('is done anew at the next start, and told once', () => {
    const history = damagedHistory([0.5]);
    const { dataDir, clock, stored } = history;
    cutOff(history);
    expect(setAside(dataDir)).toEqual([]);
    const { store } = openTestStore({ dataDir, clock });
    expect(count(dataDir, 'observations')).toBeGreaterThan(stored - 100);
    expect(events(dataDir)).toEqual(['database-set-aside']);
    expect(setAside(dataDir)).toHaveLength(1);
    expect(halves(dataDir)).toEqual([]);
    store.close();
    expect(openTestStore({ dataDir, clock }).damage).toBeNull();
    expect(setAside(dataDir)).toHaveLength(1);
  });

  it('is taken up although no check would show the damage', () => {
    const history = damagedHistory([]);
    cutOffWithoutDamage(history);
    const { damage } = openTestStore({ dataDir: history.dataDir, clock: history.clock });
    expect(damage?.damage).toContain('interrupted');
    expect(count(history.dataDir, 'observations')).toBe(history.stored);
  });

  it('keeps what was saved, however often it is killed', () => {
    const history = damagedHistory([0.5]);
    const { dataDir, path, clock, stored } = history;
    const saved: number[] = [];
    for (let kill = 0; kill < 8; kill++) {
      cutOff(history);
      copyFileSync(`${path}.recovering`, `${path}.look`);
      if (existsSync(`${path}.recovering-wal`)) {
        copyFileSync(`${path}.recovering-wal`, `${path}.look-wal`);
      }
      const look = new DatabaseConstructor(`${path}.look`);
      saved.push(look.prepare('SELECT count(*) FROM runs').pluck().get() as number);
      look.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}.look${suffix}`, { force: true });
    }
    expect(saved).toEqual([...saved].sort((a, b) => a - b));
    openTestStore({ dataDir, clock });
    expect(count(dataDir, 'observations')).toBeGreaterThan(stored - 100);
    expect(events(dataDir)).toEqual(['database-set-aside']);
    expect(halves(dataDir)).toEqual([]);
  });

  it('goes on from the rows that were saved, which the damaged file may no longer give', () => {
    const history = damagedHistory([0.9]);
    const { dataDir, path, clock, stored } = history;
    // What a recovery had saved when it was killed: the whole of a sound copy.
    const sound = damagedHistory([]);
    copyFileSync(sound.path, `${path}.recovering`);
    writeFileSync(`${path}.recovering.progress`, '{"begun":6');
    openTestStore({ dataDir, clock });
    expect(count(dataDir, 'observations')).toBe(stored);
  });

  it('leaves out the page that kills its reader, and nothing else', () => {
    const history = damagedHistory([]);
    const { path, stored } = history;
    const killer = Math.floor(stored / 2);
    const into = new DatabaseConstructor(':memory:');
    const [schema] = readRows<{ sql: string }>(
      history.dataDir,
      "SELECT sql FROM sqlite_schema WHERE name = 'observations'",
    );
    into.exec(schema?.sql ?? '');
    const from = new DatabaseConstructor(path, { readonly: true });
    let kills = 0;
    for (;;) {
      const guard = new RecoveryProgress(path).guard({ name: 'observations', key: 'id' }, into);
      const deadly: ReadGuard = {
        ...guard,
        beforeRead: (direction, low, high) => {
          guard.beforeRead(direction, low, high);
          const reach = guard.chunkRows;
          const [first, last] =
            direction === 1
              ? [low + 1, Math.min(high, low + reach)]
              : [Math.max(low, high - reach), high - 1];
          if (first <= killer && killer <= last && !isLeftOut(guard, direction, low, high)) {
            throw new Error('killed');
          }
        },
        // A killed process does not come so far.
        afterRead: () => {},
      };
      try {
        copyTable(from, into, { name: 'observations', key: 'id' }, () => true, deadly);
        break;
      } catch {
        kills++;
        expect(kills).toBeLessThan(20);
      }
    }
    const rows = into.prepare('SELECT count(*) FROM observations').pluck().get() as number;
    expect(rows).toBeLessThan(stored);
    expect(rows).toBeGreaterThanOrEqual(stored - 2 * 32);
    forgetProgress(path);
    for (const db of [from, into]) db.close();
  });

  /** The killer lies behind a place that is left out, which ends the read before it. */
  function isLeftOut(guard: ReadGuard, direction: number, low: number, high: number): boolean {
    return guard.avoided.some((range) =>
      direction === 1 ? range.low > low && range.low < high : range.high < high && range.high > low,
    );
  }

  it('is ended when the power goes between the two names', () => {
    const history = damagedHistory([0.5]);
    const { dataDir, path, clock, stored } = history;
    openSession(optionsFor(history)).close();
    const [kept] = setAside(dataDir);
    renameSync(path, `${path}.recovering`);
    writeFileSync(`${path}-wal`, 'the log of the damaged one');
    const { store } = openTestStore({ dataDir, clock });
    expect(count(dataDir, 'observations')).toBeGreaterThan(stored - 100);
    expect(events(dataDir)).toEqual(['database-set-aside']);
    expect(setAside(dataDir)).toEqual([kept, `${kept}-wal`]);
    expect(store.status().state).toBe('ok');
  });
});

/** As when damage was met in a file that is too large to be checked whole. */
function cutOffWithoutDamage(history: DamagedHistory): void {
  const freeBytes = () => {
    throw new Error('killed');
  };
  const knownDamage = 'malformed';
  expect(() => openSession(optionsFor(history, { freeBytes, knownDamage }))).toThrow(/killed/);
}

describe('a damaged file on a full disk', () => {
  it('stays in its place until there is room, however often it is tried', () => {
    const history = damagedHistory([0.5]);
    const { dataDir, stored } = history;
    const full = optionsFor(history, { freeBytes: () => 1e6 });
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(() => openSession(full)).toThrow(expect.objectContaining({ code: 'STORE_FULL' }));
    }
    expect(setAside(dataDir)).toEqual([]);
    openSession(optionsFor(history)).close();
    expect(count(dataDir, 'observations')).toBeGreaterThan(stored - 100);
    expect(events(dataDir)).toEqual(['database-set-aside']);
  });

  it('takes the room of what was set aside before, but for the newest', () => {
    const history = damagedHistory([0.5]);
    const { dataDir, path, stored } = history;
    const older = ['1', '2', '3'].map((day) => `${path}.corrupt.2026010${day}T000000000Z`);
    for (const file of older) writeFileSync(file, '');
    const freeBytes = () => (setAside(dataDir).length > 2 ? 1e6 : 1e12);
    openSession(optionsFor(history, { freeBytes })).close();
    expect(count(dataDir, 'observations')).toBeGreaterThan(stored - 100);
    expect(setAside(dataDir)).toEqual([basename(older[2] ?? ''), expect.any(String)]);
  });

  it('is set aside once while running, when there is room', () => {
    const history = damagedHistory([]);
    const { dataDir, clock, stored } = history;
    let free = 1e6;
    const options = optionsFor(history, { freeBytes: () => free });
    const keeper = new SessionManager(options, openSession(options));
    keeper.giveUp('database disk image is malformed');
    for (let second = 0; second < 60; second++) {
      expect(() => keeper.reopen()).toThrow(expect.objectContaining({ code: 'STORE_FULL' }));
      clock.pass(1000);
    }
    expect(setAside(dataDir)).toEqual([]);
    free = 1e12;
    clock.pass(60_000);
    keeper.reopen();
    keeper.giveUp(null);
    expect(keeper.reopen().damage).toBeNull();
    keeper.giveUp(null);
    expect(setAside(dataDir)).toHaveLength(1);
    expect(count(dataDir, 'observations')).toBe(stored);
  });

  it('saves the newest rows when there is room for a part only', () => {
    const history = damagedHistory([0.1]);
    let looks = 0;
    const freeBytes = () => (looks++ < 13 ? 1e12 : 1e6);
    openSession(optionsFor(history, { freeBytes })).close();
    const [newest] = readRows<{ id: number }>(
      history.dataDir,
      'SELECT max(id) AS id FROM observations',
    );
    expect(newest?.id).toBe(history.stored);
    expect(count(history.dataDir, 'observations')).toBeLessThan(history.stored - 500);
  });
});
