import { MetricsPublisher } from './metrics/metrics-publisher.js';
import { MqttPublisher } from './mqtt/mqtt-publisher.js';
import type { PublishSettings } from './publish-settings.js';
import type { Publisher, PublisherDeps } from './publisher.js';

/** One row a publisher: null where its settings leave it off. */
const PUBLISHERS: readonly ((
  settings: PublishSettings,
  deps: PublisherDeps,
) => Publisher | null)[] = [
  ({ metrics }, deps) => (metrics.enabled ? new MetricsPublisher(metrics, deps) : null),
  ({ mqtt }, deps) => (mqtt.enabled ? new MqttPublisher(mqtt, deps) : null),
];

/** The publishers that the settings turn on. */
export function createPublishers(
  settings: PublishSettings,
  deps: PublisherDeps,
): readonly Publisher[] {
  return PUBLISHERS.flatMap((create) => create(settings, deps) ?? []);
}
