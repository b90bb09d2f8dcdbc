import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWriter } from '../../src/store/database/connections.js';
import { defaultStoreSettings } from '../../src/store/store-settings.js';
import { temporaryFolder } from './fixtures/open-test-store.js';

it('flushes every commit, and begins one at least every half second', () => {
  const db = openWriter(join(temporaryFolder(), 'ekspresi.db'));
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  // 2 is FULL: NORMAL (1) may lose every commit since the last checkpoint.
  expect(db.pragma('synchronous', { simple: true })).toBe(2);
  db.close();
  expect(defaultStoreSettings.flushIntervalMs).toBeLessThanOrEqual(500);
});
