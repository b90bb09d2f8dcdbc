import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { pagesOf, startDaemon, stopped } from './built-daemon.js';
import { markdownTable } from './time/markdown-table.js';

const POLL_MS = 5;
const READY_WITHIN_MS = 300_000;
/** What was wished for when this was planned. */
const BROWSER_GOAL_MS = 250;

interface LatencyFigures {
  readonly path: string;
  readonly moments: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/**
 * Milliseconds from the arrival of a frame to its row in the database and to the event in the
 * browser, over the built daemon on drawn visitors: `node bench/run.js latency [--seconds 60]
 * [--source S] [--out FOLDER]`, after `npm run build`. Prints Markdown; with a folder it writes
 * latency.json and latency.md.
 */
export async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      source: { type: 'string', default: 'synthetic' },
      out: { type: 'string' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'ekspresi-latency-'));
  const daemon = startDaemon(values.source, folder);
  const stop = new AbortController();
  try {
    const url = await pagesOf(daemon);
    const page = watchEvents(`${url}/live/events`, /data-captured-ms="(\d+)"/, stop.signal);
    const api = watchEvents(`${url}/api/v1/live/events`, /"capturedAtMs":(\d+)/, stop.signal);
    await until(() => api.length > 0, READY_WITHIN_MS, 'no event of the API');
    await until(() => page.length > 0, READY_WITHIN_MS, 'no event of the page');
    // What came while the models warmed up does not count.
    const [pageFrom, apiFrom] = [page.length, api.length];
    const rows = await watchRows(join(folder, 'ekspresi.db'), 1000 * Number(values.seconds));
    stop.abort();
    const figures = [
      figuresOf('frame → row in the database', rows),
      figuresOf('frame → event of the live page', page.slice(pageFrom)),
      figuresOf('frame → event of the JSON API', api.slice(apiFrom)),
    ];
    const report = markdown(figures, Number(values.seconds), values.source);
    process.stdout.write(report);
    if (values.out === undefined) return;
    mkdirSync(values.out, { recursive: true });
    writeFileSync(join(values.out, 'latency.md'), report);
    writeFileSync(join(values.out, 'latency.json'), `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    stop.abort();
    await stopped(daemon);
    rmSync(folder, { recursive: true });
  }
}

/**
 * Latencies of the frames that a stream of server-sent events tells of, each when it is first told.
 */
function watchEvents(url: string, capturedAt: RegExp, signal: AbortSignal): number[] {
  const latencies: number[] = [];
  const read = async () => {
    const response = await fetch(url, { signal });
    if (response.body === null) throw new Error(`${url}: ${response.status}`);
    const decoder = new TextDecoder();
    let open = '';
    let lastMs = 0;
    for await (const chunk of response.body) {
      open += decoder.decode(chunk, { stream: true });
      const nowMs = Date.now();
      const events = open.split('\n\n');
      open = events.pop() ?? '';
      for (const event of events) {
        const capturedAtMs = Number(capturedAt.exec(event)?.[1]);
        if (!(capturedAtMs > lastMs)) continue;
        lastMs = capturedAtMs;
        latencies.push(nowMs - capturedAtMs);
      }
    }
  };
  read().catch((error: unknown) => {
    if (!signal.aborted) process.stderr.write(`${url}: ${String(error)}\n`);
  });
  return latencies;
}

/** Latencies of the observations that are committed within `durationMs`. */
async function watchRows(path: string, durationMs: number): Promise<number[]> {
  const database = new Database(path, { readonly: true });
  const latest = database.prepare('SELECT coalesce(max(id), 0) AS id FROM observations');
  const since = database.prepare('SELECT id, at_ms AS atMs FROM observations WHERE id > ?');
  const latencies: number[] = [];
  let { id: last } = latest.get() as { id: number };
  const endMs = Date.now() + durationMs;
  while (Date.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const rows = since.all(last) as { id: number; atMs: number }[];
    const nowMs = Date.now();
    for (const { id, atMs } of rows) {
      last = Math.max(last, id);
      latencies.push(nowMs - atMs);
    }
  }
  database.close();
  return latencies;
}

async function until(isSo: () => boolean, withinMs: number, otherwise: string): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function figuresOf(path: string, latencies: readonly number[]): LatencyFigures {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { path, moments: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}

function markdown(figures: readonly LatencyFigures[], seconds: number, source: string): string {
  const table = markdownTable(
    ['from → to', 'moments', 'p50 ms', 'p95 ms'],
    figures.map(({ path, moments, p50Ms, p95Ms }) => [
      path,
      String(moments),
      p50Ms.toFixed(0),
      p95Ms.toFixed(0),
    ]),
  );
  return `# Latency

From the moment a frame reaches the daemon, over the built daemon on \`${source}\` for ${seconds} s, ${cpus().length} cores of ${cpus()[0]?.model ?? 'this machine'}, load average ${loadavg()[0]?.toFixed(1)} (other work counts into these figures). Rows are committed in batches, which is what their time is; a page is sent at most eight states a second. Goal for the page: ${BROWSER_GOAL_MS} ms.

${table}

Again: \`npm run build && node bench/run.js latency --out docs/bench\`.
`;
}
