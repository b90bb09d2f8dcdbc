import { z } from 'zod';
import { measureSumFields, storedMeasureFields, visitSumFields } from './measure-fields.js';
import {
  count,
  expressionDurations,
  expressionDurationsByName,
  expressionName,
  pageOf,
  probabilitiesByName,
  rowNumber,
  timeMs,
  wholeMs,
} from './shared-parts.js';

export const storedFace = z
  .strictObject({
    id: rowNumber('Number of the stay.'),
    runId: rowNumber('Run in which it was.'),
    trackId: rowNumber('Number of the face within the run; never an identity.'),
    firstSeenMs: timeMs('When it was first seen'),
    lastSeenMs: timeMs('When it was last seen'),
    dwellMs: wholeMs('Time from first to last, whatever the wall clock does'),
    visitor: z
      .boolean()
      .describe('In view for at least `store.visitSeconds`; otherwise it passed.'),
    present: z.boolean().describe('Still in view when last written.'),
    blinkCount: z.int().min(0).nullable().describe('Blinks; null where they were not counted.'),
    dominant: expressionName.describe('The expression shown longest.'),
    expressionMs: expressionDurations.describe('Milliseconds of each expression.'),
    expressionMsByName: expressionDurationsByName.describe('The same by name.'),
    observations: count('Observations stored, with those deleted since.'),
    ...visitSumFields,
    watcher: z
      .boolean()
      .nullable()
      .describe('Looked for at least `attention.watcherMs`; null in rows of earlier versions.'),
    firstLookMs: wholeMs('Time from the first sighting to the first look')
      .nullable()
      .describe('Milliseconds from the first sighting to the first look; null if it never looked.'),
  })
  .describe('Stay of one face.');

export const facePage = pageOf(storedFace, 'Stays in the order asked for.');

export const storedObservation = z
  .strictObject({
    id: rowNumber('Grows with every observation.'),
    faceId: rowNumber('The stay it belongs to.'),
    runId: count('Run in which it was; 0 where the stay is no longer stored.'),
    trackId: count('Number of the face within the run; 0 where the stay is no longer stored.'),
    atMs: timeMs('When it was'),
    ageMs: wholeMs('Time since the face was first seen'),
    mediaTimeMs: z
      .int()
      .nullable()
      .describe('Place of the frame in the recording, milliseconds; null for live pictures.'),
    ...storedMeasureFields,
    smoothedByName: probabilitiesByName.describe('`smoothed` by name.'),
    rawByName: probabilitiesByName.describe('`raw` by name.'),
  })
  .describe('One face at one moment.');

export const observationPage = pageOf(
  storedObservation,
  'Newest first. A page may be short, even empty, before the end.',
);

const audienceCount = (meaning: string) =>
  z.int().min(0).nullable().describe(`${meaning}; null where it is not known.`);

const audienceShare = (meaning: string) =>
  z.number().min(0).max(1).nullable().describe(`${meaning}; null where nothing is known.`);

const sums = {
  expressionMs: expressionDurations.describe('Face-milliseconds of each expression.'),
  expressionMsByName: expressionDurationsByName.describe('The same by name.'),
  facesSeen: count('Faces in view at some moment; not to be added up over buckets.'),
  facesAppeared: count('Faces whose stay began; may be added up.'),
  visitors: z
    .int()
    .min(0)
    .nullable()
    .describe('Of the faces that appeared, those that stayed `store.visitSeconds`; null: unknown.'),
  passed: z
    .int()
    .min(0)
    .nullable()
    .describe('Of the faces that appeared, the others; null where it is not known.'),
  facesLeft: count('Faces whose stay ended.'),
  meanDwellMs: z
    .number()
    .min(0)
    .nullable()
    .describe('Mean stay of the faces that left; milliseconds, null when none did.'),
  observations: count('Faces in analysed frames, stored or not.'),
  frames: count('Analysed frames; 0 when the kiosk was not watching.'),
  meanLight: z
    .number()
    .min(0)
    .max(255)
    .nullable()
    .describe('Mean of the frames; gray level 0…255, null without frames.'),
  ...measureSumFields,
  facesMeasured: audienceCount('Faces that appeared where attention was measured'),
  watchers: audienceCount('Of the faces that appeared, those that looked `attention.watcherMs`'),
  watchersStopped: audienceCount('Of the watchers, those that stayed `store.visitSeconds`'),
  watchersSmiled: audienceCount('Of those, the ones that smiled clearly for half a second'),
  conversion: audienceShare('Watchers over the faces that appeared'),
  attraction: audienceShare('Attention time over the time in view'),
  attentionExpressionMs: expressionDurations
    .nullable()
    .describe('Face-milliseconds of each expression while looking; null where it is not known.'),
  attentionExpressionMsByName: expressionDurationsByName.nullable().describe('The same by name.'),
  meanAttentionValence: z
    .number()
    .min(-1)
    .max(1)
    .nullable()
    .describe('Mean valence while looking, −1…1; null without any.'),
};

export const rollupSums = z.strictObject(sums).describe('Sums over a range.');

export const rollupBucket = z
  .strictObject({
    startMs: timeMs('Beginning'),
    endMs: timeMs('End, exclusive'),
    ...sums,
  })
  .describe('Sums over one minute, hour or day.');

/** Answer of `/api/v1/rollups`. */
export const rollupSeries = z.strictObject({
  unit: z
    .enum(['minute', 'hour', 'day'])
    .describe('As asked, or the next coarser that keeps the list below 3000 buckets.'),
  buckets: z
    .array(rollupBucket)
    .describe('Oldest first, without those in which the kiosk was not watching.'),
  unreadable: count('Minutes or hours left out because damage has made them impossible.'),
  totals: rollupSums.describe('Sums over the whole range.'),
});

export const storedEvent = z
  .strictObject({
    id: rowNumber('Grows with every event.'),
    atMs: timeMs('When it was'),
    level: z.enum(['info', 'warning', 'error']).describe('How bad it is.'),
    kind: z.string().describe('A word such as source-lost or history-deleted.'),
    message: z.string().describe('What happened, in English.'),
    details: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('Facts for programs, other ones for each kind; null without any.'),
  })
  .describe('Something that happened to the kiosk.');

export const eventPage = pageOf(storedEvent, 'Newest first.');

export const run = z
  .strictObject({
    id: rowNumber('Number of the run.'),
    startedAtMs: timeMs('When it began'),
    lastCommitAtMs: timeMs('When it last wrote: its end, unless it goes on'),
    endedCleanly: z
      .boolean()
      .describe('False while it goes on, and after a crash or a loss of power.'),
    version: z.string().describe('Version of the program.'),
    source: z.string().describe('Device, address or file.'),
    model: z.string().nullable().describe('The expression network; null where it is not known.'),
    engine: z.string().nullable().describe('What ran it; null where it is not known.'),
  })
  .describe('One start of the kiosk.');

/** Answer of `/api/v1/runs`. */
export const runList = z.strictObject({
  rows: z.array(run).describe('Newest first.'),
  unreadable: count('Rows left out because damage has made them impossible.'),
});
