import { z } from 'zod';

const TOPIC_LEVELS = /^[a-zA-Z0-9_-]+(\/[a-zA-Z0-9_-]+)*$/;

/** Why an address is none of a broker; null where it is one. */
function brokerUrlProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is no address such as mqtt://broker.local:1883';
  const { protocol, username, password } = new URL(text);
  if (!/^(mqtts?|wss?):$/.test(protocol)) return 'begins with mqtt://, mqtts://, ws:// or wss://';
  return username === '' && password === ''
    ? null
    : 'has a user or password in it: write them into credentialsFile';
}

/** First levels of topics, such as `ekspresi` or `museum/ekspresi`. */
export const topicLevels = z
  .string()
  .max(100)
  .regex(TOPIC_LEVELS, { error: 'is no topic such as ekspresi or museum/ekspresi' });

/** What everybody needs who talks to a broker. */
export const brokerSettings = {
  url: z
    .string()
    .default('mqtt://127.0.0.1:1883')
    .superRefine((text, context) => {
      const message = brokerUrlProblem(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .describe('Address of the broker: mqtt://, with TLS mqtts://, or ws:// and wss://.'),
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
} as const;
