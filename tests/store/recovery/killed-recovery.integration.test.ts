import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import DatabaseConstructor from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/core/package-root.js';
import { damagedHistory } from '../fixtures/damaged-history.js';
import { readRows } from '../fixtures/open-test-store.js';

const program = join(packageRoot(), 'tests/store/fixtures/open-once.js');
const KILLS = 8;
const DAMAGED_LEAVES = 2;
/** Read at a time after a kill; so many are left out where two kills in a row met the same read. */
const CAREFUL_ROWS = 32;

const count = (dataDir: string) =>
  readRows<{ n: number }>(dataDir, 'SELECT count(*) AS n FROM observations')[0]?.n ?? 0;

function open(dataDir: string): ChildProcess {
  const child = spawn(process.execPath, [program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Rows that the recovery has saved by now, by the file of a process that is dead. */
function savedRows(path: string): number {
  const copy = new DatabaseConstructor(`${path}.recovering`, { readonly: true });
  try {
    return copy.prepare('SELECT count(*) FROM observations').pluck().get() as number;
  } finally {
    copy.close();
  }
}

/** Resolves when the child reads observations, beyond those that were saved before. */
async function readsObservations(path: string, child: ChildProcess): Promise<boolean> {
  const progress = `${path}.recovering.progress`;
  while (child.exitCode === null) {
    const text = existsSync(progress) ? readFileSync(progress, 'utf8') : '';
    if (text.includes('observations')) return true;
    await sleep(2);
  }
  return false;
}

it('a recovery whose process is killed again and again ends with what could be read', async () => {
  const { dataDir, path, stored, leaves } = damagedHistory([0.3, 0.7], { durationMs: 6_000_000 });
  const saved: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    const child = open(dataDir);
    if (!(await readsObservations(path, child))) break;
    // Longer each time, so that the kills meet different moments.
    await sleep(5 + kill * 7);
    child.kill('SIGKILL');
    await once(child, 'exit');
    // As long as it was not done, the damaged file is where it was.
    if (!existsSync(`${path}.recovering`)) break;
    saved.push(savedRows(path));
  }
  expect(saved.length).toBeGreaterThanOrEqual(6);
  // Nothing that was saved is given up, and each try comes further.
  expect(saved).toEqual([...saved].sort((a, b) => a - b));
  expect(saved.at(-1)).toBeGreaterThan(saved[0] as number);

  const [code] = await once(open(dataDir), 'exit');
  expect(code).toBe(0);
  const perLeaf = Math.ceil(stored / leaves) + 2;
  const mostLost = DAMAGED_LEAVES * perLeaf + (KILLS / 2) * CAREFUL_ROWS;
  expect(count(dataDir)).toBeGreaterThanOrEqual(stored - mostLost);
  expect(readRows(dataDir, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(
    readRows(dataDir, "SELECT kind FROM events WHERE kind = 'database-set-aside'"),
  ).toHaveLength(1);
  expect(readdirSync(dataDir).filter((name) => name.includes('recovering'))).toEqual([]);
}, 120_000);
