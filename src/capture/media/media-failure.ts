import { resolve } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { messageOf, tellingLine } from '../ffmpeg/ffmpeg-lines.js';
import { MAX_PIXELS } from './media-arguments.js';
import { pictureName } from './sniff-picture.js';

/**
 * What a decoder says of a file, from the beginning of its line: a file's name may say anything.
 */
const CUT_SHORT =
  /^(?:moov atom not found|overread \d|EOI missing|End of file|[\w ]*truncat\w*|(?:\w+ )*(?:is|was) truncat)/i;

const UNKNOWN =
  /^(?:Format not on whitelist|Protocol .* not on whitelist|could not find codec|Invalid argument$)/i;
const NO_DECODER =
  /^(?:Decoder\b.* not found|Decoding requested, but no decoder found|.*no decoder found|Unsupported codec)/i;
const EMPTY = /^(?:Stream map .* matches no streams|Output file #0 does not contain)/;

/**
 * Turns what ffmpeg or ffprobe said of a file into one line with its path. A picture is known by
 * its first bytes, `pictureDemuxer`: then a decoder's complaint means damage.
 */
export function mediaFailure(
  path: string,
  stderrLines: readonly string[],
  pictureDemuxer: string | null = null,
): EkspresiError {
  const options = { cause: { stderr: stderrLines } };
  const name = `file:${resolve(path)}: `;
  // A summary begins with the name of the file.
  const lines = stderrLines.map((line) => messageOf(line).replace(name, ''));
  const says = (pattern: RegExp) => lines.some((line) => pattern.test(line));
  const size = lines
    .map((line) => /^Picture size (\d+x\d+) (?:exceeds|is invalid)/.exec(line)?.[1])
    .find((found) => found !== undefined);
  if (size !== undefined && !/^0x|x0$/.test(size)) {
    return new EkspresiError(
      'media-too-large',
      { path, size, megapixels: MAX_PIXELS / 1e6 },
      options,
    );
  }
  if (pictureDemuxer !== null) {
    const kind = pictureName(pictureDemuxer);
    const failure = says(NO_DECODER) ? 'media-without-decoder' : 'media-damaged-picture';
    return new EkspresiError(failure, { path, kind }, options);
  }
  if (says(UNKNOWN)) return new EkspresiError('media-unknown-format', { path }, options);
  if (says(EMPTY)) return new EkspresiError('media-without-frames', { path }, options);
  if (says(CUT_SHORT)) return new EkspresiError('media-truncated', { path }, options);
  const reason = tellingLine(stderrLines)?.replace(name, '');
  return reason === undefined
    ? new EkspresiError('media-undecodable', { path }, options)
    : new EkspresiError('media-unreadable', { path, reason }, options);
}
