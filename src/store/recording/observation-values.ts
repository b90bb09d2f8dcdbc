import type { FaceObservation } from '../../core/face.js';
import { expressionNumber, RAW_COLUMNS, SCALE, SMOOTHED_COLUMNS } from '../expression-columns.js';

/** Columns of `observations` in the order of {@link observationValues}. */
export const OBSERVATION_COLUMNS = [
  'id',
  'face_id',
  'at_ms',
  'age_ms',
  'expression',
  ...SMOOTHED_COLUMNS,
  ...RAW_COLUMNS,
  'ear',
  'blink',
  'fresh',
  'box_x',
  'box_y',
  'box_width',
  'box_height',
  'light',
  'quality',
] as const;

/** One row of `observations`, all integers. */
export type ObservationValues = readonly (number | null)[];

export interface ObservationPlace {
  readonly id: number;
  readonly faceId: number;
  readonly atMs: number;
  readonly blink: boolean;
}

/** Packs an observation: fractions in 1/{@link SCALE}, light in tenths of a gray level. */
export function observationValues(
  place: ObservationPlace,
  observation: FaceObservation,
): ObservationValues {
  return [
    place.id,
    place.faceId,
    whole(place.atMs),
    whole(observation.ageMs),
    expressionNumber(observation.expression),
    ...SMOOTHED_COLUMNS.map((_, i) => scaled(observation.smoothed[i])),
    ...RAW_COLUMNS.map((_, i) => scaled(observation.raw[i])),
    observation.ear === null ? null : scaled(observation.ear),
    place.blink ? 1 : 0,
    observation.fresh ? 1 : 0,
    whole(observation.box.x),
    whole(observation.box.y),
    whole(observation.box.width),
    whole(observation.box.height),
    whole(observation.light * 10),
    scaled(observation.quality),
  ];
}

function scaled(value: number | undefined): number {
  return whole((value ?? 0) * SCALE);
}

/** A number that is not finite would break the whole batch for one bad value. */
function whole(value: number): number {
  return Number.isFinite(value) ? Math.round(value) : 0;
}
