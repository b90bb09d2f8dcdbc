import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassPrior, LabelSet } from '../core/expression.js';
import type { Mask } from '../core/mask.js';
import type { SmoothingSettings } from './expression/expression-smoother.js';
import type { LookingSettings } from './pose/looking.js';
import type { TrackerSettings } from './tracking/tracker-settings.js';

/** The paper's cascade (Viola-Jones) and our detection network. */
const DETECTOR_NAMES = ['haar', 'cnn'] as const;
export type DetectorName = (typeof DETECTOR_NAMES)[number];
/** One of them, or what either of them finds. */
export const DETECTORS = [...DETECTOR_NAMES, 'both'] as const;
export type DetectorChoice = (typeof DETECTORS)[number];

/**
 * How new faces are searched. `live`: within the time between two frames. `offline`: nobody waits,
 * so every tile is searched as often as something changes in it. `thorough`: every tile in every
 * frame.
 */
export type SearchMode = 'live' | 'offline' | 'thorough';

/**
 * onnxruntime with an INT8 or a floating-point model, or TensorFlow.js. `auto` is the first of them
 * that the model has a file for and that loads on this machine.
 */
export const ENGINES = ['auto', 'onnx-int8', 'onnx', 'tfjs'] as const;
export type EngineChoice = (typeof ENGINES)[number];

/** All settings of the inference worker. Plain data: it crosses the thread boundary. */
export interface InferenceSettings {
  readonly detector: DetectorChoice;
  /** Folder of the detection model. */
  readonly detectorDir: string;
  readonly cascadePath: string;
  /** Smallest side of a face that is looked for, pixels of the analysed frame. */
  readonly minFacePx: number;
  /** Folder of the expression model. */
  readonly modelDir: string;
  /** The output of the expression model that counts. */
  readonly labels: LabelSet;
  readonly prior: ClassPrior;
  /** Folder of the landmark model, or null for none (no EAR, no blinks). */
  readonly landmarksDir: string | null;
  readonly engine: EngineChoice;
  /** Threads within one run of onnxruntime. */
  readonly threads: number;
  /** Classifications a second of each face at most; the faces take turns. */
  readonly classificationsPerSecond: number;
  /** Classifications a second of all faces together, about at most. */
  readonly classificationsTogether: number;
  /** Landmark runs a second at most of each face that its landmarks do not follow already. */
  readonly landmarksPerSecond: number;
  readonly search: SearchMode;
  /** Faces followed at once in a video. */
  readonly maxFaces: number;
  /** Faces taken from a single picture, those of the highest scores. */
  readonly maxStillFaces: number;
  /** Parts of a video's picture where no face is followed. */
  readonly masks: readonly Mask[];
  /** Number of the first track; a replacement worker continues the numbers of the last one. */
  readonly firstTrackId: number;
  readonly tracker: Partial<TrackerSettings>;
  readonly smoothing: Partial<SmoothingSettings>;
  readonly looking: Partial<LookingSettings>;
}

/** What may change while frames are analysed. */
export type LiveSettings = Pick<InferenceSettings, 'masks' | 'looking'>;

export const DEBIAN_CASCADE_PATH =
  '/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml';

/** A face at two metres from a webcam of 640×480. */
export const DEFAULT_MIN_FACE_PX = 24;

/**
 * Settings for the models in `modelsDir` (`edge`, `detector`, and `landmarks` where it is there)
 * and Debian's cascade.
 */
export function defaultInferenceSettings(modelsDir: string): InferenceSettings {
  return {
    detector: 'cnn',
    detectorDir: join(modelsDir, 'detector'),
    cascadePath: DEBIAN_CASCADE_PATH,
    minFacePx: DEFAULT_MIN_FACE_PX,
    modelDir: join(modelsDir, 'edge'),
    labels: 'crowd',
    prior: 'natural',
    landmarksDir: existsSync(join(modelsDir, 'landmarks', 'manifest.json'))
      ? join(modelsDir, 'landmarks')
      : null,
    engine: 'auto',
    threads: 1,
    classificationsPerSecond: 10,
    classificationsTogether: 24,
    landmarksPerSecond: 30,
    search: 'live',
    maxFaces: 16,
    maxStillFaces: 200,
    masks: [],
    firstTrackId: 1,
    tracker: {},
    smoothing: {},
    looking: {},
  };
}
