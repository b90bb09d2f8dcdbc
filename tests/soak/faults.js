import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { cameraPids } from './process-figures.js';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function signalCamera({ folder }, signal) {
  for (const pid of cameraPids(folder)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended by itself in between.
    }
  }
}

/** The camera behaves as `mode` says for some seconds, then well again. */
function cameraMode(mode, seconds) {
  return async (world) => {
    writeFileSync(join(world.folder, 'mode'), mode);
    signalCamera(world, 'SIGKILL');
    await sleep(seconds * 1000);
    writeFileSync(join(world.folder, 'mode'), 'good');
    signalCamera(world, 'SIGKILL');
  };
}

async function eventStreams({ url }) {
  const stop = new AbortController();
  const clients = Array.from({ length: 200 }, async (_, i) => {
    const answer = await fetch(`${url}/live/events`, { signal: stop.signal });
    // Half of them never read: a slow client must cost nothing.
    if (i % 2 === 0) for await (const _chunk of answer.body);
  });
  await sleep(10_000);
  stop.abort();
  await Promise.allSettled(clients);
}

/** Sends bytes and gives up the connection after a while, answered or not. */
function rawRequest(url, bytes, forMs) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('error', () => {});
    socket.on('close', resolve);
    socket.resume();
    setTimeout(() => socket.destroy(), forMs);
  });
}

async function malformedRequests({ url, random }) {
  for (let round = 0; round < 20; round++) {
    const requests = Array.from({ length: 50 }, () => {
      const noise = Buffer.from(Array.from({ length: 300 }, () => Math.floor(random() * 256)));
      const start = random() < 0.5 ? 'GET /%ff%00?a=\u0000 HTTP/1.1\r\nHost: x\r\n' : '';
      return rawRequest(url, Buffer.concat([Buffer.from(start), noise]), 300);
    });
    await Promise.all(requests);
  }
}

/** Holds the history for writing as another program would. */
async function lockedHistory({ dataDir }) {
  const other = new Database(join(dataDir, 'ekspresi.db'), { timeout: 5000 });
  try {
    other.exec('BEGIN IMMEDIATE');
    await sleep(8000);
    other.exec('ROLLBACK');
  } finally {
    other.close();
  }
}

/** What happens to the kiosk, by name. Each resolves when the fault is over. */
export const FAULTS = {
  'camera killed': async (world) => signalCamera(world, 'SIGKILL'),
  'camera hung': async (world) => signalCamera(world, 'SIGSTOP'),
  'camera busy': cameraMode('busy', 8),
  'camera unplugged': cameraMode('gone', 15),
  'picture frozen': cameraMode('frozen', 20),
  'picture black': cameraMode('black', 20),
  'configuration read anew': async ({ pid }) => process.kill(pid, 'SIGHUP'),
  '200 event streams': eventStreams,
  '1,000 malformed requests': malformedRequests,
  'slow clients': async ({ url }) => {
    const half = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ';
    await Promise.all(Array.from({ length: 100 }, () => rawRequest(url, half, 10_000)));
  },
  'history locked': lockedHistory,
};
