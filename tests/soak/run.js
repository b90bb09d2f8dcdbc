#!/usr/bin/env node
// run.js [MINUTES [SEED]]: the built daemon on a camera that fails in every way we know, with a
// report of how it recovered and whether memory, handles or the write-ahead log grew.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { FAULTS } from './faults.js';
import { cameraPids, figuresOf, median } from './process-figures.js';
import { createRandom } from './random.js';

const MINUTES = Number(process.argv[2] ?? 10);
const SEED = Number(process.argv[3] ?? 1);
const RECOVER_WITHIN_S = 90;
const FAULT_WITHIN_S = 120;
/** Reloads leave a little; a leak leaves more with every fault. */
const MOST_GROWTH = { rssMiB: 60, handles: 8, threads: 4 };
const MOST_WAL_MIB = 64;

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const folder = mkdtempSync(join(tmpdir(), 'ekspresi-soak-'));
const dataDir = join(folder, 'data');
const sleep = (ms, signal) => delay(ms, undefined, { signal });

/** A copy of the program, so that a build meanwhile does not change what is tested. */
function copyProgram() {
  const app = join(folder, 'app');
  for (const name of ['dist', 'models', 'public', 'package.json']) {
    if (existsSync(join(root, name)))
      cpSync(join(root, name), join(app, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'));
  return join(app, 'dist/cli/main.js');
}

function makeClips() {
  const ffmpeg = (...args) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);
  const good = join(folder, 'good.avi');
  execFileSync(process.execPath, [join(root, 'tests/vm/make-clip.js'), good]);
  ffmpeg('-i', good, '-frames:v', '1', join(folder, 'one.png'));
  const still = ['-r', '10', '-t', '5', '-c:v', 'mjpeg'];
  ffmpeg('-loop', '1', '-i', join(folder, 'one.png'), ...still, join(folder, 'frozen.avi'));
  ffmpeg('-f', 'lavfi', '-i', 'color=black:s=640x480', ...still, join(folder, 'black.avi'));
}

function startDaemon() {
  const config = join(folder, 'ekspresi.yaml');
  const lines = [
    'source: /dev/video0',
    'camera:',
    '  framesPerSecond: 10',
    '  frameDeadlineMs: 5000',
    '  pictureDeadlineMs: 5000',
    `  ffmpegPath: ${join(here, 'camera.sh')}`,
    'dashboard:',
    // Without a sign-in: the faults open pages.
    '  host: 127.0.0.1',
    '  port: 18099',
    'log:',
    '  level: warn',
    '',
  ];
  writeFileSync(config, lines.join('\n'));
  writeFileSync(join(folder, 'mode'), 'good');
  const args = [copyProgram(), 'run', '--config', config, '--data', dataDir];
  const environment = { ...process.env, SOAK_FOLDER: folder };
  return spawn(process.execPath, args, {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** What /healthz says, null while nobody answers. A connection of its own, which is really given up. */
function healthAt(url) {
  return new Promise((resolve) => {
    const request = get(`${url}/healthz`, { agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('close', () => {
        clearTimeout(timer);
        try {
          resolve(JSON.parse(text));
        } catch {
          resolve(null);
        }
      });
      answer.on('error', () => {});
    });
    const timer = setTimeout(() => request.destroy(), 5000);
    request.on('error', () => {
      clearTimeout(timer);
      resolve(null);
    });
  });
}

/** A fault that does not end would end the soak unnoticed. */
async function makeFault(name, world) {
  const stop = new AbortController();
  const late = sleep(FAULT_WITHIN_S * 1000, stop.signal).then(() => {
    throw new Error(`the fault "${name}" does not end`);
  });
  late.catch(() => {});
  await Promise.race([FAULTS[name](world), late]);
  stop.abort();
}

/** Seconds until all is well and frames are analysed again; null when that takes too long. */
async function recovery(url) {
  const startMs = performance.now();
  const seconds = () => (performance.now() - startMs) / 1000;
  let before = Number.POSITIVE_INFINITY;
  while (seconds() < RECOVER_WITHIN_S) {
    const health = await healthAt(url);
    const analysed = health?.frames.analysed ?? Number.POSITIVE_INFINITY;
    if (health?.status === 'ok' && analysed > before) return seconds();
    before = analysed;
    await sleep(500);
  }
  return null;
}

makeClips();
const daemon = startDaemon();
let exitCode = null;
daemon.once('exit', (code, signal) => {
  exitCode = code ?? signal;
});
const url = 'http://127.0.0.1:18099';
const world = { folder, dataDir, url, pid: daemon.pid, random: createRandom(SEED) };
const figures = [];
const happened = new Map(Object.keys(FAULTS).map((name) => [name, []]));
let unanswered = 0;

const startSeconds = await recovery(url);
const sampling = setInterval(async () => {
  if (exitCode !== null) return;
  const health = await healthAt(url);
  if (health === null) unanswered++;
  const rate = health?.status === 'ok' ? health.frames.analysedPerSecond : null;
  figures.push({ ...figuresOf(daemon.pid, dataDir), rate });
}, 5000);

const endMs = performance.now() + MINUTES * 60_000;
let order = [];
while (performance.now() < endMs && exitCode === null) {
  // Every fault once before any comes again, each time in another order.
  if (order.length === 0) {
    order = Object.keys(FAULTS)
      .map((name) => ({ name, at: world.random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name);
  }
  const name = order.pop();
  process.stderr.write(`${new Date().toISOString()} ${name}\n`);
  await makeFault(name, world);
  await sleep(500);
  happened.get(name).push(await recovery(url));
  await sleep(2000 + world.random() * 5000);
}
clearInterval(sampling);

const survived = exitCode === null;
daemon.kill('SIGKILL');
await sleep(2000);
const orphans = cameraPids(folder).length;

const settled = figures.slice(Math.floor(figures.length / 5));
const third = Math.max(1, Math.floor(settled.length / 3));
const growth = Object.fromEntries(
  ['rssMiB', 'handles', 'threads', 'walMiB', 'databaseMiB'].map((key) => {
    const early = median(settled.slice(0, third).map((one) => one[key]));
    const late = median(settled.slice(-third).map((one) => one[key]));
    return [key, { early, late, most: Math.max(...figures.map((one) => one[key])) }];
  }),
);
const write = (text) => process.stdout.write(`${text}\n`);
write(`${MINUTES} minutes, seed ${SEED}, first frame after ${startSeconds?.toFixed(1)} s`);
write('| fault | times | seconds to recover, median | most |\n| --- | --- | --- | --- |');
for (const [name, seconds] of happened) {
  const most = seconds.includes(null) ? 'never' : Math.max(0, ...seconds).toFixed(1);
  write(`| ${name} | ${seconds.length} | ${median(seconds).toFixed(1)} | ${most} |`);
}
write('\n| figure | first third | last third | most |\n| --- | --- | --- | --- |');
for (const [key, { early, late, most }] of Object.entries(growth)) {
  write(`| ${key} | ${early.toFixed(1)} | ${late.toFixed(1)} | ${most.toFixed(1)} |`);
}
write(
  `\nMedian rate while all is well ${median(settled.flatMap(({ rate }) => rate ?? [])).toFixed(1)} frames/s; page unanswered ${unanswered} of ${figures.length} times; cameras left behind ${orphans}`,
);

const problems = [
  ...(survived ? [] : [`the daemon ended: ${exitCode}`]),
  ...(orphans > 0 ? ['a camera program was left behind'] : []),
  ...[...happened]
    .filter(([, all]) => all.includes(null))
    .map(([name]) => `${name}: not recovered`),
  ...Object.entries(MOST_GROWTH)
    .filter(([key, most]) => growth[key].late - growth[key].early > most)
    .map(([key]) => `${key} grew`),
  ...(growth.walMiB.most > MOST_WAL_MIB ? ['the write-ahead log grew'] : []),
];
write(problems.length === 0 ? 'PASSED' : `FAILED: ${problems.join('; ')}`);
rmSync(folder, { recursive: true, force: true });
process.exitCode = problems.length === 0 ? 0 : 1;
