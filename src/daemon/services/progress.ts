import type { Clock } from '../../core/clock.js';
import type { KioskStatus } from '../../core/kiosk-status.js';
import type { SourceState } from '../../core/source-state.js';
import { timeZone } from '../../core/time-zone.js';
import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

const STATUS_INTERVAL_MS = 5000;
const DAY_MS = 86_400_000;

/** Tells systemd how the kiosk does, and that it lives as long as the work advances. */
export function progressService(deps: ServiceDeps): Service {
  const { clock, host, store, monitor, manager, lifecycle } = deps;
  const { watchdogIntervalMs } = manager;
  return runningService(
    'progress',
    (signal) =>
      reportProgress(
        {
          clock,
          intervalMs: Math.min(watchdogIntervalMs ?? STATUS_INTERVAL_MS, STATUS_INTERVAL_MS),
          look: () => ({
            ...host.counters(),
            workerWarmingUp: host.isWarmingUp(),
            storeRounds: store.rounds(),
            loopsAlive: !lifecycle.hasFailed,
          }),
          onLook: async (advanced) => {
            monitor.reportChange();
            if (advanced && watchdogIntervalMs !== null) await manager.watchdog();
            await manager.status(oneLineStatus(monitor.status()));
          },
        },
        signal,
      ),
    lifecycle.fail,
  );
}

/** What `systemctl status` shows. */
export function oneLineStatus(status: KioskStatus): string {
  const { source, frames, worker, store } = status;
  const rate = frames.analysedPerSecond.toFixed(1);
  const sourceText = stateText(source.state);
  const workerText = worker.state === 'running' ? '' : `; inference ${worker.state}`;
  const { suggestedRotation } = status;
  const turnText =
    suggestedRotation === undefined
      ? ''
      : `; faces upright only in a turned picture: set camera.rotate: ${suggestedRotation}`;
  const storeText = store.state === 'ok' ? '' : `; store degraded: ${store.detail ?? ''}`;
  return `${source.kind} ${sourceText}; ${rate} frames/s, ${frames.dropped} dropped${workerText}${turnText}${storeText}`;
}

function stateText(state: SourceState): string {
  if (state.kind === 'degraded') return `degraded: ${state.reason}`;
  if (state.kind !== 'closed') return state.kind;
  if (state.opensAtMs === null) return 'closed';
  return `closed until ${closedUntil(state.opensAtMs, state.sinceMs, state.timeZone)}`;
}

/** `09:00`, with its date where it is not the day on which it closed or the next. */
function closedUntil(opensAtMs: number, sinceMs: number, zone: string): string {
  const local = new Date(opensAtMs + timeZone(zone).offsetMs(opensAtMs)).toISOString();
  const [date = '', time = ''] = local.split('T');
  return opensAtMs - sinceMs < DAY_MS ? time.slice(0, 5) : `${date} ${time.slice(0, 5)}`;
}

/** What must move for the daemon to be called alive. */
export interface Progress {
  /** Frames given to the worker, and frames it has answered, since the start. */
  readonly submitted: number;
  readonly analysed: number;
  /** A worker loads or is replaced, and has not taken too long for that: the host sees to it. */
  readonly workerWarmingUp: boolean;
  /** Rounds of the store's own loop since the start. */
  readonly storeRounds: number;
  /** False once a service has ended although nobody asked. */
  readonly loopsAlive: boolean;
}

/**
 * Whether the work has really advanced between two looks: timers alone prove nothing.
 * A missing camera gives no frames and is no reason for a restart.
 */
export function hasAdvanced(before: Progress, now: Progress): boolean {
  const framesWaited = now.submitted > before.submitted;
  const workerAdvanced = now.analysed > before.analysed;
  if (!now.loopsAlive || now.storeRounds === before.storeRounds) return false;
  return !framesWaited || workerAdvanced || now.workerWarmingUp;
}

interface ProgressReport {
  readonly clock: Clock;
  readonly intervalMs: number;
  look(): Progress;
  onLook(advanced: boolean): Promise<void>;
}

/** Looks at the work at intervals until `signal` aborts. */
async function reportProgress(report: ProgressReport, signal: AbortSignal): Promise<void> {
  let before = report.look();
  while (!signal.aborted) {
    await report.clock.sleep(report.intervalMs, signal).catch(() => {});
    if (signal.aborted) return;
    const now = report.look();
    await report.onLook(hasAdvanced(before, now));
    before = now;
  }
}
