import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAccounts } from '../../../src/accounts/accounts.js';
import { recoverAccounts } from '../../../src/accounts/recover-accounts.js';
import { silentLog } from '../../../src/core/log.js';
import { openSession } from '../../../src/store/database/database-session.js';
import { overwriteLeaf } from '../fixtures/damage.js';
import { damagedHistory } from '../fixtures/damaged-history.js';
import { ManualClock } from '../fixtures/manual-clock.js';
import { readRows } from '../fixtures/open-test-store.js';
import { fillDisk, smallDisk } from '../fixtures/small-disk.js';

const count = (dataDir: string) =>
  readRows<{ n: number }>(dataDir, 'SELECT count(*) AS n FROM observations')[0]?.n ?? 0;
const setAside = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => name.includes('.corrupt.'));

describe.skipIf(process.getuid?.() !== 0)('a disk that fills up while rows are saved', () => {
  it('leaves the damaged history as it was, and no half of it', () => {
    const made = damagedHistory([0.5]);
    const dataDir = smallDisk(3);
    cpSync(made.dataDir, dataDir, { recursive: true });
    const path = join(dataDir, 'ekspresi.db');
    const before = readFileSync(path);
    // There is room for the first rows; another program takes the rest.
    const giveBack = fillDisk(dataDir, 250_000);
    const options = {
      path,
      quickCheckMaxBytes: 1e9,
      recoveryMaxMs: 60_000,
      clock: made.clock,
      log: silentLog,
      freeBytes: () => 1e12,
    };
    for (let attempt = 0; attempt < 7; attempt++) {
      expect(() => openSession(options)).toThrow(expect.objectContaining({ code: 'STORE_FULL' }));
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(setAside(dataDir)).toEqual([]);
      // Empty it only says that there is something to save.
      expect(statSync(`${path}.recovering`).size).toBe(0);
      expect(existsSync(`${path}.recovering-wal`)).toBe(false);
    }
    giveBack();
    const session = openSession(options);
    expect(session.damage?.recovery.saved.observations).toBeGreaterThan(made.stored - 100);
    session.close();
    expect(count(dataDir)).toBeGreaterThan(made.stored - 100);
    expect(setAside(dataDir)).toHaveLength(1);
    expect(readdirSync(dataDir).filter((name) => name.includes('recovering'))).toEqual([]);
  });

  it('leaves the damaged accounts as they were, and no half of them', async () => {
    const dataDir = smallDisk(8);
    const accounts = openAccounts(dataDir, new ManualClock(), silentLog);
    await accounts.create('anna', 'administrator', 'a long password');
    for (let i = 0; i < 2000; i++) {
      accounts.audit({ actor: 'anna', action: 'signed-in', detail: 'x'.repeat(100) });
    }
    accounts.close();
    const path = join(dataDir, 'accounts.db');
    overwriteLeaf(path, 'audit', 10);
    const before = readFileSync(path);
    const giveBack = fillDisk(dataDir, 250_000);
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(() => recoverAccounts(dataDir, 0)).toThrow(
        expect.objectContaining({ cause: expect.objectContaining({ code: 'SQLITE_FULL' }) }),
      );
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(readdirSync(dataDir).filter((name) => /recovering|corrupt/.test(name))).toEqual([]);
    }
    giveBack();
    expect(recoverAccounts(dataDir, 0)?.saved).toMatchObject({ users: 1 });
    expect(setAside(dataDir)).toHaveLength(1);
  });
});
