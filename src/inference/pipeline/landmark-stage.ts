import { type Box, intersectionOverUnion } from '../../core/box.js';
import type { ProbabilityVector } from '../../core/expression.js';
import type { Point } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import type { ExpressionClassifier } from '../expression/classifier.js';
import { EXPRESSION_CROP_SIDE, faceCrop } from '../expression/face-crop.js';
import { eyeRatios } from '../eyes/ear.js';
import { boxAroundPoints, type LandmarkPlace } from '../landmarks/landmark-region.js';
import type { FaceLandmarks, Landmarker } from '../landmarks/landmarker.js';
import { laplacianVariance } from '../quality/face-quality.js';
import type { Detection, PredictedTrack } from '../tracking/track-types.js';
import { type FaceState, type LandmarkResult, NO_LANDMARKS } from './face-state.js';

/** Confidence of the points from which on they alone say where the face is. */
const SURE = 0.7;
/** Farther from where it was expected the network looks at something else. */
const LEAST_OVERLAP = 0.3;

/** A followed face found again by its points. */
export interface LandmarkSighting {
  readonly detection: Detection;
  readonly reading: LandmarkResult;
}

/**
 * Finds followed faces again by running the landmark network where their points are expected, all
 * in one run: several times cheaper than a search with the cascades, steadier, and it sees heads that
 * are turned or tilted. By key of the track; faces that it is not sure of are left out.
 */
export async function trackByLandmarks(
  frame: GrayFrame,
  expected: readonly PredictedTrack[],
  memories: ReadonlyMap<number, FaceState>,
  landmarker: Landmarker,
): Promise<ReadonlyMap<number, LandmarkSighting>> {
  const places = expected.flatMap((track) => {
    const eyes = memories.get(track.key)?.eyes;
    if (!track.confirmed || !eyes?.landmarks || (eyes.confidence ?? 0) < SURE) return [];
    const last = boxAroundPoints(eyes.landmarks, landmarker.manifest.crop);
    const previous = shifted(eyes.landmarks, last, track.box);
    return [{ key: track.key, box: track.box, previous }];
  });
  const readings = await detectLandmarks(frame, places, landmarker);
  const sightings = new Map<number, LandmarkSighting>();
  for (const [i, { key, box: expectedBox }] of places.entries()) {
    const reading = readings[i]!;
    if (reading.landmarks === null || (reading.confidence ?? 0) < SURE) continue;
    const box = boxAroundPoints(reading.landmarks, landmarker.manifest.crop);
    if (intersectionOverUnion(box, expectedBox) < LEAST_OVERLAP) continue;
    sightings.set(key, { detection: { box, score: reading.confidence ?? 0 }, reading });
  }
  return sightings;
}

/** The points moved as the box is expected to have moved. */
function shifted(points: readonly Point[], from: Box, to: Box): Point[] {
  const dx = to.x + to.width / 2 - from.x - from.width / 2;
  const dy = to.y + to.height / 2 - from.y - from.height / 2;
  return points.map(([x, y]): Point => [x + dx, y + dy]);
}

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
