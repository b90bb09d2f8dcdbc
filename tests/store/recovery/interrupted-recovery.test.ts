import { copyFileSync, existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/core/log.js';
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
      for (const suffix of ['', '-wal']) {
        const half = `${history.path}.recovering${suffix}`;
        if (existsSync(half)) copyFileSync(half, `${half}.kept`);
      }
      throw new Error('killed');
    }
    return 1e12;
  };
  expect(() => openSession(optionsFor(history, { freeBytes }))).toThrow(/killed/);
  for (const suffix of ['', '-wal']) {
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
    expect(openTestStore({ dataDir, clock }).store.openedWith).toBeNull();
    expect(setAside(dataDir)).toHaveLength(1);
  });

  it('is taken up although no check would show the damage', () => {
    const history = damagedHistory([]);
    cutOffWithoutDamage(history);
    const { store } = openTestStore({ dataDir: history.dataDir, clock: history.clock });
    expect(store.openedWith?.damage).toContain('interrupted');
    expect(count(history.dataDir, 'observations')).toBe(history.stored);
  });

  it('is given up after five, so that a file that kills its reader does not keep the kiosk out', () => {
    const history = damagedHistory([0.5]);
    const { dataDir, path, clock } = history;
    writeFileSync(`${path}.recovering`, '');
    writeFileSync(`${path}.recovering.tries`, '.....');
    const { store } = openTestStore({ dataDir, clock });
    expect(store.openedWith?.recovery).toEqual({ saved: {}, complete: false });
    expect(events(dataDir)).toEqual(['database-set-aside']);
    expect(setAside(dataDir)).toHaveLength(1);
    expect(halves(dataDir)).toEqual([]);
  });

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
    const freeBytes = () => (looks++ < 10 ? 1e12 : 1e6);
    openSession(optionsFor(history, { freeBytes })).close();
    const [newest] = readRows<{ id: number }>(
      history.dataDir,
      'SELECT max(id) AS id FROM observations',
    );
    expect(newest?.id).toBe(history.stored);
    expect(count(history.dataDir, 'observations')).toBeLessThan(history.stored - 500);
  });
});
