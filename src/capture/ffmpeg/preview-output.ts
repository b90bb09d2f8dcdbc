const MAX_WIDTH_PX = 640;
/** A little less than the interval of 5 frames a second, so that 10 and 15 divide evenly. */
const CLOSEST_S = 0.19;

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
export function previewEncoded(fd: number): readonly string[] {
  const filters = [
    `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${CLOSEST_S})'`,
    `scale=w='min(iw,${MAX_WIDTH_PX})':h=-2`,
    'format=yuvj420p',
  ];
  return [
    ...['-map', '0:v:0', '-an', '-sn', '-dn'],
    ...['-vf', filters.join(','), '-fps_mode', 'passthrough'],
    ...['-threads', '1', '-c:v', 'mjpeg', '-q:v', '6', '-f', 'mjpeg', `pipe:${fd}`],
  ];
}
