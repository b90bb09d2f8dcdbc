import type { Box } from '../../core/box.js';
import { argMax } from '../../core/expression.js';
import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { type DetectorScores, requiredConfidence } from '../detection/detector.js';
import { searchStill, searchTurned } from '../detection/search-still.js';
import { expressionReading } from '../expression/expression-reading.js';
import type { FaceLandmarks, Landmarker } from '../landmarks/landmarker.js';
import { lightLevelOf, meanGray } from '../low-light/light-level.js';
import { LowLightEnhancer } from '../low-light/low-light-enhancer.js';
import { LookingFilter } from '../pose/looking.js';
import { faceQuality } from '../quality/face-quality.js';
import { isSameFace } from '../tracking/detections.js';
import { classifyExpressions } from './expression-stage.js';
import { type LandmarkResult, landmarkResult, NO_LANDMARKS } from './landmark-result.js';
import type { PipelineParts } from './pipeline-parts.js';
import { Stopwatch } from './stopwatch.js';

/** A turned candidate is a face when the landmark network is at least so confident. */
const TURNED_CONFIDENCE = 0.75;

/** A face of a single picture. */
export interface StillFace {
  readonly box: Box;
  readonly landmarkResult: LandmarkResult;
}

/**
 * Analyses a picture on its own: detect → landmarks → classify. Every detection is a face, numbered
 * from left to right; the smoothed probabilities are the raw ones and nothing is counted over time.
 */
export async function analyseStill(frame: GrayFrame, parts: PipelineParts): Promise<FrameAnalysis> {
  const stages = new Stopwatch(parts.clock);
  const light = meanGray(frame);
  const seen = new LowLightEnhancer().enhance(frame, light);
  const found = await detectInStill(seen, parts);
  found.sort((a, b) => a.box.x - b.box.x);
  stages.lap('detectMs');
  const places = found.map(({ box, landmarkResult: { landmarks } }) => ({ box, landmarks }));
  const classified = await classifyExpressions(seen, places, parts.classifier);
  stages.lap('classifyMs');
  const faces = found.map(({ box, landmarkResult: result }, i): FaceObservation => {
    const { raw, sharpness } = classified[i]!;
    const { landmarks, ear, eyes, confidence, pose } = result;
    const faceLight = meanGray(frame, box);
    return {
      trackId: i + 1,
      box,
      raw,
      ...expressionReading(raw, argMax(raw), parts.classifier.output.clearThreshold),
      ...new LookingFilter(parts.settings.looking).update(pose, 0),
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
    generation: 0,
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

/**
 * Every face of a picture, highest score first. The landmark network verifies each detection where
 * there is one: measured by `node bench/run.js still-recall` it removes half of the false faces and
 * adds those that the detector scores low. Where nobody is found, turned pictures are searched too.
 */
export async function detectInStill(
  frame: GrayFrame,
  { detector, landmarker, settings }: PipelineParts,
): Promise<StillFace[]> {
  const { maxStillFaces, minFacePx } = settings;
  const detections = await searchStill(frame, detector, minFacePx);
  if (landmarker === null) {
    const sure = detections.filter(({ score }) => score >= detector.scores.min);
    return sure.slice(0, maxStillFaces).map(({ box }) => ({ box, landmarkResult: NO_LANDMARKS }));
  }
  const verified = await verify(frame, detections, detector.scores, landmarker);
  if (verified.length > 0) return verified.slice(0, maxStillFaces);
  const candidates = await searchTurned(frame, detector, minFacePx);
  return onlyConfident(frame, candidates, landmarker);
}

/** The detections of which the landmark network is as confident as their score demands. */
async function verify(
  frame: GrayFrame,
  detections: readonly { readonly box: Box; readonly score: number }[],
  scores: DetectorScores,
  landmarker: Landmarker,
): Promise<StillFace[]> {
  const lowest = Math.min(scores.min, scores.candidate);
  const candidates = detections.filter(({ score }) => score >= lowest);
  const located = await locateTwice(
    frame,
    candidates.map(({ box }) => box),
    landmarker,
  );
  const faces: { readonly face: StillFace; readonly around: Box }[] = [];
  for (const [i, { box, score }] of candidates.entries()) {
    const found = located[i]!;
    if (found.confidence < requiredConfidence(score, scores)) continue;
    const around = landmarker.boxAround(found.points);
    if (score < scores.min && faces.some((other) => isSameFace(other.around, around))) continue;
    const known = found.confidence < landmarker.manifest.minConfidence ? null : found;
    faces.push({ face: { box, landmarkResult: landmarkResult(known) }, around });
  }
  return faces.map(({ face }) => face);
}

async function onlyConfident(
  frame: GrayFrame,
  candidates: readonly Box[],
  landmarker: Landmarker,
): Promise<StillFace[]> {
  const located = await locateTwice(frame, candidates, landmarker);
  const confident = located
    .filter(({ confidence }) => confidence >= TURNED_CONFIDENCE)
    .sort((a, b) => b.confidence - a.confidence)
    .map((found) => ({
      box: landmarker.boxAround(found.points),
      landmarkResult: landmarkResult(found),
    }));
  const faces: StillFace[] = [];
  for (const face of confident) {
    if (!faces.some((other) => isSameFace(other.box, face.box))) faces.push(face);
  }
  return faces;
}

/** Landmarks whatever their confidence, located a second time where the first ones lie. */
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
