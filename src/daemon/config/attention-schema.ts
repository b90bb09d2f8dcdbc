import { z } from 'zod';
import { MAX_SCREEN_ANGLES, SCREEN_PLACES } from '../../core/screen-place.js';
import { DEFAULT_LOOKING } from '../../inference/pose/looking.js';

const cone = z.number().min(5).max(60);
const within = (degrees: number) => z.number().min(-degrees).max(degrees);

/** When a head counts as turned to the screen. */
export const attention = z
  .strictObject({
    screen: z
      .union([
        z.enum(SCREEN_PLACES),
        z.strictObject({
          yawDegrees: within(MAX_SCREEN_ANGLES.yawDegrees),
          pitchDegrees: within(MAX_SCREEN_ANGLES.pitchDegrees),
        }),
      ])
      .default('camera')
      .describe(
        'Where the middle of the screen is: at the camera, above, below, left or right of it as visitors see it, or the yaw and pitch of a head that faces it, {yawDegrees, pitchDegrees}, as the calibration under Settings measures them.',
      ),
    coneYawDegrees: cone
      .default(DEFAULT_LOOKING.coneYawDegrees)
      .describe('How far to either side of it a head still looks at the screen.'),
    conePitchDegrees: cone
      .default(DEFAULT_LOOKING.conePitchDegrees)
      .describe('How far above and below.'),
    watcherMs: z
      .int()
      .min(100)
      .max(600_000)
      .default(1000)
      .describe(
        'Milliseconds of looking in all from which on a face is a watcher. A change counts stored faces again.',
      ),
  })
  .prefault({})
  .describe('Who looks at the screen: by the orientation of the head, not the gaze.');
