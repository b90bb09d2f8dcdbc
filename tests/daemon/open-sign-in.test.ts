import { closeSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/daemon/config/load-config.js';
import { openSignIn } from '../../src/daemon/open-sign-in.js';
import { openAccounts } from '../../src/dashboard/auth/accounts.js';
import type { MendedAccounts } from '../../src/dashboard/auth/mend-accounts.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';

const PAGE_BYTES = 4096;

/** Opens the accounts of `dataDir` as the daemon does. */
async function opened(dataDir: string) {
  const told: (readonly [string, string])[] = [];
  const mended: MendedAccounts[] = [];
  const accounts = await openSignIn({
    config: loadConfig(null),
    dataDir,
    clock: new ManualClock(),
    tellPassword: (name, password) => told.push([name, password]),
    onMended: (what) => mended.push(what),
  });
  if (accounts === null) throw new Error('a camera wants a sign-in');
  return { accounts, told, mended };
}

async function peopleIn(dataDir: string): Promise<void> {
  const accounts = openAccounts(dataDir, new ManualClock());
  await accounts.create('anna', 'administrator', 'a long password');
  await accounts.create('ben', 'viewer', 'another password');
  for (let i = 0; i < 300; i++) accounts.audit({ actor: 'anna', action: 'x'.repeat(60) });
  accounts.close();
}

it('makes an administrator at the first start alone', async () => {
  const dataDir = temporaryFolder();
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
    await peopleIn(folder);
    const file = openSync(join(folder, 'accounts.db'), 'r+');
    writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, page * PAGE_BYTES);
    closeSync(file);
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
