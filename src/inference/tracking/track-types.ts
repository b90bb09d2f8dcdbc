import type { Box } from '../../core/box.js';

/** A box found by the detector in one frame. */
export interface Detection {
  readonly box: Box;
  /** Confidence of the detector, 0…1; 1 where the detector gives none. */
  readonly score: number;
  /** Unit-length vector of how the face looks, where it was computed for this frame. */
  readonly embedding?: Float32Array;
}

/** `lost`: a confirmed face that was not seen in this frame and is carried on by prediction. */
export type TrackState = 'tentative' | 'confirmed' | 'lost';

/** One followed face after an update. */
export interface Track {
  /** Internal number, stable from the first detection on; never shown. */
  readonly key: number;
  /** Given at confirmation, 1… in order of first appearance; null while tentative. */
  readonly trackId: number | null;
  readonly state: TrackState;
  /** Filtered box; the predicted one while lost. */
  readonly box: Box;
  /** 0…1: how sure the box is; falls while the face is not seen. */
  readonly certainty: number;
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
   * Tracks let go for good, each reported once. A `trackId` of null is a track that never became a
   * face (its per-key state can be dropped; nothing is stored of it).
   */
  readonly dropped: readonly Track[];
}
