import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openAccountDatabase } from '../../src/accounts/account-schema.js';
import { openAccounts } from '../../src/accounts/accounts.js';
import { recoverAccounts } from '../../src/accounts/recover-accounts.js';
import { silentLog } from '../../src/core/log.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';

async function accountsOfAnna() {
  const dataDir = temporaryFolder();
  const accounts = openAccounts(dataDir, new ManualClock(), silentLog);
  await accounts.create('anna', 'administrator', 'a long password');
  accounts.close();
  return { dataDir, path: join(dataDir, 'accounts.db') };
}

function flipBit(path: string, offset: number, bit: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  byte[0] = (byte[0] as number) ^ (1 << bit);
  writeSync(file, byte, 0, 1, offset);
  closeSync(file);
}

/** As the daemon does at its start. */
function usersAfterStart(dataDir: string): readonly string[] {
  recoverAccounts(dataDir, 0);
  const db = openAccountDatabase(dataDir);
  try {
    return db.prepare('SELECT name FROM users').pluck().all() as string[];
  } finally {
    db.close();
  }
}

it('a flipped bit in the header of the accounts locks nobody out', async () => {
  const { dataDir, path } = await accountsOfAnna();
  for (const offset of [0, 16, 17, 18, 19, 20, 21, 22, 23, 47, 59, 60, 61, 62, 63]) {
    for (let bit = 0; bit < 8; bit++) {
      flipBit(path, offset, bit);
      expect(usersAfterStart(dataDir), `byte ${offset}, bit ${bit}`).toEqual(['anna']);
    }
  }
});

it('accounts that a newer program has written stay refused', async () => {
  const { dataDir, path } = await accountsOfAnna();
  const db = new DatabaseConstructor(path);
  db.exec(
    "ALTER TABLE users ADD COLUMN newer TEXT; UPDATE facts SET value = '9' WHERE name = 'schema'",
  );
  db.pragma('user_version = 9');
  db.close();
  expect(() => usersAfterStart(dataDir)).toThrow(
    expect.objectContaining({ code: 'STORE_TOO_NEW' }),
  );
});
