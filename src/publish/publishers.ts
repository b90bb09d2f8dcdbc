import { MetricsPublisher } from './metrics/metrics-publisher.js';
import { MqttPublisher } from './mqtt/mqtt-publisher.js';
import { OscPublisher } from './osc/osc-publisher.js';
import type { PublishSettings } from './publish-settings.js';
import type { Publisher, PublisherDeps } from './publisher.js';
import { WebhookPublisher } from './webhooks/webhook-publisher.js';

/** One row a publisher: null where its settings leave it off. */
const PUBLISHERS: readonly ((
  settings: PublishSettings,
  deps: PublisherDeps,
) => Publisher | null)[] = [
  ({ metrics }, deps) => (metrics.enabled ? new MetricsPublisher(metrics, deps) : null),
  ({ mqtt }, deps) => (mqtt.enabled ? new MqttPublisher(mqtt, deps) : null),
  ({ osc }, deps) => (osc.enabled ? new OscPublisher(osc, deps) : null),
];

interface Publishers {
  readonly all: readonly Publisher[];
  /** The one among them that the settings page shows. */
  readonly webhooks: WebhookPublisher | null;
}

/** The publishers that the settings turn on. */
export function createPublishers(settings: PublishSettings, deps: PublisherDeps): Publishers {
  const webhooks =
    settings.webhooks.length === 0 ? null : new WebhookPublisher(settings.webhooks, deps);
  const others = PUBLISHERS.flatMap((create) => create(settings, deps) ?? []);
  return { all: webhooks === null ? others : [...others, webhooks], webhooks };
}
