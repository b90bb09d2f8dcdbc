import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelSet } from '../core/expression.js';
import type { Mask } from '../core/mask.js';
import type { SmoothingSettings } from './expression/expression-smoother.js';
import type { BlinkSettings } from './eyes/blink-detector.js';
import type { TrackerSettings } from './tracking/tracker-settings.js';

/** The paper's cascades (Viola-Jones), our detection network, or what either of them sees. */
export const DETECTORS = ['haar', 'cnn', 'both'] as const;
export type DetectorChoice = (typeof DETECTORS)[number];

/**
 * onnxruntime on bytes or on floating point numbers, or TensorFlow.js. `auto` is the first of them that
 * the model has a form for and that loads on this machine.
 */
export const ENGINES = ['auto', 'onnx-int8', 'onnx', 'tfjs'] as const;
export type EngineChoice = (typeof ENGINES)[number];

/** Everything the inference worker is told. Plain data: it crosses the thread boundary. */
export interface InferenceSettings {
  readonly detector: DetectorChoice;
  /** Folder of the detection model. */
  readonly detectorDir: string;
  readonly cascadePath: string;
  /** A cascade that confirms what the first one finds; null for none. */
  readonly secondCascadePath: string | null;
  /** Smallest side of a face that is looked for, pixels of the analysed frame. */
  readonly minFacePx: number;
  /** Folder of the expression model. */
  readonly modelDir: string;
  /** The output of the expression model that counts. */
  readonly labels: LabelSet;
  /** Folder of the landmark model, or null for none (no EAR, no blinks). */
  readonly landmarksDir: string | null;
  readonly engine: EngineChoice;
  /** Threads within one run of onnxruntime. */
  readonly threads: number;
  /** At most this many expressions a second for each face; the faces take turns. */
  readonly classificationsPerSecond: number;
  /** At most about this many expressions a second of all faces together. */
  readonly classificationsTogether: number;
  /** At most this many landmark runs a second for each face whose points do not follow it already. */
  readonly landmarksPerSecond: number;
  /**
   * Wall time that the search for new faces may take in every frame, milliseconds. Beyond it the
   * search is paced by the frame rate; from ten seconds on nobody waits, and everything is looked at
   * often, whether something moves in it or not.
   */
  readonly scanBudgetMs: number;
  /** Faces followed at once in a video. */
  readonly maxFaces: number;
  /** Faces taken from a single picture; the surest come first. */
  readonly maxStillFaces: number;
  /** Parts of a video's picture where no face is followed. */
  readonly masks: readonly Mask[];
  /** Number of the first face; a worker that takes another's place counts on. */
  readonly firstTrackId: number;
  readonly tracker: Partial<TrackerSettings>;
  readonly smoothing: Partial<SmoothingSettings>;
  readonly blink: Partial<BlinkSettings>;
}

export const DEBIAN_CASCADE_PATH =
  '/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml';

/** A face at two metres from a webcam of 640×480. */
export const DEFAULT_MIN_FACE_PX = 24;

export const DEBIAN_SECOND_CASCADE_PATH =
  '/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt.xml';

/** Settings for the models in `modelsDir` (`edge`, `detector`, and `landmarks` where it is there) and Debian's cascades. */
export function defaultInferenceSettings(modelsDir: string): InferenceSettings {
  return {
    detector: 'cnn',
    detectorDir: join(modelsDir, 'detector'),
    cascadePath: DEBIAN_CASCADE_PATH,
    secondCascadePath: existsSync(DEBIAN_SECOND_CASCADE_PATH) ? DEBIAN_SECOND_CASCADE_PATH : null,
    minFacePx: DEFAULT_MIN_FACE_PX,
    modelDir: join(modelsDir, 'edge'),
    labels: 'crowd',
    landmarksDir: existsSync(join(modelsDir, 'landmarks', 'manifest.json'))
      ? join(modelsDir, 'landmarks')
      : null,
    engine: 'auto',
    threads: 1,
    classificationsPerSecond: 10,
    classificationsTogether: 24,
    landmarksPerSecond: 30,
    scanBudgetMs: 0,
    maxFaces: 16,
    maxStillFaces: 200,
    masks: [],
    firstTrackId: 1,
    tracker: {},
    smoothing: {},
    blink: {},
  };
}
