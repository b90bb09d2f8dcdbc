import type { PixelFormat, SourceSettings } from '../../core/frame-source.js';
import { type FfmpegPlan, GLOBAL_ARGUMENTS } from '../ffmpeg/ffmpeg.js';
import {
  grayOutput,
  isUpright,
  previewEncoded,
  previewPassThrough,
} from '../ffmpeg/picture-outputs.js';
import type { CameraFormat } from '../v4l2/camera-formats.js';

const PREVIEW_FD = 3;

interface CameraMode {
  /** ffmpeg's name of the pixel format, or null to let the driver choose. */
  readonly inputFormat: string | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
}

interface WantedMode {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
  readonly pixelFormat: PixelFormat;
}

const FFMPEG_NAMES = { mjpeg: 'mjpeg', yuyv: 'yuyv422' } as const;

/**
 * Picks what to ask of a camera: MJPEG where it is offered (it fits a slow USB at any
 * size and serves the preview as it is), otherwise YUYV, otherwise whatever ffmpeg can
 * read. The smallest size that covers the wanted one, otherwise the largest.
 */
export function chooseMode(formats: readonly CameraFormat[], wanted: WantedMode): CameraMode {
  const first = wanted.pixelFormat === 'yuyv' ? 'yuyv' : 'mjpeg';
  const second = first === 'yuyv' ? 'mjpeg' : 'yuyv';
  const named = (name: string) => formats.find((format) => format.name === name);
  const format =
    named(FFMPEG_NAMES[first]) ??
    named(FFMPEG_NAMES[second]) ??
    formats.find(({ name }) => name !== null);
  return {
    inputFormat: format?.name ?? null,
    ...chooseSize(format, wanted),
    framesPerSecond: wanted.framesPerSecond,
  };
}

function chooseSize(format: CameraFormat | undefined, wanted: WantedMode) {
  const { widthPx, heightPx } = wanted;
  if (format === undefined || format.anySize) return { widthPx, heightPx };
  const bySize = [...format.sizes].sort((a, b) => a.widthPx * a.heightPx - b.widthPx * b.heightPx);
  const covering = bySize.find((size) => size.widthPx >= widthPx && size.heightPx >= heightPx);
  return covering ?? bySize.at(-1) ?? { widthPx, heightPx };
}

/** One open of the camera: gray pictures on stdout and, when wanted, JPEGs for the preview. */
export function cameraArguments(
  device: string,
  mode: CameraMode,
  settings: SourceSettings,
): FfmpegPlan {
  const { widthPx, heightPx, wantPreview, rotate, mirror, displayAspect } = settings;
  const picture = { rotate, mirror, displayAspect };
  const preview =
    mode.inputFormat === 'mjpeg' && isUpright(picture)
      ? previewPassThrough(PREVIEW_FD)
      : previewEncoded(PREVIEW_FD, picture);
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      // One thread decodes a small picture fastest; more would only delay frames.
      ...['-threads', '1', '-f', 'v4l2'],
      ...(mode.inputFormat === null ? [] : ['-input_format', mode.inputFormat]),
      ...['-video_size', `${mode.widthPx}x${mode.heightPx}`],
      ...['-framerate', String(mode.framesPerSecond)],
      ...['-i', device],
      ...grayOutput({ ...picture, maxWidthPx: widthPx, maxHeightPx: heightPx }),
      ...(wantPreview ? preview : []),
    ],
    timesFd: null,
    previewFd: wantPreview ? PREVIEW_FD : null,
  };
}
