import { z } from 'zod';
import { brokerSettings, topicLevels } from '../../broker/broker-settings.js';

/** The slice `publish.mqtt` of the configuration. */
export const mqttSettings = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Publish to an MQTT broker.'),
    url: brokerSettings.url,
    protocol: z
      .enum(['auto', '5', '3.1.1'])
      .default('auto')
      .describe('Version of MQTT: auto is 5, and 3.1.1 where the broker does not know it.'),
    credentialsFile: brokerSettings.credentialsFile,
    caFile: brokerSettings.caFile,
    id: z
      .string()
      .regex(/^[a-z0-9_-]{1,40}$/, { error: 'is not made of a-z, 0-9, _ and -' })
      .optional()
      .describe('What this box is called in topics and entities. Absent: its host name.'),
    topicPrefix: topicLevels.default('ekspresi').describe('First levels of the topics.'),
    discovery: z
      .boolean()
      .default(true)
      .describe('Tell Home Assistant what there is (device discovery).'),
    discoveryPrefix: topicLevels
      .default('homeassistant')
      .describe('Home Assistant’s own discovery prefix.'),
    intervalMs: z
      .int()
      .min(200)
      .max(60_000)
      .default(1000)
      .describe('Least time between two values of a topic.'),
    commands: z
      .boolean()
      .default(false)
      .describe(
        'Obey pause, resume, reload and marks. Whoever may publish to the broker may then do so.',
      ),
  })
  .prefault({})
  .describe('An MQTT broker, and with it Home Assistant.');

export type MqttSettings = z.infer<typeof mqttSettings>;
