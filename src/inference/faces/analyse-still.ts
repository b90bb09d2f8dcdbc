import type { Box } from '../../core/box.js';
import { argMax, EXPRESSIONS, type Expression } from '../../core/expression.js';
import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import type { Landmarker } from '../landmarks.js';
import { lightLevelOf, meanGray } from '../light.js';
import { faceQuality } from '../quality/face-quality.js';
import { StageClock } from '../schedule/stage-clock.js';
import { type EyeReading, NO_EYES } from './face-memory.js';
import type { PipelineParts } from './pipeline-parts.js';
import { readExpressions, readEyes } from './read-faces.js';

/**
 * Analyses a picture on its own: every detection is a face, numbered from left to right; the
 * smoothed probabilities are the raw ones and nothing is counted over time.
 */
export async function analyseStill(frame: GrayFrame, parts: PipelineParts): Promise<FrameAnalysis> {
  const stages = new StageClock(parts.clock);
  const boxes = parts.finder
    .findAll(frame)
    .slice(0, parts.settings.maxStillFaces)
    .map((detection) => detection.box)
    .sort((a, b) => a.x - b.x);
  stages.lap('detectMs');
  const eyes = parts.landmarker === null ? [] : await readEyesTwice(frame, boxes, parts.landmarker);
  stages.lap('landmarksMs');
  const readings = await readExpressions(frame, boxes, parts.classifier);
  stages.lap('classifyMs');
  const faces = boxes.map((box, i): FaceObservation => {
    const { raw, sharpness } = readings[i]!;
    const best = argMax(raw);
    const { landmarks, ear, eyes: ratios, confidence } = eyes[i] ?? NO_EYES;
    const light = meanGray(frame, box);
    return {
      trackId: i + 1,
      box,
      raw,
      smoothed: raw,
      expression: EXPRESSIONS[best] as Expression,
      confidence: raw[best]!,
      ear,
      eyes: ratios,
      blink: false,
      landmarks,
      quality: faceQuality({
        sizePx: Math.sqrt(box.width * box.height),
        sharpness,
        light,
        landmarkConfidence: confidence,
      }),
      light,
      ageMs: 0,
      fresh: true,
      blinkCount: null,
    };
  });
  const light = meanGray(frame);
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

/** Looks a second time with the crop that the first points give. */
async function readEyesTwice(
  frame: GrayFrame,
  boxes: readonly Box[],
  landmarker: Landmarker,
): Promise<EyeReading[]> {
  const first = await readEyes(
    frame,
    boxes.map((box) => ({ box, previous: null })),
    landmarker,
  );
  if (landmarker.manifest.crop.fromLandmarks === undefined) return first;
  return readEyes(
    frame,
    boxes.map((box, i) => ({ box, previous: first[i]!.landmarks })),
    landmarker,
  );
}
