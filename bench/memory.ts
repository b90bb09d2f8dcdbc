import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pagesOf, startDaemon, stopped } from './built-daemon.js';

const STEP_S = 15;

/**
 * Memory of the built daemon as it works, MB every 15 s: `node bench/run.js memory [synthetic|FILE]
 * [seconds]`, after `npm run build`. `files`: program and libraries, which other programs may
 * share.
 */
export async function main([source = 'synthetic', seconds = '90']: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ekspresi-memory-'));
  const daemon = startDaemon(source, folder);
  try {
    await pagesOf(daemon);
    for (let s = STEP_S; s <= Number(seconds); s += STEP_S) {
      await new Promise((resolve) => setTimeout(resolve, 1000 * STEP_S));
      const status = readFileSync(`/proc/${daemon.pid}/status`, 'utf8');
      const mb = (name: string) =>
        Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
      const row = { seconds: s, rss: mb('VmRSS'), own: mb('RssAnon'), files: mb('RssFile') };
      process.stdout.write(`${JSON.stringify(row)}\n`);
    }
  } finally {
    await stopped(daemon);
    rmSync(folder, { recursive: true });
  }
}
