import type { ProbabilityVector } from '../../core/expression.js';
import type { GrayFrame } from '../../core/frame.js';
import type { InferenceDue } from '../expression/adaptive-inference-rate.js';
import type { ExpressionClassifier } from '../expression/classifier.js';
import { meanGray } from '../low-light/light-level.js';
import { faceQuality } from '../quality/face-quality.js';
import { type TrackedFace, takeTurns } from './face-state.js';
import { classifyExpressions } from './landmark-stage.js';
import type { PipelineParts } from './pipeline-parts.js';
import { RateLimiter } from './rate-limiter.js';

/** What was read in a frame, and the faces that rested in it. */
export interface FrameClassifications {
  readonly read: readonly { readonly face: TrackedFace; readonly raw: ProbabilityVector }[];
  readonly resting: readonly TrackedFace[];
}

/** Reads the expressions of followed faces in turn, those that change first, and smooths them. */
export class ExpressionStage {
  readonly #classifier: ExpressionClassifier;
  readonly #turns: RateLimiter;
  readonly #repeats: RateLimiter;

  constructor({ classifier, settings }: PipelineParts) {
    this.#classifier = classifier;
    this.#turns = new RateLimiter(
      settings.classificationsPerSecond,
      settings.classificationsTogether,
    );
    this.#repeats = new RateLimiter(settings.classificationsPerSecond);
  }

  /**
   * Reads the faces that are awake and have their turn, in one run. `seen` is what the network looks
   * at; the light is that of `frame`, before the night view made the most of it.
   */
  async read(
    seen: GrayFrame,
    faces: readonly TrackedFace[],
    frame: GrayFrame,
  ): Promise<FrameClassifications> {
    const { resting, changing, rested } = byWakefulness(faces, frame.monotonicMs);
    const awake = [...changing, ...rested];
    const due = takeTurns(this.#turns, awake, frame.monotonicMs, changing);
    const places = due.map(({ track, memory }) => ({
      box: track.box,
      points: memory.eyes.landmarks,
    }));
    const readings = await classifyExpressions(seen, places, this.#classifier);
    const read = due.map((face, i) => {
      const { raw, sharpness } = readings[i]!;
      const { memory } = face;
      const { box } = places[i]!;
      memory.light = meanGray(frame, box);
      memory.quality = faceQuality({
        sizePx: Math.sqrt(box.width * box.height),
        sharpness,
        light: memory.light,
        landmarkConfidence: memory.eyes.confidence,
      });
      return { face, raw };
    });
    return { read, resting };
  }

  /** Tells the smoothers what was read, and those of resting faces the same again, as often. */
  smooth({ read, resting }: FrameClassifications, timeMs: number): void {
    for (const { face, raw } of read) {
      const { memory } = face;
      face.fresh = true;
      memory.rest.note(raw, memory.eyes.landmarks, timeMs);
      memory.reading = { raw, ...memory.smoother.update(raw, timeMs, memory.quality) };
    }
    for (const { memory } of takeTurns(this.#repeats, resting, timeMs)) {
      const { steady } = memory.rest;
      if (memory.reading === null || steady === null) continue;
      const { raw } = memory.reading;
      memory.reading = { raw, ...memory.smoother.update(steady, timeMs, memory.quality) };
    }
  }

  forget(key: number): void {
    this.#turns.forget(key);
    this.#repeats.forget(key);
  }
}

/** The faces by whether they are to be read. */
function byWakefulness(
  faces: readonly TrackedFace[],
  timeMs: number,
): Readonly<Record<InferenceDue, TrackedFace[]>> {
  const sorted: Record<InferenceDue, TrackedFace[]> = { resting: [], changing: [], rested: [] };
  for (const face of faces) {
    const { rest, eyes } = face.memory;
    sorted[rest.due(eyes.landmarks, timeMs)].push(face);
  }
  return sorted;
}
