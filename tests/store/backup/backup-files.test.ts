import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestStore, temporaryFolder } from '../fixtures/open-test-store.js';

it('a start removes what copies and uploads that were cut off have left, and nothing else', () => {
  const dataDir = temporaryFolder();
  const folder = join(dataDir, 'backups');
  mkdirSync(folder);
  const halves = [
    'uploaded-20261124T000000Z.db.part',
    'uploaded-20261124T000000Z.db.part-wal',
    'ekspresi-2026-11-23.db.part',
    'by-hand-20261124T000000Z.db.part-journal',
  ];
  const kept = ['by-hand-20261124T000000Z.db', 'ekspresi-2026-11-24.db', 'notes.part'];
  for (const name of [...halves, ...kept]) writeFileSync(join(folder, name), '');
  openTestStore({ dataDir });
  expect(readdirSync(folder).sort()).toEqual(kept);
});
