import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { malformedRequests, slowRequest } from './malformed.js';
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
  '100 clients with half a request': async ({ url }) => {
    await Promise.all(Array.from({ length: 100 }, () => slowRequest(url, 20_000)));
  },
  'history locked': lockedHistory,
};
