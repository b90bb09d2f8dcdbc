import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it } from 'vitest';
import { listBackups } from '../../../src/store/backup/backup-files.js';
import { checkBackup } from '../../../src/store/backup/check-backup.js';
import { receiveBackup } from '../../../src/store/backup/receive-backup.js';
import { writeNewerSchema } from '../fixtures/newer-history.js';
import {
  openTestStore,
  recordStay,
  temporaryFolder,
  testRun,
} from '../fixtures/open-test-store.js';

/** A real backup, changed by `change`. */
async function backupFile(change: (db: DatabaseConstructor.Database) => void = () => {}) {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 20_000 });
  const path = join(temporaryFolder(), 'copy.db');
  await open.store.backup(path);
  const db = new DatabaseConstructor(path);
  change(db);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return readFileSync(path);
}

async function* inChunks(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
}

function receive(dataDir: string, bytes: Uint8Array, maxBytes = 100e6) {
  return receiveBackup({
    dataDir,
    content: inChunks(bytes),
    maxBytes,
    nowMs: Date.UTC(2026, 5, 1, 12),
    check: async (path) => checkBackup(path, { quick: true }),
  });
}

it('lists a sound backup under a name of its own', async () => {
  const dataDir = temporaryFolder();
  const bytes = await backupFile();
  expect(await receive(dataDir, bytes)).toBe('uploaded-20260601T120000Z.db');
  expect(listBackups(dataDir)).toMatchObject([
    { name: 'uploaded-20260601T120000Z.db', bytes: bytes.length },
  ]);
  expect(readdirSync(join(dataDir, 'backups'))).toHaveLength(1);
});

it.each([
  ['rubbish', async () => Buffer.from('rubbish '.repeat(1000)), 'STORE_CORRUPT'],
  ['nothing', async () => Buffer.alloc(0), 'STORE_CORRUPT'],
  ['half of one', async () => (await backupFile()).subarray(0, 60_000), 'STORE_CORRUPT'],
  ['another database', () => backupFile((db) => db.pragma('application_id = 1')), 'STORE_CORRUPT'],
  ['one of a newer version', () => backupFile(writeNewerSchema), 'STORE_TOO_NEW'],
  [
    'one that would run something',
    () =>
      backupFile((db) =>
        db.exec('CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM faces; END'),
      ),
    'STORE_CORRUPT',
  ],
  ['one without faces', () => backupFile((db) => db.exec('DROP TABLE faces')), 'STORE_CORRUPT'],
] as const)('refuses %s and leaves nothing of it', async (_, make, code) => {
  const dataDir = temporaryFolder();
  await expect(receive(dataDir, await make())).rejects.toMatchObject({ code });
  expect(readdirSync(join(dataDir, 'backups'))).toEqual([]);
});

it('stops at the bound, and when the sender goes away', async () => {
  const dataDir = temporaryFolder();
  const bytes = await backupFile();
  await expect(receive(dataDir, bytes, 30_000)).rejects.toMatchObject({ code: 'STORE_FULL' });
  const content = (async function* () {
    yield bytes.subarray(0, 100);
    throw new Error('the sender went away');
  })();
  const check = async () => {};
  const gone = receiveBackup({ dataDir, content, maxBytes: 1e9, nowMs: 0, check });
  await expect(gone).rejects.toThrow('went away');
  expect(readdirSync(join(dataDir, 'backups'))).toEqual([]);
});
