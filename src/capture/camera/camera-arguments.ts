import { type FfmpegPlan, GLOBAL_ARGUMENTS } from '../ffmpeg/ffmpeg-plan.js';
import { grayOutput } from '../ffmpeg/picture-outputs.js';
import { previewEncoded, previewPassThrough } from '../ffmpeg/preview-output.js';

const PREVIEW_FD = 3;

export interface CameraMode {
  /** ffmpeg's name of the pixel format, or null to let the driver choose. */
  readonly inputFormat: string | null;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
}

/** One open of the camera: gray pictures on stdout and, when wanted, JPEGs for the preview. */
export function cameraArguments(options: {
  device: string;
  mode: CameraMode;
  maxWidthPx: number;
  maxHeightPx: number;
  wantPreview: boolean;
}): FfmpegPlan {
  const { device, mode, maxWidthPx, maxHeightPx, wantPreview } = options;
  const preview = mode.inputFormat === 'mjpeg' ? previewPassThrough : previewEncoded;
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      // One thread decodes a small picture fastest; more would only delay frames.
      ...['-threads', '1', '-f', 'v4l2'],
      ...(mode.inputFormat === null ? [] : ['-input_format', mode.inputFormat]),
      ...['-video_size', `${mode.widthPx}x${mode.heightPx}`],
      ...['-framerate', String(mode.framesPerSecond)],
      ...['-i', device],
      ...grayOutput({ maxWidthPx, maxHeightPx }),
      ...(wantPreview ? preview(PREVIEW_FD) : []),
    ],
    timesFd: null,
    previewFd: wantPreview ? PREVIEW_FD : null,
  };
}
