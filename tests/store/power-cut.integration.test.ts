import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import DatabaseConstructor from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/core/package-root.js';
import { openTestStore, readRows, temporaryFolder } from './fixtures/open-test-store.js';
import { fillDisk, smallDisk } from './fixtures/small-disk.js';

const program = join(packageRoot(), 'tests/store/fixtures/record-forever.js');

interface Line {
  readonly frames: number;
  readonly capturedAtMs: number;
  readonly state: string;
  readonly detail: string | null;
}

function startRecording(dataDir: string): {
  readonly child: ChildProcess;
  readonly said: Line[];
  readonly complaints: () => string;
} {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said: Line[] = [];
  let complaints = '';
  if (child.stdout === null || child.stderr === null) throw new Error('no pipes');
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line)));
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  return { child, said, complaints: () => complaints };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (condition()) return;
    await sleep(50);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** What a start after the death of the process would find. */
function inspect(dataDir: string): { readonly integrity: unknown; readonly newestMs: number } {
  const db = new DatabaseConstructor(join(dataDir, 'ekspresi.db'));
  const integrity = db.pragma('integrity_check', { simple: true });
  const newestMs = db.prepare('SELECT max(at_ms) FROM observations').pluck().get() as number;
  db.close();
  return { integrity, newestMs };
}

describe('a process that is killed', () => {
  it('loses at most the last second and never the file, three times over', async () => {
    const dataDir = temporaryFolder();
    for (const lifeMs of [2300, 1650, 3100]) {
      const { child, said, complaints } = startRecording(dataDir);
      await until(() => said.length > 0, `a first frame; ${complaints()}`);
      await sleep(lifeMs);
      child.kill('SIGKILL');
      await once(child, 'close');
      const { integrity, newestMs } = inspect(dataDir);
      expect(integrity).toBe('ok');
      expect((said.at(-1)?.capturedAtMs ?? 0) - newestMs).toBeLessThanOrEqual(1000);
    }
    const { store, damage } = openTestStore({ dataDir });
    expect(damage).toBeNull();
    expect(store.queries.runs().rows.map((run) => run.endedCleanly)).toEqual([false, false, false]);
    const present = 'SELECT count(*) AS n FROM faces WHERE present = 1';
    expect(readRows<{ n: number }>(dataDir, present)[0]?.n).toBe(0);
    const sums = 'SELECT sum(faces_left) AS n FROM rollup_hour';
    expect(readRows<{ n: number }>(dataDir, sums)[0]?.n).toBe(6);
  });

  it('frees the folder, and a second process is refused before that', async () => {
    const dataDir = temporaryFolder();
    const first = startRecording(dataDir);
    await until(() => first.said.length > 0, 'a first frame');
    const second = startRecording(dataDir);
    const [code] = await once(second.child, 'close');
    expect(code).toBe(1);
    expect(second.complaints()).toContain(`process ${first.child.pid}`);
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    expect(openTestStore({ dataDir }).store.status().state).toBe('ok');
  });
});

describe('a process that is asked to end', () => {
  it('loses nothing', async () => {
    const dataDir = temporaryFolder();
    const { child, said } = startRecording(dataDir);
    await until(() => said.length > 30, 'thirty frames');
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    const [row] = readRows<{ n: number }>(dataDir, 'SELECT sum(frames) AS n FROM rollup_hour');
    expect(row?.n).toBe(said.at(-1)?.frames);
    expect(inspect(dataDir).newestMs).toBe(said.at(-1)?.capturedAtMs);
  });
});

describe.skipIf(process.getuid?.() !== 0)('a disk that fills up', () => {
  it('degrades, keeps recording and resumes by itself', async () => {
    const disk = smallDisk(3);
    const { child, said, complaints } = startRecording(disk);
    await until(() => said.length > 20, `frames; ${complaints()}`);
    const giveBack = fillDisk(disk);
    await until(() => said.at(-1)?.state === 'degraded', 'the store to notice');
    const during = said.length;
    await until(() => said.length > during + 20, 'recording to go on');
    expect(said.at(-1)?.detail).toMatch(/STORE_FULL|STORE_UNWRITABLE/);
    giveBack();
    await until(() => said.at(-1)?.state === 'ok', 'the store to resume');
    child.kill('SIGTERM');
    await once(child, 'close');
    const [row] = readRows<{ n: number }>(disk, 'SELECT sum(frames) AS n FROM rollup_hour');
    expect(row?.n).toBe(said.at(-1)?.frames);
    const kinds = readRows<{ kind: string }>(disk, 'SELECT kind FROM events');
    expect(kinds).toContainEqual({ kind: 'store-resumed' });
    expect(inspect(disk).integrity).toBe('ok');
  });

  it('does not keep a kiosk from starting that was stopped in order', async () => {
    const disk = smallDisk(3);
    const first = startRecording(disk);
    await until(() => first.said.length > 30, `frames; ${first.complaints()}`);
    first.child.kill('SIGTERM');
    await once(first.child, 'close');
    const giveBack = fillDisk(disk);
    const second = startRecording(disk);
    await until(() => second.said.length > 40, `frames; ${second.complaints()}`);
    // The room that is kept for this lasts a moment.
    await until(() => second.said.at(-1)?.state === 'degraded', 'the store to notice');
    giveBack();
    await until(() => second.said.at(-1)?.state === 'ok', 'the store to resume');
    second.child.kill('SIGTERM');
    await once(second.child, 'close');
    const [row] = readRows<{ n: number }>(disk, 'SELECT sum(frames) AS n FROM rollup_hour');
    expect(row?.n).toBe(first.said.at(-1)!.frames + second.said.at(-1)!.frames);
  });

  it('does not keep a kiosk from starting, after a kill either', async () => {
    const disk = smallDisk(3);
    const first = startRecording(disk);
    await until(() => first.said.length > 30, `frames; ${first.complaints()}`);
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const giveBack = fillDisk(disk);
    const second = startRecording(disk);
    await until(() => second.said.length > 40, `frames; ${second.complaints()}`);
    giveBack();
    await until(() => second.said.at(-1)?.state === 'ok', 'the store to resume');
    second.child.kill('SIGTERM');
    await once(second.child, 'close');
    const present = 'SELECT count(*) AS n FROM faces WHERE present = 1';
    expect(readRows<{ n: number }>(disk, present)[0]?.n).toBe(0);
    const runs = 'SELECT ended_cleanly AS clean FROM runs ORDER BY id';
    expect(readRows(disk, runs)).toEqual([{ clean: 0 }, { clean: 1 }]);
  });
});
