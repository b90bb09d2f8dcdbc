import type { Box } from '../../core/box.js';
import type { Detection } from './detections.js';

/** One followed face after an update; without a detection it is carried on by prediction. */
export interface Track {
  /** Internal number, stable from the first detection on; never shown. */
  readonly key: number;
  /** Given at confirmation, 1… in order of first appearance; null while tentative. */
  readonly trackId: number | null;
  /** Filtered box; the predicted one while the face is not seen. */
  readonly box: Box;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Frames in which a detection was matched. */
  readonly hits: number;
  /** The detection matched in this frame. */
  readonly detection: Detection | null;
}

/** Where a face is expected at a moment, for detectors that search near it. */
export interface PredictedTrack {
  readonly key: number;
  readonly trackId: number | null;
  readonly box: Box;
  readonly confirmed: boolean;
}

/** What one frame did to the tracks. */
export interface TrackerUpdate {
  /** Tentative, confirmed and lost faces, oldest first. */
  readonly tracks: readonly Track[];
  /**
   * Tracks that ended, each reported once. A `trackId` of null is one that never became a face: its
   * state can be dropped, nothing is stored of it.
   */
  readonly dropped: readonly Track[];
}
