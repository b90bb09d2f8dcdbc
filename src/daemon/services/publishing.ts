import { EXPRESSIONS } from '../../core/expression.js';
import { timeZone } from '../../core/time-zone.js';
import type { DashboardWebhooks } from '../../dashboard/dashboard-deps.js';
import type { PublisherDeps, TodaySums } from '../../publish/publisher.js';
import { createPublishers } from '../../publish/publishers.js';
import { lastBackupAtMs } from '../../store/backup/backup-files.js';
import type { Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

const HAPPY = EXPRESSIONS.indexOf('happy');

interface Publishing {
  readonly services: readonly Service[];
  /** For the settings page; null where there are none. */
  readonly webhooks: DashboardWebhooks | null;
}

/** The publishers that the configuration turns on, each a service. */
export function createPublishing(deps: ServiceDeps): Publishing {
  const { config, dataDir, bus, clock, log, version, monitor, store, commands } = deps;
  const storage: PublisherDeps['storage'] = () => {
    try {
      const { sizeBytes, diskFreeBytes } = store.queries.databaseInfo();
      return {
        databaseBytes: sizeBytes,
        diskFreeBytes,
        lastBackupAtMs: lastBackupAtMs(dataDir),
      };
    } catch {
      return null;
    }
  };
  const { all, webhooks } = createPublishers(config.publish, {
    ...{ dataDir, bus, clock, version, storage, commands },
    log: log.child({ service: 'publishing' }),
    status: () => monitor.status(),
    today: () => todaySums(deps),
  });
  return { services: all, webhooks };
}

/** As the history page has it for today; null while the history cannot be read. */
function todaySums({ store, settings, config, clock }: ServiceDeps): TodaySums | null {
  const zone = timeZone(settings.current().timeZone);
  const nowMs = clock.nowMs();
  const range = { fromMs: zone.startOfDayMs(nowMs), toMs: nowMs + 1 };
  try {
    const { totals } = store.queries.rollups(range, 'hour', zone.name);
    const visitors = totals.visitors ?? totals.facesAppeared;
    const clearMs = totals.expressionMs.reduce((sum, ms) => sum + ms, 0);
    const { evidenceVisitors, evidenceSeconds } = config.dashboard;
    const isEnough = visitors >= evidenceVisitors && clearMs >= evidenceSeconds * 1000;
    const happyMs = totals.expressionMs[HAPPY] ?? 0;
    return { visitors, happyShare: isEnough ? happyMs / clearMs : null };
  } catch {
    return null;
  }
}
