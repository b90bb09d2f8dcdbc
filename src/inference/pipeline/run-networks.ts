import type { Box } from '../../core/box.js';
import type { ProbabilityVector } from '../../core/expression.js';
import type { Point } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { faceCrop } from '../crop/aligned-crop.js';
import { EXPRESSION_CROP_SIDE } from '../crop/expression-crop.js';
import type { ExpressionClassifier } from '../expression/classifier.js';
import { eyeRatios } from '../eyes/ear.js';
import type { LandmarkPlace } from '../landmarks/landmark-region.js';
import type { FaceLandmarks, Landmarker } from '../landmarks/landmarker.js';
import { laplacianVariance } from '../quality/face-quality.js';
import { type LandmarkResult, NO_LANDMARKS } from './face-state.js';

/** The landmarks and eyes of the faces at `places`, in one run of the network. */
export async function detectLandmarks(
  frame: GrayFrame,
  places: readonly LandmarkPlace[],
  landmarker: Landmarker,
): Promise<LandmarkResult[]> {
  const located = await landmarker.locate(frame, places);
  return located.map(landmarkResult);
}

/** What points say of the eyes; null for a face whose points are not known. */
export function landmarkResult(found: FaceLandmarks | null): LandmarkResult {
  if (found === null) return { ...NO_LANDMARKS, confidence: 0 };
  const { ear, eyes } = eyeRatios(found.points);
  return { landmarks: found.points, ear, eyes, confidence: found.confidence };
}

/** Raw probabilities of a face and the sharpness of the crop they come from. */
export interface CropClassification {
  readonly raw: ProbabilityVector;
  readonly sharpness: number;
}

/** A face whose expression is asked for; its points where they are known. */
export interface FacePlace {
  readonly box: Box;
  readonly points: readonly Point[] | null;
}

/** The expressions of `faces`, in one run of the network. */
export async function classifyExpressions(
  frame: GrayFrame,
  faces: readonly FacePlace[],
  classifier: ExpressionClassifier,
): Promise<CropClassification[]> {
  if (faces.length === 0) return [];
  const crops = faces.map(({ box, points }) => faceCrop(frame, box, points));
  const probabilities = await classifier.classify(crops);
  const side = EXPRESSION_CROP_SIDE;
  return probabilities.map((raw, i) => ({
    raw,
    sharpness: laplacianVariance(crops[i]!, side, side),
  }));
}
