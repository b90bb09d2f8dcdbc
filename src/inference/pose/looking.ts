import type { MeasureValues } from '../../core/measure-values.js';
import type { HeadPose } from './head-pose.js';

/**
 * Where heads point that are turned to the middle of the screen, and how far from it still counts.
 */
export interface LookingSettings {
  /** Pose of a head that is turned to the screen's centre; 0 and 0 where that is the camera. */
  readonly screenYawDegrees: number;
  readonly screenPitchDegrees: number;
  /** Half-axes of the cone. */
  readonly coneYawDegrees: number;
  readonly conePitchDegrees: number;
}

export const DEFAULT_LOOKING: LookingSettings = {
  screenYawDegrees: 0,
  screenPitchDegrees: 0,
  coneYawDegrees: 25,
  conePitchDegrees: 20,
};

/** A head that looks away leaves a cone this much wider, so that its edge does not flicker. */
const LEAVE_FACTOR = 1.2;
/** A head is turned to the screen, or away, for so long before that counts. */
const DWELL_MS = 200;
/** Time constant of the average over time: less than the 150 ms by which it may lag. */
const SMOOTHING_MS = 70;
/** After a longer gap nothing is known of before. */
const LONGEST_GAP_MS = 1000;

type Direction = Pick<HeadPose, 'yawDegrees' | 'pitchDegrees' | 'rollDegrees'>;

/** What is measured of one head at a moment. */
export type HeadMeasures = Pick<MeasureValues, 'yaw' | 'pitch' | 'roll' | 'looking'>;

export const UNKNOWN_HEAD: HeadMeasures = { yaw: null, pitch: null, roll: null, looking: null };

/** Follows where one head is turned; one is made for each face. */
export class LookingFilter {
  #settings: LookingSettings = DEFAULT_LOOKING;
  #pose: Direction | null = null;
  #lastMs = 0;
  #looking: boolean | null = null;
  /** Since when the head, as last measured, is on the other side of the cone's nearer edge. */
  #otherSinceMs: number | null = null;

  constructor(settings: Partial<LookingSettings> = {}) {
    this.setSettings(settings);
  }

  /** Holds from the next pose on. */
  setSettings(settings: Partial<LookingSettings>): void {
    this.#settings = { ...DEFAULT_LOOKING, ...settings };
  }

  /** Takes the pose at `timeMs` (monotonic); null where the landmarks are unsure. */
  update(pose: HeadPose | null, timeMs: number): HeadMeasures {
    if (timeMs - this.#lastMs > LONGEST_GAP_MS) this.#forget();
    if (pose !== null) {
      this.#smooth(pose, timeMs);
      this.#decide(pose, timeMs);
      this.#lastMs = timeMs;
    }
    if (pose === null || this.#pose === null) return { ...UNKNOWN_HEAD, looking: this.#looking };
    const { yawDegrees: yaw, pitchDegrees: pitch, rollDegrees: roll } = this.#pose;
    return { yaw, pitch, roll, looking: this.#looking };
  }

  #forget(): void {
    this.#pose = null;
    this.#looking = null;
    this.#otherSinceMs = null;
  }

  #smooth(pose: HeadPose, timeMs: number): void {
    const before = this.#pose ?? pose;
    const gain = 1 - Math.exp(-(timeMs - this.#lastMs) / SMOOTHING_MS);
    const mixed = (from: number, to: number) => from + gain * (to - from);
    this.#pose = {
      yawDegrees: mixed(before.yawDegrees, pose.yawDegrees),
      pitchDegrees: mixed(before.pitchDegrees, pose.pitchDegrees),
      rollDegrees: mixed(before.rollDegrees, pose.rollDegrees),
    };
  }

  /**
   * The time that a change has lasted is counted on the pose as measured, which does not lag; that
   * it is a change, and not the tremble of landmarks at an edge, the smoothed pose must say.
   */
  #decide(measured: Direction, timeMs: number): void {
    const smoothed = this.#pose!;
    const [narrow, wide] = [1, LEAVE_FACTOR];
    // The first pose says at once where a head is turned that has just come into view.
    if (this.#looking === null) {
      this.#looking = this.#isInside(smoothed, narrow);
      return;
    }
    const [nearer, farther] = this.#looking ? [narrow, wide] : [wide, narrow];
    if (this.#isInside(measured, nearer) === this.#looking) {
      this.#otherSinceMs = null;
      return;
    }
    // It crossed the edge at some moment between the last pose and this one.
    this.#otherSinceMs ??= (this.#lastMs + timeMs) / 2;
    if (timeMs - this.#otherSinceMs < DWELL_MS) return;
    if (this.#isInside(smoothed, farther) === this.#looking) return;
    this.#looking = !this.#looking;
    this.#otherSinceMs = null;
  }

  #isInside({ yawDegrees, pitchDegrees }: Direction, factor: number): boolean {
    const { screenYawDegrees, screenPitchDegrees, coneYawDegrees, conePitchDegrees } =
      this.#settings;
    const across = (yawDegrees - screenYawDegrees) / (factor * coneYawDegrees);
    const along = (pitchDegrees - screenPitchDegrees) / (factor * conePitchDegrees);
    return across ** 2 + along ** 2 <= 1;
  }
}
