import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAccounts } from '../../../src/accounts/accounts.js';
import type { RecoveredAccounts } from '../../../src/accounts/recover-accounts.js';
import { silentLog } from '../../../src/core/log.js';
import { loadConfig } from '../../../src/daemon/config/load-config.js';
import { openSignIn } from '../../../src/daemon/services/pages.js';
import { ManualClock } from '../../store/fixtures/manual-clock.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';

const PAGE_BYTES = 4096;

/** Opens the accounts of `dataDir` as the daemon does. */
async function opened(dataDir: string) {
  const told: (readonly [string, string])[] = [];
  const mended: RecoveredAccounts[] = [];
  const accounts = await openSignIn({
    config: loadConfig(null),
    dataDir,
    clock: new ManualClock(),
    log: silentLog,
    tellPassword: (name, password) => told.push([name, password]),
    onRecovered: (what) => mended.push(what),
  });
  if (accounts === null) throw new Error('a camera wants a sign-in');
  return { accounts, told, mended };
}

async function peopleIn(dataDir: string): Promise<void> {
  const accounts = openAccounts(dataDir, new ManualClock(), silentLog);
  await accounts.create('anna', 'administrator', 'a long password');
  await accounts.create('ben', 'viewer', 'another password');
  for (let i = 0; i < 300; i++) {
    accounts.audit({ actor: 'anna', action: 'signed-in', detail: 'x'.repeat(50) });
  }
  accounts.close();
}

it('makes an administrator at the first start alone', async () => {
  const dataDir = join(temporaryFolder(), 'not there yet');
  const first = await opened(dataDir);
  expect(first.told).toEqual([['admin', expect.any(String)]]);
  first.accounts.close();
  const second = await opened(dataDir);
  expect([second.told, second.mended]).toEqual([[], []]);
  second.accounts.close();
});

it('comes up with damaged accounts, whichever page it is, and lets in whom it can', async () => {
  const dataDir = temporaryFolder();
  await peopleIn(dataDir);
  const path = join(dataDir, 'accounts.db');
  const pages = statSync(path).size / PAGE_BYTES;
  let savedPeople = 0;
  for (let page = 0; page < pages; page++) {
    const folder = temporaryFolder();
    cpSync(dataDir, folder, { recursive: true });
    overwritePage(join(folder, 'accounts.db'), page);
    const { accounts, told, mended } = await opened(folder);
    // A page that nothing uses may be rubbish.
    if (mended.length > 0) {
      expect(readdirSync(folder).some((name) => name.startsWith('accounts.db.corrupt.'))).toBe(
        true,
      );
    }
    const [name, password] = told[0] ?? ['anna', 'a long password'];
    expect(await accounts.authenticate(name, password)).toMatchObject({ role: 'administrator' });
    if (accounts.find('ben') !== null) savedPeople++;
    accounts.close();
  }
  // All but the pages of the schema and of the people themselves.
  expect(savedPeople).toBeGreaterThanOrEqual(pages - 4);
});

it('comes up with what is no database at all', async () => {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'accounts.db'), 'not a database, just words '.repeat(100));
  const { accounts, told, mended } = await opened(dataDir);
  expect(mended).toHaveLength(1);
  expect(told).toHaveLength(1);
  accounts.close();
});

function overwritePage(path: string, page: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, page * PAGE_BYTES);
  closeSync(file);
}

it('leaves damaged accounts in their place while nothing can be written beside them', async () => {
  const dataDir = temporaryFolder();
  await peopleIn(dataDir);
  const path = join(dataDir, 'accounts.db');
  overwritePage(path, statSync(path).size / PAGE_BYTES - 1);
  const before = readFileSync(path);
  mkdirSync(join(dataDir, 'accounts.db.recovering', 'in the way'), { recursive: true });
  await expect(opened(dataDir)).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  expect(readFileSync(path).equals(before)).toBe(true);
  rmSync(join(dataDir, 'accounts.db.recovering'), { recursive: true });
  const { accounts, told, mended } = await opened(dataDir);
  expect([told, mended.length]).toEqual([[], 1]);
  expect(await accounts.authenticate('ben', 'another password')).toMatchObject({ name: 'ben' });
  accounts.close();
});

it('ends a mending that a power cut has interrupted between its two names', async () => {
  const dataDir = temporaryFolder();
  await peopleIn(dataDir);
  const path = join(dataDir, 'accounts.db');
  renameSync(path, `${path}.recovering`);
  writeFileSync(`${path}.corrupt.20260101T000000000Z`, 'what was damaged');
  const { accounts, told, mended } = await opened(dataDir);
  expect(told).toEqual([]);
  expect(mended).toMatchObject([{ saved: { users: 2, audit: 300 } }]);
  expect(await accounts.authenticate('anna', 'a long password')).toMatchObject({ name: 'anna' });
  accounts.close();
});

it('keeps the log of accounts that were cut to nothing', async () => {
  const dataDir = temporaryFolder();
  await peopleIn(dataDir);
  const path = join(dataDir, 'accounts.db');
  writeFileSync(`${path}-wal`, 'all that there is');
  writeFileSync(path, '');
  const { accounts, told, mended } = await opened(dataDir);
  expect(told).toHaveLength(1);
  expect(readFileSync(`${mended[0]?.setAsidePath}-wal`, 'utf8')).toBe('all that there is');
  accounts.close();
});
