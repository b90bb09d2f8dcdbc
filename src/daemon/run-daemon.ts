import type { Accounts } from '../accounts/accounts.js';
import { createSource } from '../capture/source-types.js';
import { SourceSupervisor } from '../capture/supervisor/source-supervisor.js';
import type { Clock } from '../core/clock.js';
import { describeError } from '../core/errors.js';
import type { FrameAnalysis } from '../core/face.js';
import type { FrameSource } from '../core/frame-source.js';
import type { KioskStatus } from '../core/kiosk-status.js';
import { LiveFeed } from '../core/live-feed.js';
import type { Log } from '../core/log.js';
import type { SourceState } from '../core/source-state.js';
import { createDashboard } from '../dashboard/create-dashboard.js';
import { type RunningDashboard, serveDashboard } from '../dashboard/serve.js';
import { readSystemInfo } from '../dashboard/system/system-info.js';
import { InferenceHost, type WorkerStatus } from '../inference/worker/inference-host.js';
import { exportHistory } from '../store/export/export-history.js';
import { openStore, type Store } from '../store/store.js';
import { AbsenceTimeout } from './absence-timeout.js';
import { checkBackupApart, checkCopyApart } from './backup-apart.js';
import { adoptPreferences } from './config/adopt-preferences.js';
import type { Config } from './config/config-schema.js';
import { pageHost } from './config/page-host.js';
import { PageSettings } from './config/page-settings.js';
import {
  toDashboardSettings,
  toInferenceSettings,
  toSourceSettings,
  toStoreSettings,
} from './config/to-settings.js';
import { HeatThrottle } from './heat/heat-throttle.js';
import { readTemperatureC } from './heat/read-temperature.js';
import { watchHeat } from './heat/watch-heat.js';
import { KioskMonitor } from './kiosk-monitor.js';
import { LightEvents } from './light-events.js';
import { readModelInfo } from './model-info.js';
import { oneLineStatus } from './one-line-status.js';
import { openSignIn } from './open-sign-in.js';
import { pageBackups } from './page-backups.js';
import { ReloadRequest } from './reload-request.js';
import { reportProgress } from './report-progress.js';
import { restoreHistory } from './restore-history.js';
import { runningService, type Service, startServices, stopServices } from './service.js';
import { Snapshot } from './snapshot.js';
import { SourceEvents } from './source-events.js';
import { SourceRuns } from './source-runs.js';
import { createServiceManager } from './systemd/service-manager.js';

export interface DaemonOptions {
  /** The file that `config` comes from, null where there is none. */
  readonly configPath: string | null;
  readonly config: Config;
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly version: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Log;
  /** Told once, when the pages are served. */
  readonly onReady?: (url: string) => void;
  /** Told the first administrator's password, once in the life of a data folder. */
  readonly tellPassword: (name: string, password: string) => void;
}

/** Within systemd's and the operator's patience; the contract says 5 s. */
const STOP_WITHIN_MS = 4500;
const STATUS_EVERY_MS = 5000;
const BYTES_PER_MIB = 2 ** 20;

/**
 * The composition root: builds the parts, starts them from the last consumer to the first
 * producer, and stops them in reverse order when `signal` aborts.
 *
 * @throws EkspresiError of whatever keeps the kiosk from starting (store, port, loops)
 */
export async function runDaemon(options: DaemonOptions, signal: AbortSignal): Promise<void> {
  const { config, dataDir, clock, log } = options;
  // Before the history is locked: what it refuses must leave nothing behind.
  const source = createSource(toSourceSettings(config), {
    clock,
    log: log.child({ part: 'capture' }),
  });
  const storeLog = log.child({ part: 'store' });
  const store = openStore({
    dataDir,
    settings: toStoreSettings(config),
    clock,
    log: storeLog,
    checkCopy: (path, signal) => checkCopyApart(path, storeLog, signal),
  });
  try {
    await runParts(source, store, options, signal);
  } finally {
    // Its part has closed it already, unless something threw before the parts began.
    store.close();
  }
}

async function runParts(
  source: FrameSource,
  store: Store,
  options: DaemonOptions,
  signal: AbortSignal,
): Promise<void> {
  const { config, dataDir, version, environment, clock, log } = options;
  const live = new LiveFeed();
  const monitor = new KioskMonitor({ version, clock });
  const service = createServiceManager(environment, log);
  const failure = new AbortController();
  const again = new AbortController();
  let restorePath: string | null = null;
  let loopsAlive = true;
  const onFailure = (error: unknown): void => {
    loopsAlive = false;
    failure.abort(error);
  };

  const runs = new SourceRuns(store, source, version);
  const view = new AbsenceTimeout({ store, clock });
  const onWorkerState = (status: WorkerStatus): void => {
    const before = monitor.worker;
    monitor.workerChanged(status);
    if (status.model !== null) runs.modelLoaded(status.model);
    // The faces in view were known to the worker that is gone; the next one gives them new numbers.
    if (status.state !== 'running') store.endFaces();
    if (status.detail !== null && status.detail !== before.detail) {
      const [level, kind] =
        status.state === 'failed'
          ? (['error', 'worker-failed'] as const)
          : (['warning', 'worker-restarting'] as const);
      store.recordEvent({ level, kind, message: status.detail, details: { code: status.code } });
    }
  };
  const throttle = new HeatThrottle(config.inference.maxTemperatureC);
  const lightEvents = new LightEvents();
  const inference = toInferenceSettings(config, options.modelsDir);
  const model = readModelInfo(inference.modelDir, inference.labels);
  const host = new InferenceHost({
    settings: inference,
    clock,
    log: log.child({ part: 'inference' }),
    stallMs: config.inference.stallMs,
    onAnalysis: (analysis: FrameAnalysis) => {
      monitor.frameAnalysed(analysis);
      runs.beforeFrame();
      if (!view.isVacant) store.record(analysis);
      live.publishAnalysis(analysis);
      const event = lightEvents.next(analysis);
      if (event !== null) store.recordEvent(event);
    },
    onState: onWorkerState,
  });
  const pageSettings = new PageSettings({
    ...options,
    onChange: (now) => {
      store.setRetention(toStoreSettings(now).retention);
      host.setMasks(now.inference.masks);
      const wantsPicture = now.dashboard.preview === 'video';
      if (!wantsPicture) live.clearPreview();
      // The camera must be opened for its picture.
      if (wantsPicture && config.dashboard.preview !== 'video') again.abort(new ReloadRequest());
    },
  });
  const still = new Snapshot(clock);
  const sourceEvents = new SourceEvents();
  const tellSource = (state: SourceState): void => {
    const event = sourceEvents.next(state, source.name, clock.monotonicMs());
    if (event !== null) store.recordEvent(event);
  };
  const supervisor = new SourceSupervisor({
    source,
    clock,
    log: log.child({ part: 'capture' }),
    frameDeadlineMs: config.camera.frameDeadlineMs,
    pictureDeadlineMs: config.camera.pictureDeadlineMs,
    sinks: {
      onFrame: (frame) => {
        monitor.frameCaptured();
        still.frame(frame);
        if (throttle.admits()) host.submit(frame);
      },
      // A camera that was opened for its picture goes on giving it.
      onPreview: (picture) => {
        if (pageSettings.current().preview === 'video') live.publishPreview(picture);
      },
    },
    onState: (state: SourceState) => {
      monitor.sourceChanged(state);
      tellSource(state);
      view.sourceChanged(state);
      // Faces of a camera that went away must not linger on the page.
      if (state.kind === 'running') live.open();
      else live.close();
      if (state.kind === 'degraded') host.dropWaiting();
    },
  });
  const status = (): KioskStatus =>
    monitor.status({ source, counters: host.counters(), store: store.status() });

  let dashboard: RunningDashboard | null = null;
  let accounts: Accounts | null = null;
  const parts: readonly Service[] = [
    {
      name: 'store',
      start: async () => {},
      stop: async () => {
        store.close();
        await store.closed();
      },
    },
    {
      name: 'dashboard',
      start: async () => {
        accounts = await openSignIn({
          ...options,
          log: log.child({ part: 'accounts' }),
          onMended: (mended) => {
            log.error({ ...mended }, 'the accounts were damaged: set aside, new ones begun');
            store.recordEvent({
              level: 'error',
              kind: 'accounts-set-aside',
              message: `The accounts were damaged and set aside as ${mended.setAsidePath}; ${mended.saved.users ?? 0} of those who may sign in were saved`,
              details: { path: mended.setAsidePath, users: mended.saved.users ?? 0 },
            });
          },
        });
        if (accounts !== null) adoptPreferences(accounts, pageSettings, log);
        const app = createDashboard({
          live,
          queries: store.queries,
          status,
          settings: toDashboardSettings(config),
          clock,
          log: log.child({ part: 'dashboard' }),
          machine: readSystemInfo,
          changeable: pageSettings,
          takeStill: () => still.take(),
          backups: pageBackups({
            dataDir,
            store,
            clock,
            // Twice, as for the daily backup.
            leaveFreeBytes: () => 2 * pageSettings.current().minDiskFreeMiB * BYTES_PER_MIB,
            check: checkBackupApart,
            onRestore: (path) => {
              restorePath = path;
              again.abort(new ReloadRequest());
            },
          }),
          exportHistory: (request) => exportHistory({ dataDir, ...request }),
          ...(model === null ? {} : { model }),
          ...(accounts === null ? {} : { accounts }),
        });
        const { port, tlsCertPath: certPath, tlsKeyPath: keyPath } = config.dashboard;
        const tls = certPath && keyPath ? { certPath, keyPath } : undefined;
        dashboard = await serveDashboard({ app, host: pageHost(config), port, tls, log });
      },
      stop: async () => {
        await dashboard?.close();
        accounts?.close();
      },
    },
    runningService('inference', (stop) => host.run(stop), onFailure),
    runningService(
      'heat',
      (stop) =>
        watchHeat(
          { clock, throttle, readTemperatureC, onEvent: (event) => store.recordEvent(event) },
          stop,
        ),
      onFailure,
    ),
    runningService('view', (stop) => view.watch(stop), onFailure),
    runningService('capture', (stop) => supervisor.run(stop), onFailure),
    runningService(
      'progress',
      (stop) =>
        reportProgress(
          {
            clock,
            intervalMs: Math.min(service.watchdogIntervalMs ?? STATUS_EVERY_MS, STATUS_EVERY_MS),
            look: () => ({
              ...host.counters(),
              workerWarmingUp: host.isWarmingUp(),
              storeRounds: store.rounds(),
              loopsAlive,
            }),
            onLook: async (advanced) => {
              tellSource(monitor.sourceState);
              if (advanced && service.watchdogIntervalMs !== null) await service.watchdog();
              await service.status(oneLineStatus(status()));
            },
          },
          stop,
        ),
      onFailure,
    ),
  ];

  const stopDeps = { clock, log, stopWithinMs: STOP_WITHIN_MS };
  await startServices(parts, stopDeps);
  const url = (dashboard as RunningDashboard | null)?.url ?? '';
  log.info({ url, dataDir, source: source.name, version }, 'ekspresi runs');
  await service.ready(oneLineStatus(status()));
  options.onReady?.(url);
  const end = AbortSignal.any([signal, failure.signal, again.signal]);
  await aborted(end);
  log.info({ reason: describeError(end.reason) }, 'ekspresi stops');
  await (end.reason instanceof ReloadRequest ? service.reloading() : service.stopping());
  await stopServices(parts, stopDeps);
  if (failure.signal.aborted) throw failure.signal.reason;
  if (restorePath !== null) await restoreHistory(restorePath, options, { service, log });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
