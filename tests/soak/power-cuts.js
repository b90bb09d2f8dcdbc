#!/usr/bin/env node
// power-cuts.js [CUTS [SECONDS [SEED]]]: what a disk would hold after CUTS (1000) power cuts at random
// moments of SECONDS (90) of recording, and how much was lost. The writer's every write, truncation
// and flush is written down (log-writes.c); a cut keeps what was flushed before it, and of each
// 512-byte sector written since either the old or the new content, at random, as a drive with a
// cache may. Each result is opened, checked whole and compared with what had been recorded.
// Wants dist/ (npm run build) and gcc. Exit 1 when a database is damaged or more than 1 s is lost.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { median } from './process-figures.js';
import { createRandom } from './random.js';

const CUTS = Number(process.argv[2] ?? 1000);
const SECONDS = Number(process.argv[3] ?? 90);
const SEED = Number(process.argv[4] ?? 1);
const MOST_LOST_MS = 1000;
const SECTOR = 512;
const OPS = { write: 1, truncate: 2, sync: 3, remove: 4 };
const FILES = ['', 'ekspresi.db', 'ekspresi.db-wal', 'ekspresi.db-journal'];

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ekspresi-cuts-'));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Records for a while; gives the log of its writes and the times of what it recorded. */
async function record() {
  const library = join(folder, 'log-writes.so');
  const source = join(here, 'log-writes.c');
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl', '-lpthread']);
  const log = join(folder, 'writes');
  const program = join(here, '../store/fixtures/record-forever.js');
  const child = spawn(process.execPath, [program, join(folder, 'data')], {
    env: { ...process.env, LD_PRELOAD: library, WRITE_LOG: log },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const recordedMs = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    recordedMs.push(JSON.parse(line).capturedAtMs);
  });
  await sleep(SECONDS * 1000);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  return { operations: parseLog(readFileSync(log)), recordedMs };
}

function parseLog(bytes) {
  const operations = [];
  for (let at = 0; at + 32 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at + 24));
    if (at + 32 + length > bytes.length) break;
    operations.push({
      op: bytes[at],
      file: bytes[at + 1],
      atMs: Number(bytes.readBigUInt64LE(at + 8)) / 1000,
      offset: Number(bytes.readBigUInt64LE(at + 16)),
      data: bytes.subarray(at + 32, at + 32 + length),
    });
    at += 32 + length;
  }
  return operations;
}

/** A file in memory. */
class DiskFile {
  exists = false;
  #room;
  #size;

  constructor(content = Buffer.alloc(0), exists = false) {
    this.#room = Buffer.from(content);
    this.#size = content.length;
    this.exists = exists;
  }

  get bytes() {
    return this.#room.subarray(0, this.#size);
  }

  copy() {
    return new DiskFile(this.bytes, this.exists);
  }

  apply({ op, offset, data }) {
    this.exists = op !== OPS.remove;
    if (op === OPS.remove) this.#resize(0);
    else if (op === OPS.truncate) this.#resize(offset);
    else if (op === OPS.write) {
      if (this.#size < offset + data.length) this.#resize(offset + data.length);
      data.copy(this.#room, offset);
    }
  }

  #resize(size) {
    if (size > this.#room.length) {
      const larger = Buffer.alloc(Math.max(size, 2 * this.#room.length));
      this.bytes.copy(larger);
      this.#room = larger;
    }
    // What a truncation took away reads as zeros when the file grows again.
    if (size > this.#size) this.#room.fill(0, this.#size, size);
    this.#size = size;
  }
}

/** What had not been flushed: sector by sector, each kept with the chance `kept`. */
function torn(operation, kept, random) {
  if (operation.op !== OPS.write) return random() < kept ? [operation] : [];
  const pieces = [];
  for (let from = 0; from < operation.data.length; ) {
    const end = SECTOR - ((operation.offset + from) % SECTOR);
    const data = operation.data.subarray(from, from + end);
    if (random() < kept) pieces.push({ ...operation, offset: operation.offset + from, data });
    from += data.length;
  }
  return pieces;
}

/**
 * The three files as the operations go on. What was flushed stands; what was not waits. A
 * removal holds at once: the journal's is flushed with its folder.
 */
class Disks {
  #files = FILES.map(() => new DiskFile());
  #waiting = FILES.map(() => []);

  apply(operation) {
    const { file, op } = operation;
    if (op === OPS.sync || op === OPS.remove) {
      for (const earlier of this.#waiting[file]) this.#files[file].apply(earlier);
      this.#waiting[file] = [];
    }
    if (op === OPS.remove) this.#files[file].apply(operation);
    else if (op !== OPS.sync) this.#waiting[file].push(operation);
  }

  /** What a cut now leaves of them. */
  afterCut(random) {
    const left = this.#files.map((file) => file.copy());
    const kept = [0, 0.5, 0.9, 1][Math.floor(random() * 4)];
    for (const [file, operations] of this.#waiting.entries()) {
      for (const operation of operations) {
        for (const piece of torn(operation, kept, random)) left[file].apply(piece);
      }
    }
    return left;
  }
}

/** Opens what is left as a start after the cut does: its state and its newest row. */
function inspect(disks) {
  const path = join(folder, 'after.db');
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
  for (const [file, disk] of disks.entries()) {
    if (file > 0 && disk.exists) {
      writeFileSync(join(folder, FILES[file].replace('ekspresi', 'after')), disk.bytes);
    }
  }
  const db = new Database(path);
  try {
    const integrity = db.pragma('integrity_check(1)', { simple: true });
    const newestMs = db.prepare('SELECT max(at_ms) FROM observations').pluck().get() ?? 0;
    return { integrity, newestMs };
  } catch (error) {
    return { integrity: String(error), newestMs: 0 };
  } finally {
    db.close();
  }
}

const { operations, recordedMs } = await record();
const random = createRandom(SEED);
const beginMs = recordedMs[0];
const first = operations.findIndex(({ atMs }) => atMs > beginMs);
const checkpoints = operations.flatMap(({ file, op }, i) =>
  file === 1 && op === OPS.write && i >= first ? [i] : [],
);
// Every third one while the log is being folded into the database: the most delicate moment.
const cuts = Array.from({ length: CUTS }, (_, i) =>
  i % 3 === 0 && checkpoints.length > 0
    ? checkpoints[Math.floor(random() * checkpoints.length)]
    : first + Math.floor(random() * (operations.length - first)),
).sort((a, b) => a - b);
const lostMs = [];
const problems = [];
const disks = new Disks();
let done = 0;
for (const cut of cuts) {
  for (; done < cut; done++) disks.apply(operations[done]);
  // The mains may fail at any time up to the next operation: the last moment is the worst.
  const cutMs = operations[cut].atMs;
  const { integrity, newestMs } = inspect(disks.afterCut(random));
  if (integrity !== 'ok') problems.push(`cut before operation ${cut}: ${integrity}`);
  // From the first observation that is gone to the cut.
  const firstLost = recordedMs.find((atMs) => atMs > newestMs && atMs <= cutMs);
  lostMs.push(firstLost === undefined ? 0 : cutMs - firstLost);
}
const worst = Math.max(...lostMs);
if (worst > MOST_LOST_MS) problems.push(`${worst.toFixed(0)} ms were lost`);
process.stdout.write(
  `${CUTS} power cuts in ${SECONDS} s of recording (${operations.length} operations, ${checkpoints.length} pages folded in):\n` +
    `databases damaged ${problems.filter((text) => text.startsWith('cut')).length}; ` +
    `observations lost: those of the last ${median(lostMs).toFixed(0)} ms (median), ${worst.toFixed(0)} ms (most)\n`,
);
process.stdout.write(
  problems.length === 0 ? 'PASSED\n' : `FAILED: ${problems.slice(0, 5).join('; ')}\n`,
);
rmSync(folder, { recursive: true, force: true });
process.exitCode = problems.length === 0 ? 0 : 1;
