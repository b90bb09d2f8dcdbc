import { findFfmpeg } from '../ffmpeg/ffmpeg.js';
import { displayedSize } from './decode-picture.js';
import { inspectMedia, type MediaFile } from './inspect-media.js';
import { type MediaSize, probeMedia } from './probe-media.js';

/** A picture or film of which is known what it is and how large. */
export interface OpenedMedia extends MediaFile {
  readonly size: MediaSize;
}

/**
 * Looks at a picture or film. `path` names it in messages; it lies `at`, by default there.
 * @throws EkspresiError SOURCE_MISSING, SOURCE_UNREADABLE, MEDIA_INVALID, MEDIA_TOO_LARGE or
 *   FFMPEG_MISSING
 */
export async function openMedia(
  path: string,
  options: {
    readonly ffmpegPath: string;
    readonly signal?: AbortSignal | undefined;
    readonly at?: string | undefined;
  },
): Promise<OpenedMedia> {
  const { ffmpegPath, signal, at } = options;
  findFfmpeg(ffmpegPath);
  const media = await inspectMedia(path, at);
  const size = stillSize(media) ?? (await probeMedia({ ...media, ffmpegPath, signal }));
  return { ...media, size };
}

/** What a header tells needs no program. */
function stillSize({ header }: MediaFile): MediaSize | null {
  if (header === null) return null;
  const length = { frames: 1, framesPerSecond: null, durationS: null, countsFrames: false };
  return { ...displayedSize(header), still: true, length };
}
