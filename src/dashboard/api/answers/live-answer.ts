import { z } from 'zod';
import { measureFields } from './measure-fields.js';
import {
  count,
  durationMs,
  grayLevel,
  probabilitiesByName,
  rowNumber,
  timeMs,
} from './shared-parts.js';

const POINTS = 68;

const eyeRatio = z.number().min(0).nullable();

/** A face of the live picture, before it is stored. */
export const liveFace = z
  .strictObject({
    trackId: rowNumber('Number of the face within the run; never an identity.'),
    ...measureFields,
    smoothedByName: probabilitiesByName.describe('`smoothed` by name.'),
    rawByName: probabilitiesByName.describe('`raw` by name.'),
    eyes: z
      .strictObject({
        left: eyeRatio.describe("The face's own left eye; null where it is hidden."),
        right: eyeRatio.describe("The face's own right eye; null where it is hidden."),
      })
      .nullable()
      .describe('Eye aspect ratio of each eye; null where the eyes were not looked at.'),
    landmarks: z
      .array(z.tuple([z.number(), z.number()]))
      .length(POINTS)
      .nullable()
      .describe('68 points [x, y] of the face in pixels; null where they are not known.'),
    ageMs: durationMs('Time since the face was first seen'),
    blinkCount: z
      .int()
      .min(0)
      .nullable()
      .describe('Blinks since the face appeared; null where they cannot be counted.'),
  })
  .describe('One face in one analysed frame.');

export const endedFace = z
  .strictObject({
    trackId: rowNumber('Number of the face within the run.'),
    firstSeenMs: z.number().describe('When it was first seen; UTC epoch milliseconds.'),
    lastSeenMs: z.number().describe('When it was last seen; UTC epoch milliseconds.'),
    blinkCount: z.int().min(0).nullable().describe('Blinks; null where they were not counted.'),
  })
  .describe('A face that has left.');

export const stageTimes = z
  .strictObject({
    detectMs: durationMs('Finding faces'),
    trackMs: durationMs('Following them'),
    landmarksMs: durationMs('Points and eyes'),
    classifyMs: durationMs('Reading expressions'),
    smoothMs: durationMs('Filtering over time'),
    totalMs: durationMs('The whole frame'),
  })
  .describe('How long the stages of the analysis took.');

export const frameAnalysis = z
  .strictObject({
    generation: count(
      'Number of the worker that analysed it; track numbers of others mean others.',
    ),
    sequence: count('Number of the frame, from 0; frames left out leave gaps.'),
    capturedAtMs: timeMs('When the frame came'),
    monotonicMs: z.number().describe('The same on a clock that never jumps; milliseconds.'),
    mediaTimeS: z.number().describe('Place in the film, or time since the source began; seconds.'),
    width: z.int().min(1).describe('Width of the frame; pixels.'),
    height: z.int().min(1).describe('Height of the frame; pixels.'),
    light: grayLevel('Mean of the frame'),
    lightLevel: z.enum(['dark', 'dim', 'bright']).describe('The light in one word.'),
    faces: z.array(liveFace).describe('The faces in view.'),
    ended: z.array(endedFace).describe('Faces let go since the frame before.'),
    stages: stageTimes.describe('Time that the analysis took.'),
  })
  .describe('One analysed frame; also the data of each event of /api/v1/live/events.');

/** Answer of `/api/v1/live`. */
export const liveAnswer = z.strictObject({
  analysis: frameAnalysis.nullable().describe('Null before the first frame and without a source.'),
});
