import { z } from 'zod';
import { brokerSettings, topicLevels } from '../broker/broker-settings.js';
import { isTimeZone } from '../core/time-zone.js';

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
  pages: z
    .strictObject({
      host: z
        .string()
        .min(1)
        .default('127.0.0.1')
        .describe('Address that the pages listen on; any but a loopback one needs accounts.'),
      port: z.int().min(0).max(65_535).default(8090).describe('Port of the pages.'),
      dataDir: z
        .string()
        .min(1)
        .default('/var/lib/ekspresi-fleet')
        .describe('Folder of the accounts, made with `ekspresi user add NAME --data DIR`.'),
      signIn: z
        .enum(['auto', 'always'])
        .default('auto')
        .describe('Whether people sign in: always, or wherever other machines reach the pages.'),
      sites: z
        .record(z.string().min(1).max(40), z.array(z.string().max(100)).min(1).max(1000))
        .default({})
        .describe('Sites that an account may see, by its name; other accounts see all sites.'),
      language: z
        .enum(['auto', 'en', 'id'])
        .default('auto')
        .describe('Language of the pages; auto is that of the browser.'),
      timeZone: z
        .string()
        .default('UTC')
        .refine(isTimeZone, { error: 'is no time zone' })
        .describe('Time zone (IANA name) where the browser does not say its own.'),
      allowedHosts: z
        .array(z.string().min(1))
        .default([])
        .describe('Host names of the pages, besides IP addresses, localhost and *.local.'),
      trustedProxies: z
        .array(z.string().min(1))
        .default([])
        .describe('Addresses of reverse proxies whose X-Forwarded-For is believed.'),
      tlsCertPath: z.string().min(1).optional().describe('Certificate (PEM) of HTTPS.'),
      tlsKeyPath: z.string().min(1).optional().describe('Its key.'),
      minVisitors: z
        .int()
        .min(0)
        .default(3)
        .describe('Visitors that a share or a mean must stand on.'),
      minSeconds: z
        .int()
        .min(0)
        .default(60)
        .describe('Seconds of clear expressions that a share or a mean must stand on.'),
    })
    .prefault({})
    .describe('The pages of the fleet.'),
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
