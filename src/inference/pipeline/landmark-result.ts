import type { EyeRatios, Point } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { eyeRatios, levelled } from '../eyes/ear.js';
import type { LandmarkPlace } from '../landmarks/landmark-region.js';
import type { FaceLandmarks, Landmarker } from '../landmarks/landmarker.js';
import { type HeadPose, headPose } from '../pose/head-pose.js';

/** Less certain landmarks, or such as lie otherwise than a head's, have no pose. */
const POSE_CONFIDENCE = 0.6;
const MOST_RESIDUAL = 0.12;

/** The newest landmarks of a face and what follows from them. */
export interface LandmarkResult {
  readonly landmarks: readonly Point[] | null;
  readonly ear: number | null;
  readonly eyes: EyeRatios | null;
  readonly confidence: number | null;
  readonly pose: HeadPose | null;
}

export const NO_LANDMARKS: LandmarkResult = {
  landmarks: null,
  ear: null,
  eyes: null,
  confidence: null,
  pose: null,
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
  const pose = poseOf(found);
  const { ear, eyes } = levelled(eyeRatios(found.points), pose?.pitchDegrees ?? null);
  const { points: landmarks, confidence } = found;
  return { landmarks, ear, eyes, confidence, pose };
}

function poseOf({ points, confidence }: FaceLandmarks): HeadPose | null {
  const pose = confidence < POSE_CONFIDENCE ? null : headPose(points);
  return pose === null || pose.residual > MOST_RESIDUAL ? null : pose;
}
