import type { Box } from '../../core/box.js';
import type { GrayFrame } from '../../core/frame.js';
import type { Detection, PredictedTrack } from '../tracking/track-types.js';

export interface SchedulerSettings {
  /** Smallest side of a face that is looked for, pixels of the frame. */
  readonly minFacePx: number;
  /** Wall time a frame that the search for new faces may take at least, milliseconds. */
  readonly scanBudgetMs: number;
}

/** A face found in a single picture. */
export interface StillDetection extends Detection {
  /** How sure the landmark network must be of it, 0…1, for it to count. */
  readonly confidenceNeeded: number;
}

/**
 * Finds the faces in frames and decides where and when its detector looks. In a video followed faces
 * are looked for where they are expected, and the search for new ones is spread over the frames. The
 * first frame, and single pictures, are searched whole. One call at a time.
 */
export interface DetectionScheduler {
  /**
   * Faces of a video frame, given where the followed ones are expected, and those of them that their
   * points have found, by key. In the dark it looks more often where nothing moves.
   */
  find(
    frame: GrayFrame,
    expected: readonly PredictedTrack[],
    held: ReadonlyMap<number, Detection>,
    isDark?: boolean,
  ): Promise<readonly Detection[]>;
  /** Every face of a picture, whatever it costs, surest first. Boxes may reach over its edge. */
  findAll(frame: GrayFrame): Promise<readonly StillDetection[]>;
  /** Boxes in a picture that may be faces the detector is not sure of, best first. */
  findLowScoreCandidates(frame: GrayFrame): Promise<readonly Box[]>;
  dispose(): Promise<void>;
}
