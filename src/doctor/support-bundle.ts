import { execFile } from 'node:child_process';
import { cpus, homedir, hostname, release, totalmem, uptime } from 'node:os';
import { promisify } from 'node:util';
import type { Config } from '../daemon/config/config-schema.js';
import type { Health } from './ask-health.js';
import type { CheckResult } from './check.js';
import { historyFigures } from './history-figures.js';
import { scrubLog, scrubSettings } from './scrub.js';

const run = promisify(execFile);
const TIMEOUT_MS = 20_000;
const MAX_BYTES = 5_000_000;

export interface BundleParts {
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
