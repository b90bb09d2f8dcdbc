import { createSource } from '../capture/source-types.js';
import { describeError } from '../core/errors.js';
import { EventBus } from '../core/event-bus.js';
import type { FrameSource } from '../core/frame-source.js';
import { InferenceHost } from '../inference/worker/inference-host.js';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { checkCopyInProcess, restoreHistory } from './backup-process.js';
import { PageSettings } from './config/settings-overlay.js';
import { toInferenceSettings, toSourceSettings, toStoreSettings } from './config/to-settings.js';
import { HeatThrottle } from './heat-throttle.js';
import { ReloadRequest } from './keep-running.js';
import { Commands } from './kiosk-commands.js';
import { KioskMonitor } from './kiosk-monitor.js';
import { type Service, startServices, stopServices } from './service.js';
import { type DaemonOptions, Lifecycle, type ServiceDeps } from './service-deps.js';
import { captureService } from './services/capture.js';
import { heatService } from './services/heat.js';
import { inferenceService } from './services/inference.js';
import { kioskEventsService } from './services/kiosk-events.js';
import { minutesService } from './services/minutes.js';
import { pagesService } from './services/pages.js';
import { oneLineStatus, progressService } from './services/progress.js';
import { createPublishing } from './services/publishing.js';
import { recordingService, storeService } from './services/recording.js';
import { Snapshot } from './snapshot.js';
import { createServiceManager } from './systemd/service-manager.js';

/** Within systemd's and the operator's patience; the contract says 5 s. */
const STOP_WITHIN_MS = 4500;

/**
 * The composition root: builds the services, starts them from the last consumer to the first
 * producer, and stops them in reverse order when `signal` aborts.
 *
 * @throws EkspresiError of whatever keeps the kiosk from starting (store, port, loops)
 */
export async function runDaemon(options: DaemonOptions, signal: AbortSignal): Promise<void> {
  const { config, dataDir, clock, log } = options;
  const bus = new EventBus({ clock, log });
  // Before the history is locked: what it refuses must leave nothing behind.
  const source = createSource(toSourceSettings(config), {
    clock,
    log: log.child({ service: 'capture' }),
  });
  const storeLog = log.child({ service: 'store' });
  const store = openStore({
    dataDir,
    settings: toStoreSettings(config),
    clock,
    log: storeLog,
    bus,
    checkCopy: (path, signal) => checkCopyInProcess(path, storeLog, signal),
  });
  try {
    await runServices(serviceDeps({ ...options, bus, source, store }), signal);
  } finally {
    // Its service has closed it already, unless something threw before the services began.
    store.close();
  }
}

/** Builds what the services share. Nothing runs yet. */
function serviceDeps(
  opened: DaemonOptions & {
    readonly bus: EventBus;
    readonly source: FrameSource;
    readonly store: Store;
  },
): ServiceDeps {
  const { config, environment, clock, log, bus, source, store } = opened;
  const host = new InferenceHost({
    settings: {
      ...toInferenceSettings(config, opened.modelsDir),
      // A recording waits for the search of a frame.
      search: source.endless ? 'live' : 'offline',
    },
    clock,
    log: log.child({ service: 'inference' }),
    stallMs: config.inference.stallMs,
    onAnalysis: (analysis) => bus.publish('analysis', analysis),
    onState: (status) => bus.publish('workerChanged', status),
  });
  const lifecycle = new Lifecycle();
  const settings = new PageSettings(opened);
  return {
    ...opened,
    host,
    // First among the subscribers: the others find a state in it that is up to date.
    monitor: new KioskMonitor({
      ...opened,
      counters: () => host.counters(),
      storeStatus: () => store.status(),
      picture: config.camera,
      site: () => ({ name: settings.current().siteName, box: settings.current().boxName }),
    }),
    settings,
    throttle: new HeatThrottle(config.inference.maxTemperatureC),
    snapshot: new Snapshot(clock),
    manager: createServiceManager(environment, log),
    lifecycle,
    commands: new Commands({
      ...{ bus, log, clock, markers: store.markers },
      reload: () => lifecycle.reload(),
    }),
  };
}

async function runServices(deps: ServiceDeps, signal: AbortSignal): Promise<void> {
  const { dataDir, version, source, clock, log, bus, monitor, manager, lifecycle } = deps;
  const publishing = createPublishing(deps);
  const pages = pagesService(deps, publishing.webhooks);
  const services: readonly Service[] = [
    storeService(deps),
    recordingService(deps),
    minutesService(deps),
    kioskEventsService(deps),
    ...publishing.services,
    pages,
    inferenceService(deps),
    heatService(deps),
    captureService(deps),
    progressService(deps),
  ];
  const stopDeps = { clock, log, stopWithinMs: STOP_WITHIN_MS };
  await startServices(services, stopDeps);
  bus.started();
  log.info({ url: pages.url(), dataDir, source: source.name, version }, 'ekspresi runs');
  await manager.ready(oneLineStatus(monitor.status()));
  deps.onReady?.(pages.url());
  const end = AbortSignal.any([signal, lifecycle.signal]);
  await aborted(end);
  log.info({ reason: describeError(end.reason) }, 'ekspresi stops');
  await (end.reason instanceof ReloadRequest ? manager.reloading() : manager.stopping());
  await stopServices(services, stopDeps);
  if (lifecycle.hasFailed) throw lifecycle.signal.reason;
  if (lifecycle.restorePath !== null) await restoreHistory(lifecycle.restorePath, deps);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
