import { Hono } from 'hono';
import type { KioskStatus } from '../../core/kiosk-status.js';
import type { DashboardDeps } from '../dashboard-deps.js';

/** `degraded` as soon as one part does not do its work; the daemon itself is alive. */
function healthOf(status: KioskStatus) {
  const source = status.source.state.kind;
  const fine =
    (source === 'running' || source === 'ended' || source === 'closed' || source === 'paused') &&
    status.worker.state === 'running' &&
    status.store.state === 'ok';
  return {
    status: fine ? 'ok' : 'degraded',
    version: status.version,
    uptimeS: Math.floor(status.uptimeMs / 1000),
    source: {
      kind: status.source.kind,
      state: source,
      ...(status.source.state.kind === 'degraded' ? { code: status.source.state.code } : {}),
    },
    worker: { state: status.worker.state, restarts: status.worker.restarts },
    store: { state: status.store.state, lastCommitAtMs: status.store.lastCommitAtMs },
    frames: {
      analysed: status.frames.analysed,
      dropped: status.frames.dropped,
      analysedPerSecond: status.frames.analysedPerSecond,
    },
  };
}

/** GET /healthz: open to all, without names, pictures or faces. 200 while the daemon answers. */
export function healthRoute(deps: Pick<DashboardDeps, 'status'>): Hono {
  return new Hono().get('/healthz', (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json(healthOf(deps.status()));
  });
}
