import type { PublisherDeps } from '../../publish/publisher.js';
import { createPublishers } from '../../publish/publishers.js';
import type { Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

/** The publishers that the configuration turns on, each a service. */
export function publishingServices(deps: ServiceDeps): readonly Service[] {
  const { config, bus, clock, log, version, monitor, store } = deps;
  const storage: PublisherDeps['storage'] = () => {
    try {
      const { sizeBytes, diskFreeBytes } = store.queries.databaseInfo();
      return { databaseBytes: sizeBytes, diskFreeBytes };
    } catch {
      return null;
    }
  };
  return createPublishers(config.publish, {
    ...{ bus, clock, version, storage },
    log: log.child({ service: 'publishing' }),
    status: () => monitor.status(),
  });
}
