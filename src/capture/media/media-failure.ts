import { EkspresiError } from '../../core/errors.js';
import { tellingLine } from '../ffmpeg/stderr-lines.js';
import { MAX_PIXELS } from './media-arguments.js';

const REMEDY =
  'Give a whole picture (JPEG, PNG, WebP, BMP, GIF, TIFF) or video (MP4, WebM, MKV, AVI, MOV).';

/** A file that is no picture and no video, or a broken one. */
export function invalidMedia(path: string, why: string, cause?: unknown): EkspresiError {
  return new EkspresiError('MEDIA_INVALID', `${path} cannot be read: ${why}`, REMEDY, { cause });
}

/** Turns what ffmpeg or ffprobe said of a file into one line with its path. */
export function mediaFailure(path: string, stderrLines: readonly string[]): EkspresiError {
  const cause = { stderr: stderrLines };
  const all = stderrLines.join('\n');
  const size = /Picture size (\d+x\d+) (?:exceeds|is invalid)/.exec(all)?.[1];
  if (size !== undefined) {
    return new EkspresiError(
      'MEDIA_TOO_LARGE',
      `${path} has ${size} pixels, more than the ${MAX_PIXELS / 1e6} million that are read`,
      'Scale the picture down and try again.',
      { cause },
    );
  }
  if (/not on whitelist|could not find codec|Invalid argument$/im.test(all)) {
    return invalidMedia(path, 'it is neither a picture nor a video of a known kind', cause);
  }
  if (/matches no streams|Output file #0 does not contain/.test(all)) {
    return invalidMedia(path, 'it holds no video frames', cause);
  }
  if (/moov atom not found|overread|EOI missing|truncat|End of file/i.test(all)) {
    return invalidMedia(path, 'it is cut short or damaged', cause);
  }
  const line = tellingLine(stderrLines)?.replace(/^.*?file:\S.*?: /, '');
  return invalidMedia(path, line ?? 'ffmpeg could not decode it', cause);
}
