import { z } from 'zod';
import { MetricsPublisher } from './metrics/metrics-publisher.js';
import { metricsSettings } from './metrics/metrics-settings.js';
import type { Publisher, PublisherDeps } from './publisher.js';

/** The settings of every publisher: the section `publish` of the configuration. */
export const publishSettings = z
  .strictObject({ metrics: metricsSettings })
  .prefault({})
  .describe('What other programs are told. Everything is off until it is turned on.');

type PublishSettings = z.infer<typeof publishSettings>;

/** One row a publisher: null where its settings leave it off. */
const PUBLISHERS: readonly ((
  settings: PublishSettings,
  deps: PublisherDeps,
) => Publisher | null)[] = [
  ({ metrics }, deps) => (metrics.enabled ? new MetricsPublisher(metrics, deps) : null),
];

/** The publishers that the settings turn on. */
export function createPublishers(
  settings: PublishSettings,
  deps: PublisherDeps,
): readonly Publisher[] {
  return PUBLISHERS.flatMap((create) => create(settings, deps) ?? []);
}
