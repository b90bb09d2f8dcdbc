import { z } from 'zod';
import { DEFAULT_LOOKING } from '../../inference/pose/looking.js';

const degrees = (least: number, most: number) => z.number().min(least).max(most);

/** When a head counts as turned to the screen. */
export const attention = z
  .strictObject({
    screenYawDegrees: degrees(-60, 60)
      .default(DEFAULT_LOOKING.screenYawDegrees)
      .describe(
        "Yaw of a head that is turned to the screen's middle; positive where the screen is to the right in the picture.",
      ),
    screenPitchDegrees: degrees(-45, 45)
      .default(DEFAULT_LOOKING.screenPitchDegrees)
      .describe('Its pitch; positive where the screen is below the camera.'),
    coneYawDegrees: degrees(5, 60)
      .default(DEFAULT_LOOKING.coneYawDegrees)
      .describe('How far to either side of it a head still looks at the screen.'),
    conePitchDegrees: degrees(5, 60)
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
