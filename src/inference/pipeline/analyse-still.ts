import type { Box } from '../../core/box.js';
import { argMax } from '../../core/expression.js';
import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { expressionReading } from '../expression/expression-reading.js';
import { boxAroundPoints } from '../landmarks/landmark-region.js';
import type { FaceLandmarks, Landmarker } from '../landmarks/landmarker.js';
import { lightLevelOf, meanGray } from '../low-light/light-level.js';
import { LowLightEnhancer } from '../low-light/low-light-enhancer.js';
import { faceQuality } from '../quality/face-quality.js';
import { isSameFace } from '../tracking/detections.js';
import { type LandmarkResult, NO_LANDMARKS } from './face-state.js';
import { classifyExpressions, landmarkResult } from './landmark-stage.js';
import type { PipelineParts } from './pipeline-parts.js';
import { Stopwatch } from './stopwatch.js';

/**
 * Analyses a picture on its own: every detection is a face, numbered from left to right; the
 * smoothed probabilities are the raw ones and nothing is counted over time.
 */
export async function analyseStill(frame: GrayFrame, parts: PipelineParts): Promise<FrameAnalysis> {
  const stages = new Stopwatch(parts.clock);
  const light = meanGray(frame);
  const seen = new LowLightEnhancer().enhance(frame, light);
  const found = await detectInStill(seen, parts);
  found.sort((a, b) => a.box.x - b.box.x);
  const places = found.map(({ box, eyes }) => ({ box, points: eyes.landmarks }));
  stages.lap('detectMs');
  const readings = await classifyExpressions(seen, places, parts.classifier);
  stages.lap('classifyMs');
  const faces = found.map(({ box, eyes: reading }, i): FaceObservation => {
    const { raw, sharpness } = readings[i]!;
    const { landmarks, ear, eyes, confidence } = reading;
    const faceLight = meanGray(frame, box);
    return {
      trackId: i + 1,
      box,
      raw,
      ...expressionReading(raw, argMax(raw)),
      ear,
      eyes,
      blink: false,
      landmarks,
      quality: faceQuality({
        sizePx: Math.sqrt(box.width * box.height),
        sharpness,
        light: faceLight,
        landmarkConfidence: confidence,
      }),
      light: faceLight,
      ageMs: 0,
      fresh: true,
      blinkCount: null,
    };
  });
  return {
    sequence: frame.sequence,
    capturedAtMs: frame.capturedAtMs,
    monotonicMs: frame.monotonicMs,
    mediaTimeS: frame.mediaTimeS,
    width: frame.width,
    height: frame.height,
    light,
    lightLevel: lightLevelOf(light),
    faces,
    ended: [],
    stages: stages.times(),
  };
}

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
