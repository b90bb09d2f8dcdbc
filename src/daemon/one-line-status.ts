import type { KioskStatus } from '../core/kiosk-status.js';

/** What `systemctl status` shows. */
export function oneLineStatus(status: KioskStatus): string {
  const { source, frames, worker, store } = status;
  const rate = frames.analysedPerSecond.toFixed(1);
  const sourceText =
    source.state.kind === 'degraded' ? `degraded: ${source.state.reason}` : source.state.kind;
  const workerText = worker.state === 'running' ? '' : `; inference ${worker.state}`;
  const storeText = store.state === 'ok' ? '' : `; store degraded: ${store.detail ?? ''}`;
  return `${source.kind} ${sourceText}; ${rate} frames/s, ${frames.dropped} dropped${workerText}${storeText}`;
}
