import { networkInterfaces } from 'node:os';
import { type Accounts, openAccounts } from '../../accounts/accounts.js';
import { type RecoveredAccounts, recoverAccounts } from '../../accounts/recover-accounts.js';
import type { Clock } from '../../core/clock.js';
import { type KioskEvent, kioskEvent } from '../../core/event-table.js';
import { LiveFeed } from '../../core/live-feed.js';
import type { Log } from '../../core/log.js';
import { secretPath } from '../../core/secret-file.js';
import { createDashboard } from '../../dashboard/create-dashboard.js';
import type { DashboardWebhooks } from '../../dashboard/dashboard-deps.js';
import { type RunningDashboard, serveDashboard } from '../../dashboard/serve.js';
import { readSystemInfo } from '../../dashboard/system/system-info.js';
import { exportHistory } from '../../store/export/export-history.js';
import { checkBackupInProcess } from '../backup-process.js';
import type { Config } from '../config/config-schema.js';
import { pageHost } from '../config/page-address.js';
import { previewOf, toDashboardSettings, toInferenceSettings } from '../config/to-settings.js';
import { FilmJobs } from '../film-jobs.js';
import { logoFile } from '../logo-file.js';
import { readModelInfo } from '../model-info.js';
import { pageBackups } from '../page-backups.js';
import type { Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';
import { readTemperatureC } from './heat.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
const BYTES_PER_MIB = 2 ** 20;

/** The pages, once they are served. */
interface PagesService extends Service {
  url(): string;
}

/** Serves the pages, and the accounts of those who may see them. */
export function pagesService(deps: ServiceDeps, webhooks: DashboardWebhooks | null): PagesService {
  const { config, log, bus } = deps;
  const live = followedFeed(deps);
  let dashboard: RunningDashboard | null = null;
  let accounts: Accounts | null = null;
  const stopping = new AbortController();
  return {
    name: 'pages',
    url: () => dashboard?.url ?? '',
    start: async () => {
      accounts = await openSignIn({
        ...deps,
        log: log.child({ service: 'accounts' }),
        onRecovered: (recovered) => {
          log.error({ ...recovered }, 'the accounts were damaged: quarantined, new ones begun');
          bus.publish('event', recoveredEvent(recovered));
        },
      });
      const app = createPages({ ...deps, webhooks }, live, accounts, stopping.signal);
      const { port, tlsCertPath: certPath, tlsKeyPath: keyPath } = config.dashboard;
      const tls =
        certPath && keyPath
          ? { certPath: secretPath(certPath), keyPath: secretPath(keyPath) }
          : undefined;
      dashboard = await serveDashboard({
        ...{ app, host: pageHost(config), port, tls, log },
        trustedProxies: config.dashboard.trustedProxies,
      });
    },
    stop: async () => {
      stopping.abort(new Error('the pages stop'));
      await dashboard?.close();
      accounts?.close();
    },
  };
}

function createPages(
  deps: ServiceDeps & { readonly webhooks: DashboardWebhooks | null },
  live: LiveFeed,
  accounts: Accounts | null,
  stop: AbortSignal,
) {
  const { config, configPath, dataDir, store, clock, log, monitor, settings, snapshot, lifecycle } =
    deps;
  const { modelDir, labels } = toInferenceSettings(config, deps.modelsDir);
  const model = readModelInfo(modelDir, labels);
  return createDashboard({
    live,
    queries: store.queries,
    markers: store.markers,
    status: () => monitor.status(),
    settings: toDashboardSettings(config),
    clock,
    log: log.child({ service: 'pages' }),
    machine: () => readSystemInfo(readTemperatureC),
    changeable: settings,
    takeStill: () => snapshot.take(),
    backups: pageBackups({
      dataDir,
      store,
      clock,
      // Twice, as for the daily backup.
      leaveFreeBytes: () => 2 * settings.current().minDiskFreeMiB * BYTES_PER_MIB,
      check: checkBackupInProcess,
      onRestore: (path) => lifecycle.restore(path),
    }),
    purge: (range) => store.purge(range),
    logo: logoFile(dataDir),
    networkOrigin: () => networkOrigin(config),
    recordings: new FilmJobs({
      ...{ dataDir, configPath, clock, log, signal: stop },
      leaveFreeBytes: () => settings.current().minDiskFreeMiB * BYTES_PER_MIB,
    }),
    exportHistory: (request) => exportHistory({ dataDir, ...request }),
    ...(deps.webhooks === null ? {} : { webhooks: deps.webhooks }),
    ...(model === null ? {} : { model }),
    ...(accounts === null ? {} : { accounts }),
  });
}

/** The newest analysis and picture; none while there is no source or the picture is not wanted. */
function followedFeed({ bus, config, settings, lifecycle }: ServiceDeps): LiveFeed {
  const live = new LiveFeed();
  bus.subscribe({
    name: 'live feed',
    on: {
      analysis: (analysis) => live.publishAnalysis(analysis),
      preview: (picture) => (picture === null ? live.clearPreview() : live.publishPreview(picture)),
      // Faces of a camera that went away must not linger on the page.
      sourceChanged: ({ kind }) => (kind === 'running' ? live.open() : live.close()),
    },
  });
  settings.onChange((changed) => {
    if (previewOf(changed) !== 'video') bus.publish('preview', null);
    // The camera must be opened for its picture.
    else if (previewOf(config) !== 'video') lifecycle.reload();
  });
  return live;
}

/** The first address on the network, where the pages are served there. */
function networkOrigin(config: Config): string | null {
  const host = pageHost(config);
  if (LOOPBACK.test(host)) return null;
  const { port, tlsCertPath } = config.dashboard;
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  const isAny = host === '0.0.0.0' || host === '::';
  const name = isAny ? own?.address : host;
  if (name === undefined) return null;
  return `${tlsCertPath ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** Whether people must sign in: always, unless only this machine can reach the pages. */
export function needsSignIn(config: Config): boolean {
  return config.dashboard.signIn === 'always' || !LOOPBACK.test(pageHost(config));
}

/**
 * Opens the accounts where people must sign in, else null. The first start, and one that finds no
 * administrator in damaged accounts, makes one and tells its password once.
 *
 * @throws EkspresiError as {@link openAccounts}
 */
export async function openSignIn(deps: {
  readonly config: Config;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly tellPassword: (name: string, password: string) => void;
  readonly onRecovered: (accounts: RecoveredAccounts) => void;
}): Promise<Accounts | null> {
  if (!needsSignIn(deps.config)) return null;
  const recovered = recoverAccounts(deps.dataDir, deps.clock.nowMs());
  if (recovered !== null) deps.onRecovered(recovered);
  const accounts = openAccounts(deps.dataDir, deps.clock, deps.log);
  const made = await accounts.ensureAdministrator();
  if (made !== null) deps.tellPassword(made.name, made.password);
  return accounts;
}

function recoveredEvent({ setAsidePath, saved }: RecoveredAccounts): KioskEvent {
  const users = saved.users ?? 0;
  return kioskEvent('accounts-set-aside', { path: setAsidePath, users });
}
