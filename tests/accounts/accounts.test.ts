import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ACCOUNTS_FILE, openAccountDatabase } from '../../src/accounts/account-schema.js';
import { Accounts, openAccounts } from '../../src/accounts/accounts.js';
import { generatePassword, hashPassword, verifyPassword } from '../../src/accounts/password.js';
import { silentLog } from '../../src/core/log.js';
import { CollectingLog } from '../capture/fixtures/collecting-log.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';

const DAY_MS = 86_400_000;

function open(folder = temporaryFolder()) {
  const accounts = openAccounts(folder, new ManualClock(), silentLog);
  onTestFinished(() => accounts.close());
  return { accounts, folder };
}

it('makes one administrator at the first start only', async () => {
  const { accounts } = open();
  const password = (await accounts.ensureAdministrator())?.password;
  expect(password).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
  expect(await accounts.ensureAdministrator()).toBeNull();
  expect(await accounts.authenticate('admin', password ?? '')).toMatchObject({ name: 'admin' });
});

it('keeps no secret in the file, which is for the service alone', async () => {
  const { accounts, folder } = open();
  const password = (await accounts.ensureAdministrator())?.password ?? '';
  const session = accounts.sessions.begin(1);
  const token = accounts.tokens.create('grafana', 'read');
  const path = join(folder, ACCOUNTS_FILE);
  const bytes = readFileSync(path, 'latin1') + readFileSync(`${path}-wal`, 'latin1');
  for (const secret of [password, session, token]) expect(bytes).not.toContain(secret);
  expect(statSync(path).mode & 0o077).toBe(0);
});

it('ends sessions with a reset and with the user', async () => {
  const { accounts } = open();
  await accounts.create('a', 'administrator');
  await accounts.create('b', 'viewer');
  const [a, b] = [accounts.sessions.begin(1), accounts.sessions.begin(2)];
  await accounts.reset('A');
  expect(accounts.sessions.owner(a)).toBeNull();
  expect(accounts.sessions.owner(b)).toMatchObject({ name: 'b', role: 'viewer' });
  accounts.remove('b');
  expect(accounts.sessions.owner(b)).toBeNull();
});

it('refuses names in use, bad names, short passwords and losing the last administrator', async () => {
  const { accounts } = open();
  await accounts.create('anna', 'administrator');
  await expect(accounts.create('Anna', 'viewer')).rejects.toThrow(/already a user/);
  await expect(accounts.create('', 'viewer')).rejects.toThrow(/user name/);
  await expect(accounts.create('<b>', 'viewer')).rejects.toThrow(/user name/);
  await expect(accounts.create('ben', 'viewer', 'short')).rejects.toThrow(/10 to 200/);
  await expect(accounts.reset('nobody')).rejects.toThrow(/no user/);
  expect(() => accounts.remove('anna')).toThrow(/last administrator/);
});

it('tells what cannot be done from what is asked wrongly', async () => {
  const { accounts } = open();
  await accounts.create('anna', 'administrator');
  const refused = { code: 'ACCOUNT_REFUSED' };
  await expect(accounts.create('Anna', 'viewer')).rejects.toMatchObject(refused);
  await expect(accounts.reset('nobody')).rejects.toMatchObject(refused);
  expect(() => accounts.remove('anna')).toThrow(expect.objectContaining(refused));
  await expect(accounts.create('<b>', 'viewer')).rejects.toMatchObject({ code: 'USAGE' });
});

it('says what to do with a damaged file', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, ACCOUNTS_FILE), 'not a database, just words '.repeat(100));
  expect(() => openAccounts(folder, new ManualClock(), silentLog)).toThrow(
    expect.objectContaining({ code: 'STORE_CORRUPT' }),
  );
});

it('verifies only its own hashes', async () => {
  const hash = await hashPassword('grün und süß');
  expect(await verifyPassword('grün und süß'.normalize('NFD'), hash)).toBe(true);
  expect(await verifyPassword('grün und süss', hash)).toBe(false);
  expect(await verifyPassword('x', 'plain')).toBe(false);
  expect(await verifyPassword('x'.repeat(300), hash)).toBe(false);
  expect(generatePassword()).not.toBe(generatePassword());
});

it('lets people in and out where nothing can be written', async () => {
  const { accounts, folder } = open();
  const password = (await accounts.ensureAdministrator())?.password ?? '';
  const stored = accounts.sessions.begin(1);
  accounts.close();
  const database = openAccountDatabase(folder);
  const clock = new ManualClock();
  const full = new Accounts(database, clock, silentLog);
  database.pragma('query_only = ON');
  expect(await full.authenticate('admin', password)).toMatchObject({ id: 1 });
  // An hour later the last use would have to be written.
  clock.pass(3_600_000);
  expect(full.sessions.owner(stored)).toMatchObject({ name: 'admin' });
  full.audit({ actor: 'admin', action: 'signed-in' });
  const begun = full.sessions.begin(1);
  expect(full.sessions.owner(begun)).toMatchObject({ name: 'admin', role: 'administrator' });
  expect(full.sessions.owner('something else')).toBeNull();
  for (const secret of [begun, stored]) {
    full.sessions.end(secret);
    expect(full.sessions.owner(secret)).toBeNull();
  }
  clock.pass(13 * 3_600_000);
  database.pragma('query_only = OFF');
  expect(full.auditLog()).toEqual([]);
  full.close();
});

it('keeps sessions over a month that the clock is wrong, and lets none last longer for it', async () => {
  const clock = new ManualClock();
  const accounts = openAccounts(temporaryFolder(), clock, silentLog);
  onTestFinished(() => accounts.close());
  await accounts.ensureAdministrator();
  const before = accounts.sessions.begin(1);
  clock.wallMs += 30 * DAY_MS;
  expect(accounts.sessions.owner(before)).toBeNull();
  const ahead = accounts.sessions.begin(1);
  expect(accounts.sessions.owner(ahead)).not.toBeNull();
  clock.wallMs -= 30 * DAY_MS;
  expect(accounts.sessions.owner(before)).not.toBeNull();
  expect(accounts.sessions.owner(ahead)).toBeNull();
});

it('gives nobody the session of a removed user, though the number is used again', async () => {
  const folder = temporaryFolder();
  const database = openAccountDatabase(folder);
  const accounts = new Accounts(database, new ManualClock(), silentLog);
  onTestFinished(() => accounts.close());
  await accounts.create('anna', 'administrator');
  await accounts.create('ben', 'viewer');
  database.pragma('query_only = ON');
  const session = accounts.sessions.begin(2);
  expect(accounts.sessions.owner(session)).toMatchObject({ name: 'ben' });
  database.pragma('query_only = OFF');
  accounts.remove('ben');
  await accounts.create('carla', 'administrator');
  expect(accounts.find('carla')?.id).toBe(2);
  expect(accounts.sessions.owner(session)).toBeNull();
});

it('ends a session that is only in memory when another program resets the password', async () => {
  const folder = temporaryFolder();
  const database = openAccountDatabase(folder);
  const daemon = new Accounts(database, new ManualClock(), silentLog);
  onTestFinished(() => daemon.close());
  await daemon.create('anna', 'administrator');
  await daemon.create('ben', 'viewer');
  database.pragma('query_only = ON');
  const [anna, ben] = [daemon.sessions.begin(1), daemon.sessions.begin(2)];
  const { accounts: command } = open(folder);
  await command.reset('ben');
  expect(daemon.sessions.owner(ben)).toBeNull();
  expect(daemon.sessions.owner(anna)).toMatchObject({ name: 'anna' });
});

it('gives no place to sessions of a time when the clock was ahead', async () => {
  const clock = new ManualClock();
  const accounts = openAccounts(temporaryFolder(), clock, silentLog);
  onTestFinished(() => accounts.close());
  await accounts.ensureAdministrator();
  const sound = accounts.sessions.begin(1);
  clock.wallMs += 30 * DAY_MS;
  for (let i = 0; i < 19; i++) accounts.sessions.begin(1);
  clock.wallMs -= 30 * DAY_MS;
  const later = Array.from({ length: 5 }, () => accounts.sessions.begin(1));
  for (const secret of [sound, ...later]) expect(accounts.sessions.owner(secret)).not.toBeNull();
});

it('says once that nothing can be written, and once that it can again', async () => {
  const database = openAccountDatabase(temporaryFolder());
  const log = new CollectingLog();
  const accounts = new Accounts(database, new ManualClock(), log);
  onTestFinished(() => accounts.close());
  // A full disk: what changes no row still succeeds there.
  const pages = database.pragma('page_count', { simple: true });
  database.pragma(`max_page_count = ${pages}`);
  const entry = { actor: 'anna', action: 'signed-in' as const, detail: 'x'.repeat(500) };
  for (let i = 0; i < 30; i++) accounts.audit(entry);
  accounts.sessions.end('unknown');
  const written = accounts.auditLog().length;
  expect(written).toBeLessThan(30);
  database.pragma('max_page_count = 100000');
  for (let i = 0; i < 3; i++) accounts.audit(entry);
  expect(log.lines.map((line) => line.split(' ')[0])).toEqual(['warn', 'info']);
  expect(log.lines[0]).toContain('full');
  expect(accounts.auditLog()).toHaveLength(written + 3);
});
