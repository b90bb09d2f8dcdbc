import type { GrayFrame } from '../../core/frame.js';
import type { EmbeddingExtractor } from '../appearance/embedding.js';
import { faceCrop } from '../expression/face-crop.js';
import type { Landmarker } from '../landmarks/landmarker.js';
import type { Detection } from '../tracking/detections.js';
import { detectLandmarks, type LandmarkResult, NO_LANDMARKS } from './landmark-result.js';

/** The detections of a frame, some with an embedding, and the landmarks that are known of some. */
export interface EmbeddedDetections {
  readonly detections: readonly Detection[];
  readonly landmarks: ReadonlyMap<Detection, LandmarkResult>;
}

/**
 * Adds an embedding to the detections with the indices `wanted`. Crops are aligned by the eyes,
 * which tells people apart far better than the box does (`node bench/run.js appearance`), so
 * landmarks that are not `known` are located first; a face without confident landmarks gets no
 * embedding rather than a wrong one.
 */
export async function embedDetections(
  frame: GrayFrame,
  found: readonly Detection[],
  wanted: readonly number[],
  known: ReadonlyMap<Detection, LandmarkResult>,
  landmarker: Landmarker | null,
  extractor: EmbeddingExtractor,
): Promise<EmbeddedDetections> {
  const detections = [...found];
  const landmarks = new Map(known);
  for (const index of wanted) {
    const detection = found[index]!;
    const result = known.get(detection) ?? (await located(frame, detection, landmarker));
    if (landmarker !== null && result.landmarks === null) {
      landmarks.set(detection, result);
      continue;
    }
    const crop = faceCrop(frame, detection.box, result.landmarks);
    const embedded: Detection = { ...detection, embedding: extractor.describe(crop) };
    detections[index] = embedded;
    if (landmarker !== null) landmarks.set(embedded, result);
  }
  return { detections, landmarks };
}

async function located(
  frame: GrayFrame,
  { box }: Detection,
  landmarker: Landmarker | null,
): Promise<LandmarkResult> {
  if (landmarker === null) return NO_LANDMARKS;
  const [result] = await detectLandmarks(frame, [{ box, previous: null }], landmarker);
  return result!;
}
