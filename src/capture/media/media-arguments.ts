import { type FfmpegPlan, GLOBAL_ARGUMENTS, localFile } from '../ffmpeg/ffmpeg-plan.js';
import { grayOutput } from '../ffmpeg/picture-outputs.js';
import { previewEncoded } from '../ffmpeg/preview-output.js';

const TIMES_FD = 3;
const PREVIEW_FD = 4;

/** More pixels than this are refused before memory is taken for them. */
export const MAX_PIXELS = 100_000_000;

/**
 * Containers that hold a video and nothing else: no playlists and no programs, which could
 * name other files or network addresses, and no text that ffmpeg would draw.
 */
const VIDEO_DEMUXERS =
  'mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mjpeg,mjpeg_2000,gif,apng,nut,yuv4mpegpipe,' +
  'ivf,mxf,h264,hevc,av1,obu,rm,dv,wtv,m4v,3gp,vc1,live_flv,swf,bink';

export interface MediaInput {
  readonly absolutePath: string;
  /** Demuxer of a still picture, known from its first bytes; null to probe for a video. */
  readonly pictureDemuxer: string | null;
  /** Take damage for an error, see `endsWhole`. */
  readonly strict: boolean;
}

/** How ffmpeg and ffprobe open a local file: the same for both, so that both see the same. */
export function mediaInput({
  absolutePath,
  pictureDemuxer,
  strict,
}: MediaInput): readonly string[] {
  return [
    ...['-protocol_whitelist', 'file,pipe', '-max_pixels', String(MAX_PIXELS)],
    ...(pictureDemuxer === null ? ['-format_whitelist', VIDEO_DEMUXERS] : ['-f', pictureDemuxer]),
    ...(strict ? ['-err_detect', 'explode'] : []),
    ...['-i', localFile(absolutePath)],
  ];
}

/** A picture or video as fast as it is read: gray pictures on stdout, their times beside. */
export function mediaArguments(
  options: MediaInput & { everyNth: number; maxSidePx: number },
): FfmpegPlan {
  const { everyNth, maxSidePx } = options;
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      ...(options.strict ? ['-xerror'] : []),
      ...['-threads', '2', ...mediaInput(options)],
      ...grayOutput({
        maxWidthPx: maxSidePx,
        maxHeightPx: maxSidePx,
        everyNth,
        timesFd: TIMES_FD,
      }),
    ],
    timesFd: TIMES_FD,
    previewFd: null,
  };
}

/** A video at its own speed, for the daemon. */
export function playArguments(options: {
  absolutePath: string;
  maxWidthPx: number;
  maxHeightPx: number;
  wantPreview: boolean;
}): FfmpegPlan {
  const { absolutePath, maxWidthPx, maxHeightPx, wantPreview } = options;
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      ...['-threads', '1', '-re'],
      ...mediaInput({ absolutePath, pictureDemuxer: null, strict: false }),
      ...grayOutput({ maxWidthPx, maxHeightPx, timesFd: TIMES_FD }),
      ...(wantPreview ? previewEncoded(PREVIEW_FD) : []),
    ],
    timesFd: TIMES_FD,
    previewFd: wantPreview ? PREVIEW_FD : null,
  };
}
