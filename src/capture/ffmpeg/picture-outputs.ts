export interface GrayOutput {
  /** The picture is fitted into this size, aspect kept, never enlarged. */
  readonly maxWidthPx: number;
  readonly maxHeightPx: number;
  /** Take every n-th decoded frame. Default 1. */
  readonly everyNth?: number;
  /** Write each frame's time to this descriptor. */
  readonly timesFd?: number | null;
}

/** Filters that make a small gray picture; the size of a face is what the detector needs. */
function grayFilters(output: GrayOutput): string {
  const { maxWidthPx, maxHeightPx, everyNth = 1, timesFd = null } = output;
  return [
    // `n` counts decoded frames, so that the k-th taken one is source frame k × everyNth.
    ...(everyNth > 1 ? [`select='not(mod(n,${everyNth}))'`] : []),
    `scale=w='min(iw,${maxWidthPx})':h='min(ih,${maxHeightPx})'` +
      ':force_original_aspect_ratio=decrease:flags=area',
    'format=gray',
    ...(timesFd === null
      ? []
      : [
          'settb=AVTB',
          // The print filter skips frames that carry no metadata at all.
          'metadata=mode=add:key=frame:value=taken',
          `metadata=mode=print:file='pipe\\:${timesFd}':direct=1`,
        ]),
  ].join(',');
}

/** One output: the first video stream as gray pictures, each with its own size, on stdout. */
export function grayOutput(output: GrayOutput): readonly string[] {
  return [
    ...['-map', '0:v:0', '-an', '-sn', '-dn'],
    ...['-vf', grayFilters(output)],
    // Neither drops nor repeats a frame to reach a constant rate.
    ...['-fps_mode', 'passthrough'],
    ...['-threads', '1', '-c:v', 'pgm', '-f', 'image2pipe', 'pipe:1'],
  ];
}
