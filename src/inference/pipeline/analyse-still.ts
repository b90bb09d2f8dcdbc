import { argMax, EXPRESSIONS, type Expression } from '../../core/expression.js';
import type { FaceObservation, FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import { lightLevelOf, meanGray } from '../low-light/light-level.js';
import { LowLightEnhancer } from '../low-light/low-light-enhancer.js';
import { faceQuality } from '../quality/face-quality.js';
import { Stopwatch } from '../schedule/stopwatch.js';
import { detectInStill } from './detect-in-still.js';
import type { PipelineParts } from './pipeline-parts.js';
import { classifyExpressions } from './run-networks.js';

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
    const best = argMax(raw);
    const { landmarks, ear, eyes, confidence } = reading;
    const faceLight = meanGray(frame, box);
    return {
      trackId: i + 1,
      box,
      raw,
      smoothed: raw,
      expression: EXPRESSIONS[best] as Expression,
      confidence: raw[best]!,
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
