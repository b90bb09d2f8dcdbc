import { type AssociationSettings, DEFAULT_ASSOCIATION } from './association.js';
import { DEFAULT_MOTION_NOISE, type MotionNoise } from './kalman-box.js';
import { DEFAULT_REIDENTIFICATION, type ReidentificationSettings } from './reidentification.js';

/** How faces are followed; every field has a default in {@link DEFAULT_TRACKER_SETTINGS}. */
export interface TrackerSettings {
  /** Matched frames before a face gets its number. */
  readonly confirmHits: number;
  /**
   * … and at least this long after the first of them, so that a flicker at 30 frames a second is no
   * face.
   */
  readonly confirmMs: number;
  /** Missed frames that a tentative track survives. */
  readonly tentativeMisses: number;
  /** How long a confirmed face is carried on without being seen. */
  readonly keepLostMs: number;
  /** How long after it was last seen a face can get its number back. */
  readonly reidentifyMs: number;
  /** Tracks of all states together; further detections are ignored. */
  readonly maxTracks: number;
  readonly motion: MotionNoise;
  readonly association: AssociationSettings;
  readonly reidentification: ReidentificationSettings;
}

export const DEFAULT_TRACKER_SETTINGS: TrackerSettings = {
  confirmHits: 3,
  confirmMs: 120,
  tentativeMisses: 1,
  keepLostMs: 1000,
  reidentifyMs: 10_000,
  maxTracks: 32,
  motion: DEFAULT_MOTION_NOISE,
  association: DEFAULT_ASSOCIATION,
  reidentification: DEFAULT_REIDENTIFICATION,
};
