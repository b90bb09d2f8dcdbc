import type { PictureSettings } from '../../core/frame-source.js';
import { type FfmpegPlan, GLOBAL_ARGUMENTS, localFile } from '../ffmpeg/ffmpeg.js';
import { grayOutput, previewEncoded } from '../ffmpeg/picture-outputs.js';

const TIMES_FD = 3;
const PREVIEW_FD = 4;

/** More pixels than this are refused before memory is taken for them. */
export const MAX_PIXELS = 100_000_000;

/**
 * Containers that hold a video and nothing else: no playlists and no programs, which could
 * name other files or network addresses, and no text that ffmpeg would draw.
 */
const VIDEO_DEMUXERS =
  'mov,matroska,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mjpeg,mpjpeg,mjpeg_2000,gif,apng,nut,yuv4mpegpipe,' +
  'ivf,mxf,h264,hevc,av1,obu,rm,dv,wtv,m4v,3gp,vc1,live_flv,swf,bink';

export interface MediaInput {
  readonly absolutePath: string;
  /** Demuxer of a still picture, known from its first bytes; null to probe for a video. */
  readonly pictureDemuxer: string | null;
  /** Demuxer of a film that ffmpeg would take for something else by itself. */
  readonly filmDemuxer: string | null;
  /** Take damage for an error, see `endsWhole`. */
  readonly strict: boolean;
}

/** How ffmpeg and ffprobe open a local file: the same for both, so that both see the same. */
export function mediaInput({
  absolutePath,
  pictureDemuxer,
  filmDemuxer,
  strict,
}: MediaInput): readonly string[] {
  const demuxer = pictureDemuxer ?? filmDemuxer;
  return [
    ...['-protocol_whitelist', 'file,pipe', '-max_pixels', String(MAX_PIXELS)],
    ...(demuxer === null ? ['-format_whitelist', VIDEO_DEMUXERS] : ['-f', demuxer]),
    ...(strict ? ['-err_detect', 'explode'] : []),
    ...['-i', localFile(absolutePath)],
  ];
}

/** A picture or video as fast as it is read: gray pictures on stdout, their times beside. */
export function mediaArguments(
  options: MediaInput & PictureSettings & { everyNth: number; maxSidePx: number },
): FfmpegPlan {
  const { everyNth, maxSidePx, rotate, mirror } = options;
  const isPicture = options.pictureDemuxer !== null;
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      ...(options.strict ? ['-xerror'] : []),
      ...['-threads', '2', ...mediaInput(options)],
      ...grayOutput({
        ...{ maxWidthPx: maxSidePx, maxHeightPx: maxSidePx, rotate, mirror },
        ...{ everyNth, timesFd: TIMES_FD },
        displayAspect: options.displayAspect,
        // The density in a photograph's header is for printing: viewers do not look at it.
        squarePixels: isPicture,
        // Cameras write more pictures behind the first: gain maps, the other eye, previews.
        firstOnly: isPicture,
      }),
    ],
    timesFd: TIMES_FD,
    previewFd: null,
  };
}

/** What a recording is read with: `input` names it. Whoever takes the pictures paces them. */
export function playArguments(options: {
  input: readonly string[];
  stdin?: string;
  maxWidthPx: number;
  maxHeightPx: number;
  wantPreview: boolean;
  picture: PictureSettings;
}): FfmpegPlan {
  const { input, stdin, maxWidthPx, maxHeightPx, wantPreview, picture } = options;
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      ...['-threads', '1', ...input],
      ...grayOutput({ ...picture, maxWidthPx, maxHeightPx, timesFd: TIMES_FD }),
      ...(wantPreview ? previewEncoded(PREVIEW_FD, picture) : []),
    ],
    ...(stdin === undefined ? {} : { stdin }),
    timesFd: TIMES_FD,
    previewFd: wantPreview ? PREVIEW_FD : null,
  };
}
