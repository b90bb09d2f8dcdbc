/** When a fall of the eye aspect ratio is a blink; shares are of the face's own open-eye ratio. */
export interface BlinkSettings {
  /** The eye counts as shut when the ratio has fallen by this share … */
  readonly shutDrop: number;
  /** … and by this many standard deviations of the open eye's ratio. */
  readonly shutDeviations: number;
  /** It is open again when this part of that fall is made up for. */
  readonly reopenPart: number;
  readonly shortestMs: number;
  readonly longestMs: number;
  /** Below this many eye samples a second blinks are missed, so none are reported. */
  readonly leastSamplesPerS: number;
  /** Time constant of the closed share and of the blink rate. */
  readonly windowMs: number;
}

export const DEFAULT_BLINK_SETTINGS: BlinkSettings = {
  shutDrop: 0.32,
  shutDeviations: 3.2,
  reopenPart: 0.5,
  shortestMs: 50,
  longestMs: 500,
  leastSamplesPerS: 12,
  windowMs: 60_000,
};
