import { z } from 'zod';
import { brokerSettings, topicLevels } from '../broker/broker-settings.js';

const days = (fallback: number, what: string) =>
  z
    .int()
    .min(0)
    .max(36_500)
    .default(fallback)
    .describe(`Days that ${what} are kept; 0 keeps them for ever.`);

const retention = z
  .strictObject({
    minutesDays: days(400, 'sums per minute'),
    hoursDays: days(1830, 'sums per hour'),
    visitsDays: days(90, 'visits'),
    contentsDays: days(400, 'showings of contents'),
    eventsDays: days(400, 'events'),
  })
  .prefault({})
  .describe('How long the fleet keeps what it was sent. Whole months are dropped.');

export type FleetRetention = z.infer<typeof retention>;

/** The configuration of `ekspresi fleet`. */
export const fleetConfigSchema = z.strictObject({
  broker: z
    .strictObject({
      ...brokerSettings,
      topicPrefix: topicLevels
        .default('ekspresi/fleet')
        .describe('First levels of the topics; the same as on the kiosks.'),
      group: z
        .string()
        .regex(/^[a-z0-9_-]{1,40}$/, { error: 'is not made of a-z, 0-9, _ and -' })
        .default('fleet')
        .describe('Shared subscription of all instances that write the same database.'),
    })
    .prefault({})
    .describe('The MQTT 5 broker of the kiosks.'),
  database: z
    .strictObject({
      host: z
        .string()
        .min(1)
        .default('/var/run/postgresql')
        .describe('Host of PostgreSQL, or the folder of its socket.'),
      port: z.int().min(1).max(65_535).default(5432).describe('Its port.'),
      name: z.string().min(1).default('ekspresi').describe('Name of the database.'),
      user: z.string().min(1).default('ekspresi_fleet').describe('Role that owns its tables.'),
      passwordFile: z
        .string()
        .min(1)
        .optional()
        .describe('File whose first line is the password; a bare name is a systemd credential.'),
      tls: z
        .boolean()
        .default(false)
        .describe('Speak TLS with it and refuse a certificate that cannot be verified.'),
      caFile: z
        .string()
        .min(1)
        .optional()
        .describe('Certificate (PEM) of the authority that signed the database’s.'),
      writers: z
        .int()
        .min(1)
        .max(16)
        .default(2)
        .describe('Connections that write; each kiosk has one of them.'),
    })
    .prefault({})
    .describe('The PostgreSQL database, 15 or newer.'),
  retention,
  log: z
    .strictObject({
      level: z
        .enum(['debug', 'info', 'warn', 'error'])
        .default('info')
        .describe('Least level logged.'),
    })
    .prefault({})
    .describe('The log on standard error.'),
});

export type FleetConfig = z.infer<typeof fleetConfigSchema>;
