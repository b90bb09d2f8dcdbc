import { expect, it } from 'vitest';
import { screenAngles } from '../../src/core/screen-place.js';

it('knows which way heads turn that face a screen beside the camera', () => {
  // By the signs of ISO/IEC 19794-5: positive yaw to the own left, positive pitch down.
  expect(screenAngles('below', false).pitchDegrees).toBeGreaterThan(0);
  expect(screenAngles('above', false).pitchDegrees).toBeLessThan(0);
  expect(screenAngles('left', false).yawDegrees).toBeGreaterThan(0);
  expect(screenAngles('right', false).yawDegrees).toBeLessThan(0);
  expect(screenAngles('left', true)).toEqual(screenAngles('right', false));
  expect(screenAngles('below', true)).toEqual(screenAngles('below', false));
  const measured = { yawDegrees: 9, pitchDegrees: -4 };
  expect(screenAngles(measured, true)).toEqual(measured);
});
