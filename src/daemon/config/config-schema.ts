import { z } from 'zod';
import { CLASS_PRIORS, LABEL_SETS } from '../../core/expression.js';
import { MAX_MASKS } from '../../core/mask.js';
import { DEFAULT_SMOOTHING } from '../../inference/expression/expression-smoother.js';
import {
  DEBIAN_CASCADE_PATH,
  DEFAULT_MIN_FACE_PX,
  DETECTORS,
  ENGINES,
} from '../../inference/inference-settings.js';
import { publishSettings } from '../../publish/publish-settings.js';
import { attention } from './attention-schema.js';
import { dashboard } from './dashboard-schema.js';
import { kiosk } from './kiosk-schema.js';
import { site } from './site-schema.js';
import { camera, source } from './source-schema.js';

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
    prior: z
      .enum(CLASS_PRIORS)
      .default('natural')
      .describe(
        'How often each expression is expected: natural, as people show it, or flat, all seven alike, for posed expressions in a lab. Flat finds more of what is rare and is wrong more often on people at rest.',
      ),
    engine: z
      .enum(ENGINES)
      .default('auto')
      .describe(
        'Network runtime: auto takes onnx-int8 where the model has an INT8 model, otherwise onnx, and tfjs where neither loads.',
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
    contentMaxMinutes: z
      .int()
      .min(1)
      .max(1440)
      .default(60)
      .describe('A content that nobody ends is ended after so long, and counts in no report.'),
    sessionMaxMinutes: z
      .int()
      .min(1)
      .max(1440)
      .default(240)
      .describe('A session that nobody ends is ended after so long.'),
    backupsKept: z.int().min(0).max(60).default(7).describe('Daily backups beside the database.'),
  })
  .prefault({})
  .describe('The history on this box.');

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
  site,
  source,
  camera,
  synthetic,
  inference,
  attention,
  store,
  dashboard,
  kiosk,
  publish: publishSettings,
  log,
});

export type Config = z.infer<typeof configSchema>;
