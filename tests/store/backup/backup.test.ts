import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { planBackups } from '../../../src/store/backup/backup-policy.js';
import { checkBackup } from '../../../src/store/backup/check-backup.js';
import { backupHistory } from '../../../src/store/backup/copy-database.js';
import { restoreBackup } from '../../../src/store/backup/restore-backup.js';
import { diskRoom } from '../../../src/store/database/disk-space.js';
import { defaultStoreSettings } from '../../../src/store/store-settings.js';
import {
  openTestStore,
  readRows,
  recordStay,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

const allTime = { fromMs: 0, toMs: Date.UTC(2040, 0, 1) };
const DAY = 86_400_000;

describe('planBackups', () => {
  const files = ['2026-06-01', '2026-06-02', '2026-06-03'].map((day) => ({
    name: `ekspresi-${day}.db`,
    bytes: 100,
    ageMs: null as number | null,
  }));
  const nowMs = Date.UTC(2026, 5, 4, 3);
  const roomy = { databaseBytes: 100, diskFreeBytes: 1e9, leaveFreeBytes: 50, ageMs: nowMs };

  it('makes one a day and keeps the newest', () => {
    expect(planBackups({ ...roomy, files, nowMs, kept: 3 })).toEqual({
      make: 'ekspresi-2026-06-04.db',
      lacksRoom: false,
      removeBefore: [],
      removeAfter: ['ekspresi-2026-06-01.db'],
    });
    const evening = Date.UTC(2026, 5, 3, 23);
    expect(planBackups({ ...roomy, files, nowMs: evening, kept: 7 }).make).toBeNull();
  });

  it('makes room by deleting the oldest, but never the last', () => {
    const tight = { ...roomy, diskFreeBytes: 60, files, nowMs, kept: 7 };
    expect(planBackups(tight)).toMatchObject({
      make: 'ekspresi-2026-06-04.db',
      removeBefore: ['ekspresi-2026-06-01.db'],
    });
    expect(planBackups({ ...tight, databaseBytes: 1000 })).toEqual({
      make: null,
      lacksRoom: true,
      removeBefore: [],
      removeAfter: [],
    });
  });

  it.each([
    ['by the age clock in the file', true],
    ['by the date where the file says nothing', false],
  ])('a clock that was years ahead does not push real backups out, %s', (_, hasAge) => {
    const ahead = ['2031-01-01', '2031-01-02', '2031-01-03'].map((day, i) => ({
      name: `ekspresi-${day}.db`,
      bytes: 100,
      ageMs: hasAge ? Date.UTC(2026, 4, 20 + i) : null,
    }));
    const real = files.map((file, i) => ({
      ...file,
      ageMs: hasAge ? Date.UTC(2026, 5, 1 + i) : null,
    }));
    const plan = planBackups({ ...roomy, files: [...ahead, ...real], nowMs, kept: 4 });
    expect(plan.removeAfter).toEqual(ahead.map(({ name }) => name));
    const tight = { ...roomy, diskFreeBytes: 60, files: [...ahead, ...real], nowMs, kept: 7 };
    expect(planBackups(tight).removeBefore).toEqual(['ekspresi-2031-01-01.db']);
  });

  it('a backup dated ahead does not stand for the day when that comes', () => {
    const ahead = { name: 'ekspresi-2026-06-04.db', bytes: 100, ageMs: Date.UTC(2026, 4, 1) };
    const plan = planBackups({ ...roomy, files: [...files, ahead], nowMs, kept: 4 });
    expect(plan.make).toBe('ekspresi-2026-06-04.db');
    const made = { ...ahead, ageMs: nowMs - 3_600_000 };
    expect(planBackups({ ...roomy, files: [...files, made], nowMs, kept: 4 }).make).toBeNull();
  });

  it('leaves files alone that it did not make', () => {
    const names = ['mine.db', 'ekspresi-2026-06-01.db.part', 'ekspresi.db'];
    const others = names.map((name) => ({ name, bytes: 100, ageMs: null }));
    const plan = planBackups({ ...roomy, diskFreeBytes: 0, files: others, nowMs, kept: 1 });
    expect(plan).toMatchObject({ lacksRoom: true, removeBefore: [], removeAfter: [] });
  });
});

describe('backup and restore', () => {
  it('copies a store in use and brings it back', async () => {
    const open = openTestStore();
    open.store.beginRun(testRun);
    recordStay(open, { trackId: 1, durationMs: 60_000 });
    const backupPath = join(temporaryFolder(), 'copy.db');
    await open.store.backup(backupPath);
    recordStay(open, { trackId: 2, durationMs: 1000 });
    open.store.close();
    const before = readdirSync(open.dataDir).length;
    const kept = restoreBackup({ dataDir: open.dataDir, backupPath, nowMs: open.clock.wallMs });
    expect(kept).toMatch(/ekspresi\.db\.before-restore\.20260601T1201/);
    expect(readdirSync(open.dataDir).length).toBe(before + 1);
    const restored = openTestStore({ dataDir: open.dataDir, clock: open.clock });
    expect(restored.damage).toBeNull();
    expect(restored.store.queries.faces({ range: allTime }).rows).toHaveLength(1);
    expect(restored.store.queries.databaseInfo().newestObservationMs).toBe(
      Date.UTC(2026, 5, 1, 12, 1),
    );
  });

  it('brings back a history that was set aside with its log', () => {
    const open = openTestStore();
    open.store.beginRun(testRun);
    recordStay(open, { trackId: 1, durationMs: 60_000 });
    open.store.flush();
    const aside = join(temporaryFolder(), 'ekspresi.db.before-restore.x');
    for (const part of ['', '-wal'])
      copyFileSync(join(open.dataDir, `ekspresi.db${part}`), aside + part);
    expect(statSync(`${aside}-wal`).size).toBeGreaterThan(0);
    open.store.close();
    const dataDir = temporaryFolder();
    restoreBackup({ dataDir, backupPath: aside, nowMs: 0 });
    expect(existsSync(join(dataDir, 'ekspresi.db.incoming-wal'))).toBe(false);
    const restored = openTestStore({ dataDir, clock: open.clock });
    expect(restored.store.queries.faces({ range: allTime }).rows).toHaveLength(1);
  });

  it('finishes although rows are committed all the while, and holds them', async () => {
    const open = openTestStore();
    open.store.beginRun(testRun);
    for (const trackId of [1, 2, 3, 4]) {
      recordStay(open, { trackId, durationMs: 3_000_000 });
      open.store.flush();
    }
    const backupPath = join(temporaryFolder(), 'copy.db');
    let isDone = false;
    const done = open.store.backup(backupPath).then(() => {
      isDone = true;
    });
    let commits = 0;
    while (!isDone && commits < 500) {
      recordStay(open, { trackId: 5 + commits, durationMs: 200 });
      open.store.flush();
      commits++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    expect(commits).toBeGreaterThan(1);
    expect(commits).toBeLessThan(500);
    const copy = new DatabaseConstructor(backupPath, { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(copy.prepare('SELECT count(*) FROM observations').pluck().get()).toBeGreaterThan(60_000);
    copy.close();
  });

  it('keeps the older daily backups when pages of the history have gone bad on the disk', async () => {
    const { store, clock, dataDir } = openTestStore({ settings: { backupsKept: 1 } });
    store.beginRun(testRun);
    // More than SQLite keeps in memory, so that the copy reads the disk.
    for (let i = 0; i < 20_000; i++) {
      store.recordEvent({ level: 'info', kind: 'source-running', message: `${i} `.repeat(80) });
      if (i % 500 === 0) store.flush();
    }
    store.flush();
    const folder = join(dataDir, 'backups');
    await clock.advance(61_000);
    await expect.poll(() => readdirSync(folder)).toEqual(['ekspresi-2026-06-01.db']);
    // A page in the middle of the file, of which SQLite's own copy says nothing.
    const path = join(dataDir, 'ekspresi.db');
    const pageBytes = 4096;
    const db = new DatabaseConstructor(path);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const page = Math.floor(statSync(path).size / pageBytes / 4);
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(pageBytes, 0xa5), 0, pageBytes, page * pageBytes);
    closeSync(file);
    clock.pass(DAY);
    await clock.advance(61_000);
    const failures = () => {
      store.flush();
      return store.queries.events({ kind: 'backup-failed' }).rows;
    };
    await expect.poll(() => failures().length).toBe(1);
    expect(failures()[0]?.message).toMatch(
      /^No backup of .*ekspresi\.db was kept\. .*Tree \d+ page.*STORE_CORRUPT/,
    );
    expect(readdirSync(folder)).toEqual(['ekspresi-2026-06-01.db']);
    clock.pass(3_600_000 * 2);
    await clock.advance(61_000);
    expect(failures()).toHaveLength(1);
    checkBackup(join(folder, 'ekspresi-2026-06-01.db'));
    await expect(backupHistory(dataDir, join(temporaryFolder(), 'copy.db'))).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
    });
  });

  it('makes a daily backup by itself and keeps the number asked for', async () => {
    const { store, clock, dataDir } = openTestStore({ settings: { backupsKept: 2 } });
    store.recordEvent({ level: 'info', kind: 'source-running', message: '' });
    const folder = join(dataDir, 'backups');
    for (let day = 1; day <= 4; day++) {
      await clock.advance(61_000);
      await expect.poll(() => existsSync(join(folder, `ekspresi-2026-06-0${day}.db`))).toBe(true);
      clock.pass(DAY);
    }
    await expect
      .poll(() => readdirSync(folder).sort())
      .toEqual(['ekspresi-2026-06-03.db', 'ekspresi-2026-06-04.db']);
    const db = new DatabaseConstructor(join(folder, 'ekspresi-2026-06-04.db'), { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.prepare('SELECT kind FROM events').pluck().all()).toEqual(['source-running']);
    db.close();
  });

  it('tells once a day that the daily backup fails, and why, and goes on when it can', async () => {
    const { store, clock, dataDir } = openTestStore({ settings: { backupsKept: 2 } });
    const folder = join(dataDir, 'backups');
    writeFileSync(folder, 'in the way');
    for (let hour = 0; hour < 3; hour++) {
      await clock.advance(61_000);
      clock.pass(3_600_000);
    }
    store.flush();
    const told = () => store.queries.events({ kind: 'backup-failed' }).rows;
    expect(told()).toMatchObject([{ level: 'error', message: expect.stringContaining(folder) }]);
    expect(told()[0]?.message).toContain('EEXIST');
    clock.pass(DAY);
    await clock.advance(61_000);
    store.flush();
    expect(told()).toHaveLength(2);
    rmSync(folder);
    clock.pass(3_600_000);
    await clock.advance(61_000);
    await expect
      .poll(() => (existsSync(folder) ? readdirSync(folder) : []))
      .toEqual(['ekspresi-2026-06-02.db']);
  });

  it('keeps an unfinished copy to itself when the store is closed meanwhile', async () => {
    let checking = () => {};
    const begun = new Promise<void>((resolve) => {
      checking = resolve;
    });
    const open = openTestStore({
      settings: { backupsKept: 2 },
      checkCopy: (_, signal) => {
        checking();
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
    });
    const folder = join(open.dataDir, 'backups');
    await open.clock.advance(61_000);
    await begun;
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.db\.part-\w+$/)]);
    open.store.close();
    await open.store.closed();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps recording, deleting and looking at the disk while a copy is checked', async () => {
    let checks = 0;
    const retention = { ...defaultStoreSettings.retention, rawDays: 1 };
    const open = openTestStore({
      settings: { backupsKept: 2, retention },
      checkCopy: (_, signal) => {
        checks++;
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      },
    });
    open.store.beginRun(testRun);
    recordStay(open, { trackId: 1, durationMs: 1000 });
    open.store.flush();
    await open.clock.advance(61_000);
    await expect.poll(() => checks).toBe(1);
    open.clock.pass(2 * DAY);
    await open.clock.advance(61_000);
    await open.clock.advance(61_000);
    const left = () =>
      readRows(open.dataDir, 'SELECT count(*) AS n FROM observations') as { n: number }[];
    await expect.poll(() => left()[0]?.n).toBe(0);
    expect(checks).toBe(1);
  });

  it('makes the daily backup although retention fails', async () => {
    const retention = { ...defaultStoreSettings.retention, maxDatabaseBytes: 1 };
    const open = openTestStore({
      settings: { backupsKept: 2, retention },
      // The trigger below would be refused.
      checkCopy: async () => {},
    });
    open.store.beginRun(testRun);
    recordStay(open, { trackId: 1, durationMs: 1000 });
    open.store.flush();
    const other = new DatabaseConstructor(join(open.dataDir, 'ekspresi.db'));
    other.exec(`CREATE TRIGGER refuse BEFORE DELETE ON observations
      BEGIN SELECT RAISE(ABORT, 'refused'); END`);
    other.close();
    await open.clock.advance(61_000);
    const backup = join(open.dataDir, 'backups', 'ekspresi-2026-06-01.db');
    await expect.poll(() => existsSync(backup)).toBe(true);
  });

  it('says that the history itself is damaged, not that the target cannot be written', async () => {
    const { store, dataDir } = openTestStore();
    store.close();
    writeFileSync(join(dataDir, 'ekspresi.db'), 'rubbish '.repeat(1000));
    const folder = temporaryFolder();
    const copied = backupHistory(dataDir, join(folder, 'copy.db'));
    await expect(copied).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps the last two histories that were replaced, whatever the clock says', async () => {
    const { store, dataDir } = openTestStore();
    const backupPath = join(temporaryFolder(), 'copy.db');
    await store.backup(backupPath);
    store.close();
    const restore = (nowMs: number) => restoreBackup({ dataDir, backupPath, nowMs });
    const kept = [10, 11, 12].map((day) => restore(Date.UTC(2026, 5, day)));
    const left = () =>
      readdirSync(dataDir)
        .filter((name) => name.includes('before-restore'))
        .map((name) => join(dataDir, name));
    expect(left()).toEqual(kept.slice(1));
    const withoutClock = restore(1000);
    expect(left()).toEqual([withoutClock, ...kept.slice(1)]);
  });

  it('removes what was set aside earlier before a daily backup would be left out', async () => {
    const dataDir = temporaryFolder();
    // Enough for retention, which leaves this much free, but not for a backup, which leaves twice as much.
    const minDiskFreeBytes = 0.7 * diskRoom(join(dataDir, 'ekspresi.db')).freeBytes;
    const retention = { ...defaultStoreSettings.retention, minDiskFreeBytes };
    const { clock } = openTestStore({ dataDir, settings: { backupsKept: 2, retention } });
    for (const month of [1, 2]) {
      writeFileSync(join(dataDir, `ekspresi.db.corrupt.20260${month}01T000000000Z`), '');
    }
    await clock.advance(62_000);
    const left = readdirSync(dataDir).filter((name) => name.includes('corrupt'));
    expect(left).toEqual(['ekspresi.db.corrupt.20260201T000000000Z']);
  });

  it('refuses a backup that is not sound and touches nothing', () => {
    const open = openTestStore();
    open.store.close();
    const path = join(open.dataDir, 'ekspresi.db');
    const before = readFileSync(path);
    const backupPath = join(temporaryFolder(), 'bad.db');
    writeFileSync(backupPath, 'rubbish '.repeat(1000));
    const restore = () => restoreBackup({ dataDir: open.dataDir, backupPath, nowMs: 0 });
    expect(restore).toThrow(/not sound/);
    const foreign = new DatabaseConstructor(join(temporaryFolder(), 'foreign.db'));
    foreign.exec('CREATE TABLE t (a)');
    foreign.close();
    expect(() =>
      restoreBackup({ dataDir: open.dataDir, backupPath: foreign.name, nowMs: 0 }),
    ).toThrow(/not a database of ekspresi/);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(open.dataDir).some((name) => name.includes('incoming'))).toBe(false);
  });

  it('refuses while the daemon runs, and a backup that is not there', () => {
    const { dataDir, store } = openTestStore();
    const backupPath = join(temporaryFolder(), 'none.db');
    expect(() => restoreBackup({ dataDir, backupPath, nowMs: 0 })).toThrow(/in use/);
    store.close();
    expect(() => restoreBackup({ dataDir, backupPath, nowMs: 0 })).toThrow(/none\.db/);
  });

  it('says where a backup could not be written and leaves no half', async () => {
    const { store } = openTestStore();
    const folder = temporaryFolder();
    const target = join(folder, 'missing', 'copy.db');
    await expect(store.backup(target)).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    mkdirSync(join(folder, 'dir.db'));
    await expect(store.backup(join(folder, 'dir.db'))).rejects.toThrow(/dir\.db/);
    expect(readdirSync(folder)).toEqual(['dir.db']);
  });
});
