import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { cpus, homedir, hostname, release, totalmem, uptime } from 'node:os';
import { promisify } from 'node:util';
import { describeError } from '../core/errors.js';
import type { Config } from '../daemon/config/config-schema.js';
import { openReader } from '../store/database/connections.js';
import { databasePath } from '../store/database/data-folder.js';
import type { CheckResult } from './check.js';
import { scrubLog, scrubSettings } from './scrub.js';
import type { Health } from './service-check.js';

const run = promisify(execFile);
const TIMEOUT_MS = 20_000;
const MAX_BYTES = 5_000_000;
const TABLES = ['runs', 'faces', 'observations', 'events', 'rollup_minute', 'rollup_hour'] as const;
const MOST_EVENTS = 300;

interface BundleParts {
  readonly version: string;
  readonly checks: readonly CheckResult[];
  /** Null where it is wrong: the checks tell why. */
  readonly config: Config | null;
  readonly dataDir: string | null;
  readonly health: Health | null;
}

/**
 * One JSON text for whoever helps: what the checks found, settings, log, events and sizes.
 * It holds no picture, no face, no observation, no account, no credential and no address.
 */
export async function supportBundle(parts: BundleParts): Promise<string> {
  const { version, checks, config, dataDir, health } = parts;
  const identity = { hostName: hostname(), homeFolder: homedir() };
  const processors = cpus();
  const bundle = {
    madeAt: new Date().toISOString(),
    version,
    machine: {
      ...{ node: process.versions.node, architecture: process.arch, kernel: release() },
      processors: `${processors.length} × ${processors[0]?.model ?? 'unknown'}`,
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      uptimeS: Math.round(uptime()),
    },
    checks,
    settings: config,
    health,
    history: dataDir === null ? null : historyFigures(dataDir),
  };
  const clean = scrubSettings(bundle, identity) as object;
  const [service, log] = await Promise.all([
    textOf('systemctl', ['show', 'ekspresi', '-p', 'ActiveState,SubState,NRestarts,Result']),
    textOf('journalctl', ['-u', 'ekspresi', '-n', '1000', '-o', 'short-iso', '--no-hostname']),
  ]);
  const logs = { service: scrubLog(service, identity), log: scrubLog(log, identity) };
  return `${JSON.stringify({ ...clean, ...logs }, null, 2)}\n`;
}

/** What a program prints; empty where it is missing or refuses. */
async function textOf(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, args, { timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES })).stdout;
  } catch {
    return '';
  }
}

/**
 * What helps to find a fault in a history without telling of anybody in it: sizes, highest
 * row numbers (which cost nothing, unlike counts), and the kiosk's own events.
 */
function historyFigures(dataDir: string): Record<string, unknown> {
  const path = databasePath(dataDir);
  if (!existsSync(path)) return { exists: false };
  const size = (suffix: string) =>
    statSync(`${path}${suffix}`, { throwIfNoEntry: false })?.size ?? 0;
  const files = { bytes: size(''), walBytes: size('-wal') };
  try {
    const db = openReader(path);
    try {
      const events = db.prepare(
        'SELECT at_ms AS atMs, level, kind, message FROM events ORDER BY id DESC LIMIT ?',
      );
      return {
        ...{ exists: true, ...files, schema: db.pragma('user_version', { simple: true }) },
        highestRow: Object.fromEntries(
          TABLES.map((table) => [
            table,
            db.prepare(`SELECT max(rowid) FROM ${table}`).pluck().get() ?? 0,
          ]),
        ),
        events: events.all(MOST_EVENTS),
      };
    } finally {
      db.close();
    }
  } catch (error) {
    return { exists: true, ...files, unreadable: describeError(error) };
  }
}
