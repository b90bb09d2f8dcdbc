import type { PixelFormat } from '../source-settings.js';
import type { CameraFormat } from '../v4l2/camera-formats.js';
import type { CameraMode } from './camera-arguments.js';

export interface WantedMode {
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
