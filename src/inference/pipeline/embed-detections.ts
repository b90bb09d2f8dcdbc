import type { GrayFrame } from '../../core/frame.js';
import type { EmbeddingExtractor } from '../appearance/embedding.js';
import { faceCrop } from '../expression/face-crop.js';
import type { Landmarker } from '../landmarks/landmarker.js';
import type { Detection } from '../tracking/track-types.js';
import { type LandmarkResult, NO_LANDMARKS } from './face-state.js';
import { detectLandmarks } from './landmark-stage.js';

/** The detections of a frame, some with looks, and the points that are known of some. */
export interface EmbeddedDetections {
  readonly detections: readonly Detection[];
  readonly readings: ReadonlyMap<Detection, LandmarkResult>;
}

/**
 * Adds the looks to the detections with the indices `wanted`. Crops are cut by the eyes, which tells
 * people apart far better than the box does (`node bench/run.js appearance`), so points that are not
 * in `known` are looked for first; a face whose points are not sure gets no looks rather than wrong
 * ones.
 */
export async function embedDetections(
  frame: GrayFrame,
  found: readonly Detection[],
  wanted: readonly number[],
  known: ReadonlyMap<Detection, LandmarkResult>,
  landmarker: Landmarker | null,
  looks: EmbeddingExtractor,
): Promise<EmbeddedDetections> {
  const detections = [...found];
  const readings = new Map(known);
  for (const index of wanted) {
    const detection = found[index]!;
    const reading = known.get(detection) ?? (await firstReading(frame, detection, landmarker));
    if (landmarker !== null && reading.landmarks === null) {
      readings.set(detection, reading);
      continue;
    }
    const crop = faceCrop(frame, detection.box, reading.landmarks);
    const described: Detection = { ...detection, embedding: looks.describe(crop) };
    detections[index] = described;
    if (landmarker !== null) readings.set(described, reading);
  }
  return { detections, readings };
}

async function firstReading(
  frame: GrayFrame,
  { box }: Detection,
  landmarker: Landmarker | null,
): Promise<LandmarkResult> {
  if (landmarker === null) return NO_LANDMARKS;
  const [reading] = await detectLandmarks(frame, [{ box, previous: null }], landmarker);
  return reading!;
}
