import { z } from 'zod';
import { LABEL_SETS } from '../../core/expression.js';
import { MAX_MASKS } from '../../core/mask.js';
import { isTimeZone } from '../../core/time-zone.js';
import { trustedProxyProblem } from '../../dashboard/http/client-address.js';
import { allowedHostProblem } from '../../dashboard/http/host-guard.js';
import { DEFAULT_SMOOTHING } from '../../inference/expression/expression-smoother.js';
import {
  DEBIAN_CASCADE_PATH,
  DEFAULT_MIN_FACE_PX,
  DETECTORS,
  ENGINES,
} from '../../inference/inference-settings.js';
import { publishSettings } from '../../publish/publishers.js';
import { attention } from './attention-schema.js';
import { camera, source } from './source-schema.js';

export const MAX_ALLOWED_HOSTS = 50;
const MAX_TRUSTED_PROXIES = 20;

/** A text that is right where `problemOf` finds nothing wrong with it. */
function checkedText(problemOf: (text: string) => string | null) {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const message = problemOf(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });
}

const synthetic = z
  .strictObject({
    seed: z.int().min(0).default(1).describe('Number that the drawn visitors follow from.'),
    people: z.int().min(0).max(6).default(3).describe('How many visitors share the picture.'),
  })
  .prefault({})
  .describe('The built-in source of drawn visitors.');

const share = z.number().min(0).max(1);

const masks = z
  .array(
    z
      .strictObject({
        x: share,
        y: share,
        width: share.positive(),
        height: share.positive(),
      })
      .refine(({ x, y, width, height }) => x + width < 1.001 && y + height < 1.001, {
        error: 'reaches beyond the picture: x + width and y + height are at most 1',
      }),
  )
  .max(MAX_MASKS)
  .default([])
  .describe(
    'Parts of the picture where no face is followed or stored: {x, y, width, height} as shares 0…1 of the picture, from its upper left corner.',
  );

const inference = z
  .strictObject({
    detector: z
      .enum(DETECTORS)
      .default('cnn')
      .describe(
        'Face detector: cnn (a small network, quick and best), haar (Viola-Jones), or what either sees (both).',
      ),
    cascadePath: z
      .string()
      .min(1)
      .default(DEBIAN_CASCADE_PATH)
      .describe("Cascade of the haar detector, from Debian's package opencv-data."),
    minFacePx: z
      .int()
      .min(20)
      .max(400)
      .default(DEFAULT_MIN_FACE_PX)
      .describe(
        'Smaller faces are not looked for. Larger values cost less and find newcomers sooner: from 32 on a picture of 640×480 is one view instead of five.',
      ),
    model: z
      .string()
      .min(1)
      .default('edge')
      .describe(
        'Expression model: edge, swift (half the time a face), accurate (ten times), paper (the paper’s own), or the path of another.',
      ),
    labels: z
      .enum(LABEL_SETS)
      .default('crowd')
      .describe(
        'Whose labels an expression is named by: crowd, what most of ten people see in a face, or fer2013, those of FER2013, as in the paper.',
      ),
    engine: z
      .enum(ENGINES)
      .default('auto')
      .describe(
        'Network runtime: auto takes onnx-int8 where the model has a form in bytes, otherwise onnx, and tfjs where neither loads.',
      ),
    threads: z.int().min(1).max(8).default(1).describe('Threads of the network runtime.'),
    classificationsPerSecond: z
      .number()
      .min(1)
      .max(30)
      .default(10)
      .describe(
        'Expressions estimated per face and second, at most; a fifth of them, two a second at least, for a face that does not move.',
      ),
    smoothing: z
      .strictObject({
        enabled: z.boolean().default(true).describe('Filter probabilities over time.'),
        halfLifeMs: z
          .int()
          .min(20)
          .max(5000)
          .default(DEFAULT_SMOOTHING.halfLifeMs)
          .describe('Time in which the influence of an old frame halves.'),
      })
      .prefault({})
      .describe('How a label follows the frames.'),
    masks,
    stallMs: z
      .int()
      .min(2000)
      .max(120_000)
      .default(8000)
      .describe('A worker that does not answer for so long is replaced.'),
    maxTemperatureC: z
      .number()
      .min(0)
      .max(120)
      .default(80)
      .describe(
        'Above it fewer frames are analysed (a half, a quarter, an eighth) until the box is 5 °C cooler; 0 never.',
      ),
  })
  .prefault({})
  .describe('Finding, following and reading faces.');

const store = z
  .strictObject({
    dataDir: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder of the history. Absent: $STATE_DIRECTORY (systemd), else ~/.local/share/ekspresi.',
      ),
    observationsPerFaceSecond: z
      .number()
      .min(0.2)
      .max(30)
      .default(5)
      .describe('Most observations stored per face and second.'),
    visitSeconds: z
      .number()
      .min(0.1)
      .max(600)
      .default(3)
      .describe(
        'A face in view for at least so long is a visitor; for less it passed. A change counts stored faces again.',
      ),
    rawDays: z
      .number()
      .min(0)
      .max(4000)
      .default(30)
      .describe('Days that observations and faces are kept; 0 keeps them for ever.'),
    rollupDays: z
      .number()
      .min(0)
      .max(4000)
      .default(400)
      .describe('Days that sums per minute and hour are kept; 0 keeps them for ever.'),
    maxDatabaseMiB: z
      .number()
      .min(0)
      .default(8192)
      .describe(
        'The oldest observations go when the database is larger, or old events and minutes where those take most of it; 0 sets no limit.',
      ),
    minDiskFreeMiB: z
      .number()
      .min(0)
      .default(256)
      .describe('The oldest observations go when the disk has less left; 0 sets no limit.'),
    backupsKept: z.int().min(0).max(60).default(7).describe('Daily backups beside the database.'),
  })
  .prefault({})
  .describe('The history on this box.');

const dashboard = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .default('auto')
      .describe(
        'Address that the pages are served on: 0.0.0.0 is the whole network, 127.0.0.1 this machine; auto is the network for cameras and streams, this machine for drawn visitors and recordings.',
      ),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(8080)
      .describe('Port of the pages; 0 takes a free one.'),
    signIn: z
      .enum(['auto', 'always'])
      .default('auto')
      .describe(
        'Who must sign in: auto asks everybody unless only this machine can reach the pages.',
      ),
    preview: z
      .enum(['off', 'boxes', 'video'])
      .default('boxes')
      .describe('Live picture: off, boxes on an empty canvas, or the video.'),
    language: z.enum(['auto', 'en', 'id']).default('auto').describe('Language of the pages.'),
    timeZone: z
      .string()
      .min(1)
      .default('UTC')
      .refine(isTimeZone, { error: 'is not an IANA time zone such as Asia/Jakarta' })
      .describe('IANA name of the zone that pages show times in.'),
    tlsCertPath: z
      .string()
      .min(1)
      .optional()
      .describe('Certificate chain (PEM); with tlsKeyPath the pages are served by HTTPS only.'),
    tlsKeyPath: z.string().min(1).optional().describe('Private key of the certificate (PEM).'),
    allowedHosts: z
      .array(checkedText(allowedHostProblem))
      .max(MAX_ALLOWED_HOSTS)
      .default([])
      .describe(
        'Names that the box may be called by, besides addresses, localhost and *.local; *.example.org is every name below it.',
      ),
    evidenceVisitors: z
      .int()
      .min(1)
      .max(1000)
      .default(3)
      .describe('Fewest visitors that a happy share, a best hour or a heat-map cell stands on.'),
    evidenceSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(60)
      .describe('Least time in view that it stands on.'),
    trustedProxies: z
      .array(checkedText(trustedProxyProblem))
      .max(MAX_TRUSTED_PROXIES)
      .default([])
      .describe(
        'Addresses or ranges of reverse proxies whose X-Forwarded-For is believed; see docs/reverse-proxy.md.',
      ),
  })
  .refine(({ tlsCertPath, tlsKeyPath }) => !tlsCertPath === !tlsKeyPath, {
    error: 'tlsCertPath and tlsKeyPath go together',
    path: ['tlsKeyPath'],
  })
  .prefault({})
  .describe('The pages on the local network.');

const log = z
  .strictObject({
    level: z
      .enum(['debug', 'info', 'warn', 'error'])
      .default('info')
      .describe('Least level logged.'),
  })
  .prefault({})
  .describe('The log on standard error.');

/** Every setting, with its limits, default and description: the one source of the manual. */
export const configSchema = z.strictObject({
  source,
  camera,
  synthetic,
  inference,
  attention,
  store,
  dashboard,
  publish: publishSettings,
  log,
});

export type Config = z.infer<typeof configSchema>;
