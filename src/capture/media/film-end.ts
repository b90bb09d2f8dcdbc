import { EkspresiError } from '../../core/errors.js';
import type { MediaFile } from './inspect-media.js';

/** What a film's header says of its length. */
export interface FilmLength {
  /** Null where the container does not say it. */
  readonly frames: number | null;
  /** Null where it is not constant or not known. */
  readonly framesPerSecond: number | null;
  readonly durationS: number | null;
  /** AVI counts its frames in the header, and ffprobe shortens its duration to what is there. */
  readonly countsFrames: boolean;
}

/** How far a film was read. */
export interface FilmSeen {
  /** Frames of the film up to the last one that was taken. */
  readonly frames: number;
  /** Its time, seconds. */
  readonly lastTimeS: number;
  readonly stderrLines: readonly string[];
}

/** A demuxer that looks for data beyond the end of the file says so. */
const ENDS_BEFORE_DATA = /\bpartial file\b|\bFile ended prematurely\b/;
const PACKET_CUT = /\bPacket corrupt\b/;
/** Lost frames near the end, and lengths that are rounded, are not yet a cut. */
const TOLERATED_SHARE = 0.05;
const TOLERATED_S = 1;

/**
 * Whether a film was cut short, as an error; null where it was not, or where nothing says so:
 * MPEG-TS and other streams have no length. A header alone is not believed: edits that keep the
 * frames, and sound that goes on longer, give fewer frames than it says.
 */
export function endsEarly(
  { path, endsWhole }: Pick<MediaFile, 'path' | 'endsWhole'>,
  length: FilmLength,
  { frames, lastTimeS, stderrLines }: FilmSeen,
): EkspresiError | null {
  const cause = { stderr: stderrLines };
  if (!endsWhole) return new EkspresiError('media-last-frame-cut', { path, frames }, { cause });
  const { framesPerSecond, durationS } = length;
  const counted =
    durationS === null || framesPerSecond === null ? null : Math.round(durationS * framesPerSecond);
  const expected = length.frames ?? counted;
  const says = (pattern: RegExp) => stderrLines.some((line) => pattern.test(line));
  if (says(ENDS_BEFORE_DATA)) {
    if (expected === null) {
      return new EkspresiError('media-last-frame-cut', { path, frames }, { cause });
    }
    // It may be the sound that is cut.
    if (frames >= expected) return null;
    return new EkspresiError('media-ends-early', { path, frames, expected }, { cause });
  }
  if (expected === null || framesPerSecond === null) return null;
  const evident = length.countsFrames || says(PACKET_CUT);
  const missingS = expected / framesPerSecond - (lastTimeS + 1 / framesPerSecond);
  const toleratedS = length.countsFrames
    ? 2 / framesPerSecond
    : Math.max(TOLERATED_S, (TOLERATED_SHARE * expected) / framesPerSecond);
  if (!evident || missingS <= toleratedS || frames >= expected) return null;
  return new EkspresiError('media-ends-early', { path, frames, expected }, { cause });
}
