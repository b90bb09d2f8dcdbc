#!/usr/bin/env node
// clients.js [SECONDS [FRAMES]]: whether the analysis keeps its rate while 200 pages follow the live stream
// (one of them reads next to nothing), while 1,000 malformed requests come in, and while 100 clients
// drip half a request. The built daemon on drawn visitors, FRAMES (10) a second, in turns of SECONDS
// (20) with nobody looking, so that whatever else the machine does falls on both. Exit 1 when it does not.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { malformedRequests, slowRequest } from './malformed.js';
import { createRandom } from './random.js';

const SECONDS = Number(process.argv[2] ?? 20);
const FRAMES = Number(process.argv[3] ?? 10);
const ROUNDS = 3;
const PAGES = 200;
/** Of the rate with nobody looking. */
const LEAST_RATIO = 0.95;
const command = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'ekspresi-clients-'));
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The daemon, once its pages are served and it reads faces. */
async function startDaemon() {
  const config = join(folder, 'ekspresi.yaml');
  const camera = `camera:\n  framesPerSecond: ${FRAMES}\n`;
  writeFileSync(config, `source: synthetic\n${camera}log:\n  level: warn\n`);
  const args = [command, 'run', '--config', config, '--data', join(folder, 'data'), '--port', '0'];
  const daemon = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  daemon.stderr.setEncoding('utf8').on('data', (part) => {
    text = (text + part).slice(-5000);
  });
  for (let i = 0; i < 600; i++) {
    const url = /the pages are at (\S+)/.exec(text)?.[1]?.replace('localhost', '127.0.0.1');
    if (url !== undefined && (await health(url))?.frames.analysedPerSecond > 1)
      return { daemon, url };
    await sleep(200);
  }
  daemon.kill('SIGKILL');
  throw new Error(`the daemon does not start: ${text}`);
}

/** What /healthz says, once this address may ask again after a flood of requests; null for silence. */
async function health(url) {
  for (let i = 0; i < 90; i++) {
    const answer = await askHealth(url);
    if (answer === null || answer.frames !== undefined) return answer;
    await sleep(1000);
  }
  return null;
}

/** By a connection of its own: a kept one may just have been closed. */
function askHealth(url) {
  return new Promise((resolve) => {
    const options = { agent: false, signal: AbortSignal.timeout(20_000) };
    get(`${url}/healthz`, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve(answer.statusCode === 200 ? JSON.parse(text) : {}));
      answer.on('error', () => resolve(null));
    }).on('error', () => resolve(null));
  });
}

/** Frames analysed a second while `during` goes on, and what it resolves with. */
async function rateWhile(url, during) {
  const before = await health(url);
  const startMs = performance.now();
  const result = await during();
  const restMs = SECONDS * 1000 - (performance.now() - startMs);
  if (restMs > 0) await sleep(restMs);
  const now = await health(url);
  if (before === null || now === null) throw new Error('the daemon does not answer');
  const seconds = (performance.now() - startMs) / 1000;
  return { rate: (now.frames.analysed - before.frames.analysed) / seconds, result };
}

/**
 * Follows the live stream on a plain socket, so that the clients take little of the machine
 * themselves. A `slow` one takes 100 bytes a second of a stream of kilobytes.
 */
function openPage(url, { slow }) {
  const { port } = new URL(url);
  const page = { status: null, bytes: 0, cut: false, end: () => {} };
  const socket = connect(Number(port), '127.0.0.1', () => {
    socket.write('GET /live/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  });
  const take = (data) => {
    page.status ??= Number(data.toString('latin1', 9, 12));
    page.bytes += data.length;
  };
  let sip;
  if (slow) {
    socket.pause();
    sip = setInterval(() => {
      const data = socket.read(100);
      if (data !== null) take(data);
    }, 1000);
  } else {
    socket.on('data', take);
  }
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(sip);
    page.cut = true;
  });
  page.end = () => socket.destroy();
  return page;
}

async function manyPages(url) {
  const pages = Array.from({ length: PAGES }, (_, i) => openPage(url, { slow: i === 0 }));
  await sleep((SECONDS * 1000) / 2);
  // The limit holds: one more is told to come later.
  const oneMore = openPage(url, { slow: false });
  await sleep((SECONDS * 1000) / 2);
  const refused = pages.filter(({ status, cut }) => status !== 200 || cut).length;
  const kib = pages.map(({ bytes }) => bytes / 1024).sort((a, b) => a - b);
  for (const page of [...pages, oneMore]) page.end();
  return {
    refused,
    statusOfOneMore: oneMore.status,
    kibOfSlowest: Math.round(kib[0]),
    kibOfMedian: Math.round(kib[PAGES / 2]),
  };
}

const { daemon, url } = await startDaemon();
const random = createRandom(11);
const loads = {
  [`${PAGES} pages, one of them slow`]: () => manyPages(url),
  '1,000 malformed requests': () => malformedRequests({ url, random }),
  '100 clients dripping half a request': async () => {
    const ends = await Promise.all(Array.from({ length: 100 }, () => slowRequest(url, 30_000)));
    return { heldFor30s: ends.filter((end) => end === 'held').length };
  },
};
const rates = new Map(['nobody', ...Object.keys(loads)].map((name) => [name, []]));
const problems = [];
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, load] of Object.entries(loads)) {
      rates.get('nobody').push((await rateWhile(url, async () => {})).rate);
      const { rate, result } = await rateWhile(url, load);
      rates.get(name).push(rate);
      const told = result instanceof Map ? Object.fromEntries(result) : result;
      process.stderr.write(`${name}: ${rate.toFixed(2)} frames/s ${JSON.stringify(told)}\n`);
      if (told.refused > 0) problems.push(`${told.refused} pages were refused or cut`);
      if (told.statusOfOneMore !== undefined && told.statusOfOneMore !== 503)
        problems.push(`one page more than the limit got ${told.statusOfOneMore}`);
      if (told.heldFor30s > 0) problems.push('slow clients are never let go');
      if (told[500] > 0)
        problems.push(`${told[500]} malformed requests met a fault of the program`);
    }
  }
  if ((await health(url))?.status !== 'ok') problems.push('it is not well afterwards');
} catch (error) {
  problems.push(String(error));
} finally {
  daemon.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const quiet = mean(rates.get('nobody'));
process.stdout.write('| who looks | frames analysed a second | of the rate with nobody |\n');
process.stdout.write('| --- | --- | --- |\n');
for (const [name, values] of rates) {
  const ratio = mean(values) / quiet;
  process.stdout.write(`| ${name} | ${mean(values).toFixed(2)} | ${ratio.toFixed(3)} |\n`);
  if (!(ratio >= LEAST_RATIO)) problems.push(`${name}: the rate fell to ${ratio.toFixed(3)}`);
}
process.stdout.write(problems.length === 0 ? 'PASSED\n' : `FAILED: ${problems.join('; ')}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
