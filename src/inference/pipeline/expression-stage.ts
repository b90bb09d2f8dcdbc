import type { Box } from '../../core/box.js';
import type { ProbabilityVector } from '../../core/expression.js';
import type { Point } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import type { InferenceDue } from '../expression/adaptive-inference-rate.js';
import type { ExpressionClassifier } from '../expression/classifier.js';
import { EXPRESSION_CROP_SIDE, faceCrop } from '../expression/face-crop.js';
import { meanGray } from '../low-light/light-level.js';
import { faceQuality, laplacianVariance } from '../quality/face-quality.js';
import { type TrackedFace, takeTurns } from './face-state.js';
import type { PipelineParts } from './pipeline-parts.js';
import { RateLimiter } from './rate-limiter.js';

/** Raw probabilities of a face and the sharpness of the crop they come from. */
interface CropClassification {
  readonly raw: ProbabilityVector;
  readonly sharpness: number;
}

/** A face to classify, with its landmarks where they are known. */
interface FacePlace {
  readonly box: Box;
  readonly landmarks: readonly Point[] | null;
}

/** The expressions of `faces`, in one run of the network. */
export async function classifyExpressions(
  frame: GrayFrame,
  faces: readonly FacePlace[],
  classifier: ExpressionClassifier,
): Promise<CropClassification[]> {
  if (faces.length === 0) return [];
  const crops = faces.map(({ box, landmarks }) => faceCrop(frame, box, landmarks));
  const probabilities = await classifier.classify(crops);
  const side = EXPRESSION_CROP_SIDE;
  return probabilities.map((raw, i) => ({
    raw,
    sharpness: laplacianVariance(crops[i]!, side, side),
  }));
}

/** The faces classified in a frame, and those that are skipped since they do not change. */
interface FrameClassifications {
  readonly classified: readonly { readonly face: TrackedFace; readonly raw: ProbabilityVector }[];
  readonly skipped: readonly TrackedFace[];
}

/** Classifies the expressions of followed faces, those that change first, and smooths them. */
export class ExpressionStage {
  readonly #classifier: ExpressionClassifier;
  readonly #limiter: RateLimiter;
  readonly #repeatLimiter: RateLimiter;

  constructor({ classifier, settings }: Pick<PipelineParts, 'classifier' | 'settings'>) {
    const { classificationsPerSecond, classificationsTogether } = settings;
    this.#classifier = classifier;
    this.#limiter = new RateLimiter(classificationsPerSecond, classificationsTogether);
    this.#repeatLimiter = new RateLimiter(classificationsPerSecond);
  }

  /**
   * Classifies the faces that are due and have their turn, in one run. The network sees `seen`; the
   * light is that of `frame`, before low-light enhancement.
   */
  async classify(
    seen: GrayFrame,
    faces: readonly TrackedFace[],
    frame: GrayFrame,
  ): Promise<FrameClassifications> {
    const { skip, changed, due } = byInferenceDue(faces, frame.monotonicMs);
    const waiting = [...changed, ...due];
    const taken = takeTurns(this.#limiter, waiting, frame.monotonicMs, changed);
    const places = taken.map(({ track, state }) => ({
      box: track.box,
      landmarks: state.landmarkResult.landmarks,
    }));
    const results = await classifyExpressions(seen, places, this.#classifier);
    const classified = taken.map((face, i) => {
      const { raw, sharpness } = results[i]!;
      const { state } = face;
      const { box } = places[i]!;
      state.light = meanGray(frame, box);
      state.quality = faceQuality({
        sizePx: Math.sqrt(box.width * box.height),
        sharpness,
        light: state.light,
        landmarkConfidence: state.landmarkResult.confidence,
      });
      return { face, raw };
    });
    return { classified, skipped: skip };
  }

  /** Feeds the smoothers, for skipped faces with the same probabilities again, just as often. */
  smooth({ classified, skipped }: FrameClassifications, timeMs: number): void {
    for (const { face, raw } of classified) {
      const { state } = face;
      face.fresh = true;
      state.inferenceRate.note(raw, state.landmarkResult.landmarks, timeMs);
      state.expressionResult = { raw, ...state.smoother.update(raw, timeMs, state.quality) };
    }
    for (const { state } of takeTurns(this.#repeatLimiter, skipped, timeMs)) {
      const { steady } = state.inferenceRate;
      if (state.expressionResult === null || steady === null) continue;
      const { raw } = state.expressionResult;
      state.expressionResult = { raw, ...state.smoother.update(steady, timeMs, state.quality) };
    }
  }

  forget(key: number): void {
    this.#limiter.forget(key);
    this.#repeatLimiter.forget(key);
  }
}

function byInferenceDue(
  faces: readonly TrackedFace[],
  timeMs: number,
): Readonly<Record<InferenceDue, TrackedFace[]>> {
  const sorted: Record<InferenceDue, TrackedFace[]> = { skip: [], changed: [], due: [] };
  for (const face of faces) {
    const { inferenceRate, landmarkResult } = face.state;
    sorted[inferenceRate.due(landmarkResult.landmarks, timeMs)].push(face);
  }
  return sorted;
}
