import { z } from 'zod';
import { metricsSettings } from './metrics/metrics-settings.js';
import { mqttSettings } from './mqtt/mqtt-settings.js';

/** The settings of every publisher: the section `publish` of the configuration. */
export const publishSettings = z
  .strictObject({ metrics: metricsSettings, mqtt: mqttSettings })
  .prefault({})
  .describe('What other programs are told. Everything is off until it is turned on.');

export type PublishSettings = z.infer<typeof publishSettings>;
