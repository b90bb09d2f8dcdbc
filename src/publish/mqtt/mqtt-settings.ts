import { z } from 'zod';

const TOPIC_LEVELS = /^[a-zA-Z0-9_-]+(\/[a-zA-Z0-9_-]+)*$/;
const notATopic = { error: 'is no topic such as ekspresi or museum/ekspresi' };

/** Why an address is none of a broker; null where it is one. */
function brokerUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is no address such as mqtt://broker.local:1883';
  const { protocol, username, password } = new URL(text);
  if (!/^(mqtts?|wss?):$/.test(protocol)) return 'begins with mqtt://, mqtts://, ws:// or wss://';
  return username === '' && password === ''
    ? null
    : 'has a user or password in it: write them into credentialsFile';
}

/** The slice `publish.mqtt` of the configuration. */
export const mqttSettings = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Publish to an MQTT broker.'),
    url: z
      .string()
      .default('mqtt://127.0.0.1:1883')
      .superRefine((text, context) => {
        const message = brokerUrlProblem(text);
        if (message !== null) context.addIssue({ code: 'custom', message });
      })
      .describe('Address of the broker: mqtt://, with TLS mqtts://, or ws:// and wss://.'),
    protocol: z
      .enum(['auto', '5', '3.1.1'])
      .default('auto')
      .describe('Version of MQTT: auto is 5, and 3.1.1 where the broker does not know it.'),
    credentialsFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File whose first line is user:password; a bare name is a systemd credential (LoadCredential=).',
      ),
    caFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Certificate (PEM) of the authority that signed the broker’s, where it is an own one.',
      ),
    id: z
      .string()
      .regex(/^[a-z0-9_-]{1,40}$/, { error: 'is not made of a-z, 0-9, _ and -' })
      .optional()
      .describe('What this box is called in topics and entities. Absent: its host name.'),
    topicPrefix: z
      .string()
      .max(100)
      .regex(TOPIC_LEVELS, notATopic)
      .default('ekspresi')
      .describe('First levels of the topics.'),
    discovery: z
      .boolean()
      .default(true)
      .describe('Tell Home Assistant what there is (device discovery).'),
    discoveryPrefix: z
      .string()
      .max(100)
      .regex(TOPIC_LEVELS, notATopic)
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
