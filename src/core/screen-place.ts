/** Where the middle of the screen is, as visitors see it from in front. */
export const SCREEN_PLACES = ['camera', 'above', 'below', 'left', 'right'] as const;

/** How a head is turned that faces the middle of the screen, by the signs of yaw and pitch. */
export interface ScreenAngles {
  readonly yawDegrees: number;
  readonly pitchDegrees: number;
}

export type ScreenPlace = (typeof SCREEN_PLACES)[number] | ScreenAngles;

/** The largest angles that a screen may be away from the camera. */
export const MAX_SCREEN_ANGLES: ScreenAngles = { yawDegrees: 60, pitchDegrees: 45 };

/** A screen a metre high, seen from two metres: its middle is half a metre from its edge. */
const VERTICAL_DEGREES = 14;
/** A screen twice as wide as high at the side of the camera. */
const HORIZONTAL_DEGREES = 20;

const NAMED: Readonly<Record<(typeof SCREEN_PLACES)[number], ScreenAngles>> = {
  camera: { yawDegrees: 0, pitchDegrees: 0 },
  above: { yawDegrees: 0, pitchDegrees: -VERTICAL_DEGREES },
  below: { yawDegrees: 0, pitchDegrees: VERTICAL_DEGREES },
  // Who turns to the own left is seen to turn to the picture's right.
  left: { yawDegrees: HORIZONTAL_DEGREES, pitchDegrees: 0 },
  right: { yawDegrees: -HORIZONTAL_DEGREES, pitchDegrees: 0 },
};

/**
 * The angles of a place. In a mirrored picture people turn the other way; angles that are given as
 * numbers were measured in the picture as it is analysed and stay.
 */
export function screenAngles(place: ScreenPlace, isMirrored: boolean): ScreenAngles {
  if (typeof place !== 'string') return place;
  const { yawDegrees, pitchDegrees } = NAMED[place];
  return { yawDegrees: isMirrored ? 0 - yawDegrees : yawDegrees, pitchDegrees };
}
