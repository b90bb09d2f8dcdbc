import type { PictureSettings, Rotation } from '../../core/frame-source.js';

export const AS_IT_COMES: PictureSettings = { rotate: 0, mirror: false, displayAspect: null };

interface GrayOutput extends PictureSettings {
  /** The picture is fitted into this size before it is turned, aspect kept, never enlarged. */
  readonly maxWidthPx: number;
  readonly maxHeightPx: number;
  /** Take every n-th decoded frame. Default 1. */
  readonly everyNth?: number;
  /** Write each frame's time to this descriptor. */
  readonly timesFd?: number | null;
  /** Take the pixels for square, whatever the medium says. */
  readonly squarePixels?: boolean;
  /** End after the first frame. Default false. */
  readonly firstOnly?: boolean;
}

const PREVIEW_SIDE_PX = 640;
/** A little less than the interval of 5 frames a second, so that 10 and 15 divide evenly. */
const PREVIEW_CLOSEST_S = 0.19;

const TURNS: Readonly<Record<Rotation, readonly string[]>> = {
  0: [],
  90: ['transpose=clock'],
  180: ['hflip', 'vflip'],
  270: ['transpose=cclock'],
};

/**
 * The pixel aspect ratio that scaling has to undo. What no camera and no film has is taken for a
 * mistake of the file.
 */
const PIXEL_ASPECT = 'if(between(sar,0.25,4),sar,1)';

/** One output: the first video stream as gray pictures, each with its own size, on stdout. */
export function grayOutput(output: GrayOutput): readonly string[] {
  const { maxWidthPx, maxHeightPx, everyNth = 1, timesFd = null, squarePixels } = output;
  const filters = [
    // `n` counts decoded frames, so that the k-th taken one is source frame k × everyNth.
    ...(everyNth > 1 ? [`select='not(mod(n,${everyNth}))'`] : []),
    ...(squarePixels === true ? ['setsar=1'] : []),
    ...upright(output, { maxWidthPx, maxHeightPx, multiple: 1 }),
    'format=gray',
    ...(timesFd === null
      ? []
      : [
          'settb=AVTB',
          // The print filter skips frames that carry no metadata at all.
          'metadata=mode=add:key=frame:value=taken',
          `metadata=mode=print:file='pipe\\:${timesFd}':direct=1`,
        ]),
  ];
  return [
    ...['-map', '0:v:0', '-an', '-sn', '-dn'],
    ...['-vf', filters.join(',')],
    // Neither drops nor repeats a frame to reach a constant rate.
    ...['-fps_mode', 'passthrough'],
    ...(output.firstOnly === true ? ['-frames:v', '1'] : []),
    ...['-threads', '1', '-c:v', 'pgm', '-f', 'image2pipe', 'pipe:1'],
  ];
}

/**
 * The camera's own JPEGs, untouched but for the Huffman tables that many webcams leave out
 * and browsers need (`mjpeg2jpeg` puts them in).
 */
export function previewPassThrough(fd: number): readonly string[] {
  return [
    ...['-map', '0:v:0', '-an', '-sn', '-dn'],
    ...['-c:v', 'copy', '-bsf:v', 'mjpeg2jpeg', '-f', 'mjpeg', `pipe:${fd}`],
  ];
}

/** JPEGs made for the preview: small, at most about five a second. */
export function previewEncoded(fd: number, picture: PictureSettings): readonly string[] {
  const filters = [
    // A time that jumps back begins anew.
    `select='isnan(prev_selected_t)+lt(t,prev_selected_t)+gte(t-prev_selected_t,${PREVIEW_CLOSEST_S})'`,
    ...upright(picture, { maxWidthPx: PREVIEW_SIDE_PX, maxHeightPx: PREVIEW_SIDE_PX, multiple: 2 }),
    'format=yuvj420p',
  ];
  return [
    ...['-map', '0:v:0', '-an', '-sn', '-dn'],
    ...['-vf', filters.join(','), '-fps_mode', 'passthrough'],
    ...['-threads', '1', '-c:v', 'mjpeg', '-q:v', '6', '-f', 'mjpeg', `pipe:${fd}`],
  ];
}

/** True where the pictures that come in are shown as they are. */
export function isUpright({ rotate, mirror, displayAspect }: PictureSettings): boolean {
  return rotate === 0 && !mirror && displayAspect === null;
}

/**
 * Square pixels, fitted into a size, turned and mirrored. The squeezed side is stretched, as
 * players do, and what is larger than the limits is scaled down, both in one step.
 */
function upright(
  { rotate, mirror, displayAspect }: PictureSettings,
  limits: { maxWidthPx: number; maxHeightPx: number; multiple: number },
): readonly string[] {
  const { maxWidthPx, maxHeightPx, multiple } = limits;
  const width = `(iw*max(1,${PIXEL_ASPECT}))`;
  const height = `(ih*max(1,1/${PIXEL_ASPECT}))`;
  const factor = `min(1,min(${maxWidthPx}/${width},${maxHeightPx}/${height}))`;
  const side = (full: string) =>
    `'max(${multiple},round(${full}*${factor}/${multiple})*${multiple})'`;
  return [
    ...(displayAspect === null ? [] : [`setdar=ratio=${displayAspect}:max=10000`]),
    `scale=w=${side(width)}:h=${side(height)}:flags=area`,
    'setsar=1',
    ...TURNS[rotate],
    ...(mirror ? ['hflip'] : []),
  ];
}
