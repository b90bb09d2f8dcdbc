import { copyFileSync, readdirSync, renameSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../src/core/log.js';
import { openSession } from '../../../src/store/database/database-session.js';
import { SessionManager } from '../../../src/store/database/session-manager.js';
import { overwriteLeaf } from '../fixtures/damage.js';
import { damagedHistory } from '../fixtures/damaged-history.js';

function keeperOfSoundHistory() {
  const history = damagedHistory([]);
  const options = {
    path: history.path,
    quickCheckMaxBytes: 1e9,
    recoveryMaxMs: 60_000,
    clock: history.clock,
    log: silentLog,
  };
  const keeper = new SessionManager(options, openSession(options));
  onTestFinished(() => keeper.giveUp(null));
  return { ...history, keeper };
}

const setAside = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => name.includes('.corrupt.'));

it('opens the same file again without checking all of it', () => {
  const { keeper, path, dataDir } = keeperOfSoundHistory();
  keeper.giveUp(null);
  // What a check would find, had there been one.
  overwriteLeaf(path, 'observations', 10);
  expect(keeper.reopen().damage).toBeNull();
  expect(setAside(dataDir)).toEqual([]);
});

it('checks another file that stands in its place', () => {
  const { keeper, path, dataDir } = keeperOfSoundHistory();
  keeper.giveUp(null);
  copyFileSync(path, `${path}.other`);
  overwriteLeaf(`${path}.other`, 'observations', 10);
  renameSync(`${path}.other`, path);
  expect(keeper.reopen().damage).not.toBeNull();
  expect(setAside(dataDir)).toHaveLength(1);
});
