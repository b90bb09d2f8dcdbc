import { z } from 'zod';
import { metricsSettings } from './metrics/metrics-settings.js';
import { mqttSettings } from './mqtt/mqtt-settings.js';
import { oscSettings } from './osc/osc-settings.js';
import { webhookSettings } from './webhooks/webhook-settings.js';

/** The settings of every publisher: the section `publish` of the configuration. */
export const publishSettings = z
  .strictObject({
    metrics: metricsSettings,
    mqtt: mqttSettings,
    webhooks: webhookSettings,
    osc: oscSettings,
  })
  .prefault({})
  .describe('What other programs are told. Everything is off until it is turned on.');

export type PublishSettings = z.infer<typeof publishSettings>;
