import { expect, it, onTestFinished } from 'vitest';
import { openAccountDatabase } from '../../src/accounts/account-schema.js';
import { Accounts, openAccounts } from '../../src/accounts/accounts.js';
import { silentLog } from '../../src/core/log.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';

const PASSWORD = 'correct horse battery';
const WINDOW_MS = 15 * 60_000;

async function opened() {
  const folder = temporaryFolder();
  const clock = new ManualClock();
  const accounts = openAccounts(folder, clock, silentLog);
  onTestFinished(() => accounts.close());
  await accounts.create('admin', 'administrator', PASSWORD);
  await accounts.create('vera', 'viewer', PASSWORD);
  return { folder, clock, accounts };
}

const from = (address: string, name = 'admin', device?: string) => ({ name, address, device });

function fail(
  accounts: Accounts,
  times: number,
  who: (i: number) => ReturnType<typeof from>,
): void {
  for (let i = 0; i < times; i++) accounts.signIns.tried(who(i));
}

it('counts one account from one address, whatever its case', async () => {
  const { accounts, clock } = await opened();
  fail(accounts, 4, () => from('10.0.0.9', 'ADMIN'));
  expect(accounts.signIns.waitMs(from('10.0.0.9'))).toBe(0);
  fail(accounts, 1, () => from('10.0.0.9'));
  expect(accounts.signIns.waitMs(from('10.0.0.9'))).toBeGreaterThan(0);
  expect(accounts.signIns.waitMs(from('10.0.0.8'))).toBe(0);
  expect(accounts.signIns.waitMs(from('10.0.0.9', 'vera'))).toBe(0);
  clock.pass(WINDOW_MS + 1);
  expect(accounts.signIns.waitMs(from('10.0.0.9'))).toBe(0);
});

it('counts one address over many names', async () => {
  const { accounts } = await opened();
  fail(accounts, 20, (i) => from('10.0.0.9', `name${i}`));
  expect(accounts.signIns.waitMs(from('10.0.0.9', 'other'))).toBeGreaterThan(0);
  expect(accounts.signIns.waitMs(from('10.0.0.8', 'other'))).toBe(0);
});

it('lets nobody lock out a browser that has signed in before, also behind one proxy', async () => {
  const { accounts } = await opened();
  const device = accounts.signIns.succeeded(from('10.0.0.5'), 1);
  fail(accounts, 60, (i) => from(`10.1.0.${i}`));
  fail(accounts, 22, (i) => from('10.0.0.5', `name${i}`));
  expect(accounts.signIns.waitMs(from('10.2.0.1'))).toBeGreaterThan(0);
  expect(accounts.signIns.waitMs(from('10.0.0.5'))).toBeGreaterThan(0);
  expect(accounts.signIns.waitMs(from('10.0.0.5', 'admin', device))).toBe(0);
  // The cookie of one account is nothing for another one, and a made-up one for none.
  expect(accounts.signIns.waitMs(from('10.0.0.5', 'vera', device))).toBeGreaterThan(0);
  expect(accounts.signIns.waitMs(from('10.0.0.5', 'admin', 'made up'))).toBeGreaterThan(0);
});

it('gives a known browser ten tries of its own, and takes the cookie again after a sign-in', async () => {
  const { accounts, clock } = await opened();
  const device = accounts.signIns.succeeded(from('10.0.0.5'), 1);
  fail(accounts, 9, () => from('10.0.0.5', 'admin', device));
  expect(accounts.signIns.waitMs(from('10.0.0.5', 'admin', device))).toBe(0);
  expect(accounts.signIns.succeeded(from('10.0.0.5', 'admin', device), 1)).toBe(device);
  fail(accounts, 10, () => from('10.0.0.5', 'admin', device));
  expect(accounts.signIns.waitMs(from('10.0.0.5', 'admin', device))).toBeGreaterThan(0);
  // Its own tries count for nobody else at the address.
  expect(accounts.signIns.waitMs(from('10.0.0.5'))).toBe(0);
  clock.pass(WINDOW_MS + 1);
  expect(accounts.signIns.waitMs(from('10.0.0.5', 'admin', device))).toBe(0);
});

it('forgets neither locks nor known browsers at a restart; a reset lifts the lock', async () => {
  const { accounts, folder, clock } = await opened();
  const device = accounts.signIns.succeeded(from('10.0.0.5'), 1);
  fail(accounts, 50, (i) => from(`10.1.0.${i}`));
  fail(accounts, 20, (i) => from('10.0.0.7', i === 0 ? 'admin' : `name${i}`));
  const again = openAccounts(folder, clock, silentLog);
  onTestFinished(() => again.close());
  expect(again.signIns.waitMs(from('10.2.0.1'))).toBeGreaterThan(0);
  expect(again.signIns.waitMs(from('10.0.0.5', 'admin', device))).toBe(0);
  // As `ekspresi user reset` does, in a process of its own.
  await again.reset('admin', PASSWORD);
  expect(accounts.signIns.waitMs(from('10.2.0.1'))).toBe(0);
  expect(accounts.signIns.waitMs(from('10.0.0.7'))).toBe(0);
});

it('counts in memory while the disk is full, and holds no lock of a clock that was ahead', async () => {
  const { accounts, folder, clock } = await opened();
  clock.wallMs += 30 * 86_400_000;
  fail(accounts, 60, () => from('10.0.0.9'));
  clock.wallMs -= 30 * 86_400_000;
  expect(accounts.signIns.waitMs(from('10.0.0.9'))).toBe(0);
  const database = openAccountDatabase(folder);
  const full = new Accounts(database, clock, silentLog);
  onTestFinished(() => full.close());
  database.pragma('query_only = ON');
  fail(full, 5, () => from('10.0.0.9'));
  expect(full.signIns.waitMs(from('10.0.0.9'))).toBeGreaterThan(0);
  full.signIns.succeeded(from('10.0.0.9'), 1);
  expect(full.signIns.waitMs(from('10.0.0.9'))).toBe(0);
});

it('keeps accounts of the version before, with what they hold', async () => {
  const { accounts, folder } = await opened();
  accounts.close();
  const database = openAccountDatabase(folder);
  database.exec(`DROP TABLE devices; DROP TABLE sign_in_tries; ALTER TABLE tokens DROP COLUMN origins;
    DELETE FROM facts WHERE name = 'schema'; PRAGMA user_version = 1`);
  database.close();
  const again = openAccounts(folder, new ManualClock(), silentLog);
  onTestFinished(() => again.close());
  expect(again.list().map(({ name }) => name)).toEqual(['admin', 'vera']);
  expect(again.signIns.waitMs(from('10.0.0.9'))).toBe(0);
});
