/** When a fall of the eye aspect ratio is a blink. */
export interface BlinkSettings {
  /** The eye counts as shut below this share of the face's open-eye ratio … */
  readonly shutShare: number;
  /** … and as open again above this one. */
  readonly openShare: number;
  readonly shortestMs: number;
  readonly longestMs: number;
  /** Below this many eye samples a second blinks are missed, so none are reported. */
  readonly leastSamplesPerS: number;
  /** Window of the closed share and of the sample rate. */
  readonly windowMs: number;
}

export const DEFAULT_BLINK_SETTINGS: BlinkSettings = {
  shutShare: 0.65,
  openShare: 0.75,
  shortestMs: 50,
  longestMs: 500,
  leastSamplesPerS: 12,
  windowMs: 60_000,
};
