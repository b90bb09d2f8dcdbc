import type { Box } from '../../core/box.js';
import type { GrayFrame } from '../../core/frame.js';
import { boxAroundPoints } from '../landmarks/landmark-region.js';
import type { FaceLandmarks, Landmarker } from '../landmarks/landmarker.js';
import { isSameFace } from '../tracking/clean-detections.js';
import { type LandmarkResult, NO_LANDMARKS } from './face-state.js';
import type { PipelineParts } from './pipeline-parts.js';
import { landmarkResult } from './run-networks.js';

/** What the detector only faintly sees is a face when the landmark network is so sure of it. */
const SURE = 0.75;

/** A face of a single picture. */
export interface StillFace {
  readonly box: Box;
  readonly eyes: LandmarkResult;
}

/**
 * Every face of a picture, surest first. The landmark network has the last word where there is one:
 * measured by `node bench/run.js still-recall` it takes away half of the false faces, and where
 * the detector finds nobody it picks the face out of its faint and turned candidates.
 */
export async function detectInStill(
  frame: GrayFrame,
  { finder, landmarker, settings }: PipelineParts,
): Promise<StillFace[]> {
  const detections = (await finder.findAll(frame)).slice(0, settings.maxStillFaces);
  const boxes = detections.map(({ box }) => box);
  if (landmarker === null) return boxes.map((box) => ({ box, eyes: NO_LANDMARKS }));
  const located = await locateTwice(frame, boxes, landmarker);
  const faces = detections
    .map((face, i) => ({ face, found: located[i]! }))
    .filter(({ face, found }) => found.confidence >= face.confidenceNeeded)
    .map(({ face, found }) => ({
      box: face.box,
      eyes: landmarkResult(sureOrNull(found, landmarker)),
    }));
  if (faces.length > 0) return faces;
  return lookHarder(frame, await finder.findLowScoreCandidates(frame), landmarker);
}

async function lookHarder(
  frame: GrayFrame,
  candidates: readonly Box[],
  landmarker: Landmarker,
): Promise<StillFace[]> {
  const located = await locateTwice(frame, candidates, landmarker);
  const sure = located
    .filter(({ confidence }) => confidence >= SURE)
    .sort((a, b) => b.confidence - a.confidence)
    .map((found) => ({
      box: boxAroundPoints(found.points, landmarker.manifest.crop),
      eyes: landmarkResult(found),
    }));
  const faces: StillFace[] = [];
  for (const face of sure) {
    if (!faces.some((other) => isSameFace(other.box, face.box))) faces.push(face);
  }
  return faces;
}

/** Points whatever their confidence, looked for a second time where the first ones say. */
async function locateTwice(
  frame: GrayFrame,
  boxes: readonly Box[],
  landmarker: Landmarker,
): Promise<FaceLandmarks[]> {
  const first = await landmarker.locateAll(
    frame,
    boxes.map((box) => ({ box, previous: null })),
  );
  if (landmarker.manifest.crop.fromLandmarks === undefined) return first;
  const places = boxes.map((box, i) => ({ box, previous: first[i]!.points }));
  return landmarker.locateAll(frame, places);
}

function sureOrNull(found: FaceLandmarks, { manifest }: Landmarker): FaceLandmarks | null {
  return found.confidence < manifest.minConfidence ? null : found;
}
