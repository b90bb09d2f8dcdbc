import type { SourceSettings } from '../../core/frame-source.js';
import { type FfmpegPlan, GLOBAL_ARGUMENTS } from './ffmpeg.js';
import { grayOutput, previewEncoded } from './picture-outputs.js';

const PREVIEW_FD = 3;

/** Gray pictures on stdout and, when wanted, JPEGs for the preview, of what `input` opens. */
export function liveArguments(
  { widthPx, heightPx, wantPreview, rotate, mirror, displayAspect }: SourceSettings,
  input: readonly string[],
): FfmpegPlan {
  const picture = { rotate, mirror, displayAspect };
  return {
    args: [
      ...GLOBAL_ARGUMENTS,
      ...['-threads', '1', ...input],
      ...grayOutput({ ...picture, maxWidthPx: widthPx, maxHeightPx: heightPx }),
      ...(wantPreview ? previewEncoded(PREVIEW_FD, picture) : []),
    ],
    timesFd: null,
    previewFd: wantPreview ? PREVIEW_FD : null,
  };
}
