import type { Box } from '../core/box.js';
import type { Expression } from '../core/expression.js';
import type { Point } from '../core/face.js';
import type { Background } from './background.js';
import type { FacePose } from './face-pose.js';
import type { FaceIdentity } from './identity.js';
import type { Light } from './lighting.js';

/** A moment of a person's path; between two of them the pose glides. */
export interface PoseKeyframe extends FacePose {
  readonly timeS: number;
  /** How the pose moves on to the next keyframe: at even speed, or easing in and out. */
  readonly ease: 'even' | 'soft';
}

/** From this moment on the face turns to `expression`, within about a third of a second. */
export interface ExpressionKeyframe {
  readonly timeS: number;
  readonly expression: Expression;
  /** 0 at rest … 1 full. */
  readonly intensity: number;
}

/** One blink: the lids begin to close at `timeS` and are open again after `durationS`. */
export interface Blink {
  readonly timeS: number;
  readonly durationS: number;
}

/** One person's stay: in the scene from the first to the last pose keyframe. */
export interface PersonScript {
  readonly personId: number;
  readonly identity: FaceIdentity;
  /** In order of time; at least one. */
  readonly poses: readonly PoseKeyframe[];
  /** In order of time; neutral before the first. */
  readonly expressions: readonly ExpressionKeyframe[];
  /** In order of time, none overlapping. */
  readonly blinks: readonly Blink[];
  /** Small movements of a living head: 0 none, 1 ordinary. */
  readonly sway: number;
}

/** A whole film as data; the same scene at the same time is always the same picture. */
export interface Scene {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of the sensor's noise. */
  readonly seed: number;
  readonly background: Background;
  readonly light: Light;
  /** Standard deviation of the sensor's noise, gray levels. */
  readonly noiseSigma: number;
  readonly people: readonly PersonScript[];
  /** The script starts again after this many seconds; null: it ends. */
  readonly loopS: number | null;
}

/** What is true of one person in one frame. Pixels are those of the frame. */
export interface PersonTruth {
  readonly personId: number;
  /** Face box as a frontal detector frames it; may reach over the frame's edge. */
  readonly box: Box;
  /** The expression that weighs most at this moment. */
  readonly expression: Expression;
  /** 0 shut … 1 the person's ordinary open eye. */
  readonly eyeOpening: number;
  readonly rollRad: number;
  readonly yawRad: number;
  readonly pitchRad: number;
  /** Share of the face inside the frame and not covered by a nearer person, 0…1. */
  readonly visibleShare: number;
  /** 68 points of the iBUG scheme; the face's right is on the picture's left. */
  readonly landmarks: readonly Point[];
}

/** Everyone in the scene at one moment, in the order of the scene's people. */
export interface SceneTruth {
  readonly timeS: number;
  readonly people: readonly PersonTruth[];
}
