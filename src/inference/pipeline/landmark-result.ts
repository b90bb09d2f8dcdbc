import type { EyeRatios, Point } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { eyeRatios } from '../eyes/ear.js';
import type { LandmarkPlace } from '../landmarks/landmark-region.js';
import type { FaceLandmarks, Landmarker } from '../landmarks/landmarker.js';

/** The newest landmarks of a face and what follows from them. */
export interface LandmarkResult {
  readonly landmarks: readonly Point[] | null;
  readonly ear: number | null;
  readonly eyes: EyeRatios | null;
  readonly confidence: number | null;
}

export const NO_LANDMARKS: LandmarkResult = {
  landmarks: null,
  ear: null,
  eyes: null,
  confidence: null,
};

/** Landmarks and eye aspect ratios of the faces at `places`, in one run of the network. */
export async function detectLandmarks(
  frame: GrayFrame,
  places: readonly LandmarkPlace[],
  landmarker: Landmarker,
): Promise<LandmarkResult[]> {
  const located = await landmarker.locate(frame, places);
  return located.map(landmarkResult);
}

/** Landmarks with the eye aspect ratios; null stands for a face whose landmarks are not known. */
export function landmarkResult(found: FaceLandmarks | null): LandmarkResult {
  if (found === null) return { ...NO_LANDMARKS, confidence: 0 };
  const { ear, eyes } = eyeRatios(found.points);
  return { landmarks: found.points, ear, eyes, confidence: found.confidence };
}
