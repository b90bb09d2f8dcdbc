import { statSync } from 'node:fs';
import type { Clock } from '../core/clock.js';
import type { EkspresiError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { createSafeModeApp } from '../dashboard/safe-mode/safe-mode-app.js';
import { serveDashboard } from '../dashboard/serve.js';
import { configProblems } from './config/load-config.js';
import { createServiceManager } from './systemd/service-manager.js';

interface SafeModeOptions {
  readonly error: EkspresiError;
  readonly version: string;
  readonly configPath: string | null;
  readonly host: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Log;
  readonly onReady?: (url: string) => void;
}

const LOOK_EVERY_MS = 2000;
/** A full disk or a locked history may mend themselves; a configuration is mended by people. */
const RETRY_OTHERS_MS = 20_000;

/**
 * Serves one page that says what keeps the kiosk from starting, until the configuration file
 * changes, some time has passed (for what is not the configuration), or `signal` aborts.
 */
export async function runSafeMode(options: SafeModeOptions, signal: AbortSignal): Promise<void> {
  const { error, version, configPath, host, port, allowedHosts, environment, clock, log } = options;
  const service = createServiceManager(environment, log);
  const isConfiguration = error.code.startsWith('CONFIG_');
  const problems = isConfiguration && configPath !== null ? configProblems(configPath) : [];
  const app = createSafeModeApp({ error, problems, version, allowedHosts, clock });
  const dashboard = await serveDashboard({ app, host, port, log });
  options.onReady?.(dashboard.url);
  const status = `safe mode: ${error.message}`;
  await service.ready(status);
  const before = fingerprint(configPath);
  const sinceMs = clock.monotonicMs();
  try {
    while (!signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
      if (fingerprint(configPath) !== before) return;
      if (!isConfiguration && clock.monotonicMs() - sinceMs > RETRY_OTHERS_MS) return;
      if (service.watchdogIntervalMs !== null) await service.watchdog();
    }
  } finally {
    await dashboard.close();
  }
}

/** Changes whenever the file is written, replaced, or given to others to read. */
function fingerprint(path: string | null): string {
  if (path === null) return '';
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(path);
    return [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch {
    return 'missing';
  }
}
