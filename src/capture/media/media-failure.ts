import { resolve } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { messageOf, tellingLine } from '../ffmpeg/ffmpeg-lines.js';
import { MAX_PIXELS } from './media-arguments.js';

const REMEDY =
  'Give a whole picture (JPEG, PNG, WebP, BMP, GIF, TIFF) or video (MP4, WebM, MKV, AVI, MOV).';

/** A file that is no picture and no video, or a broken one. */
export function invalidMedia(path: string, why: string, cause?: unknown): EkspresiError {
  return new EkspresiError('MEDIA_INVALID', `${path} cannot be read: ${why}`, REMEDY, { cause });
}

/** What a decoder says of a file, from the beginning of its line: a file's name may say anything. */
const CUT_SHORT =
  /^(?:moov atom not found|overread \d|EOI missing|End of file|[\w ]*truncat\w*|(?:\w+ )*(?:is|was) truncat)/i;

/** Turns what ffmpeg or ffprobe said of a file into one line with its path. */
export function mediaFailure(path: string, stderrLines: readonly string[]): EkspresiError {
  const cause = { stderr: stderrLines };
  const name = `file:${resolve(path)}: `;
  // A summary begins with the name of the file.
  const lines = stderrLines.map((line) => messageOf(line).replace(name, ''));
  const says = (pattern: RegExp) => lines.some((line) => pattern.test(line));
  const size = lines
    .map((line) => /^Picture size (\d+x\d+) (?:exceeds|is invalid)/.exec(line)?.[1])
    .find((found) => found !== undefined);
  if (size !== undefined) {
    return new EkspresiError(
      'MEDIA_TOO_LARGE',
      `${path} has ${size} pixels, more than the ${MAX_PIXELS / 1e6} million that are read`,
      'Scale the picture down and try again.',
      { cause },
    );
  }
  if (says(/^(?:Format not on whitelist|Protocol .* not on whitelist|could not find codec|Invalid argument$)/i)) {
    return invalidMedia(path, 'it is neither a picture nor a video of a known kind', cause);
  }
  if (says(/^(?:Stream map .* matches no streams|Output file #0 does not contain)/)) {
    return invalidMedia(path, 'it holds no video frames', cause);
  }
  if (says(CUT_SHORT)) return invalidMedia(path, 'it is cut short or damaged', cause);
  const line = tellingLine(stderrLines)?.replace(name, '');
  return invalidMedia(path, line ?? 'ffmpeg could not decode it', cause);
}
