/** What a camera offers in one pixel format. */
export interface CameraFormat {
  /** ffmpeg's name: `mjpeg`, `yuyv422`, …; null where ffmpeg knows none for it. */
  readonly name: string | null;
  readonly sizes: readonly { readonly widthPx: number; readonly heightPx: number }[];
  /** True where the camera takes any size up to its largest. */
  readonly anySize: boolean;
}

const FOURCC_NAMES: Readonly<Record<string, string>> = {
  MJPG: 'mjpeg',
  JPEG: 'mjpeg',
  YUYV: 'yuyv422',
  UYVY: 'uyvy422',
  GREY: 'gray',
  NV12: 'nv12',
  YU12: 'yuv420p',
  RGB3: 'rgb24',
  BGR3: 'bgr24',
  H264: 'h264',
};

/** Reads `v4l2-ctl --list-formats-ext`; empty for a node that captures no video. */
export function parseV4l2Formats(text: string): readonly CameraFormat[] {
  const capture = /Type: Video Capture(?: Multiplanar)?\n([\s\S]*)/.exec(text)?.[1] ?? '';
  return capture
    .split(/^\s*\[\d+\]: /m)
    .slice(1)
    .map((block) => ({
      name: FOURCC_NAMES[/^'(.{4})'/.exec(block)?.[1] ?? ''] ?? null,
      sizes: sizesIn(block, /Size: Discrete (\d+)x(\d+)/g),
      anySize: /Size: (?:Stepwise|Continuous)/.test(block),
    }));
}

/** Reads `ffmpeg -f v4l2 -list_formats all`, for machines without v4l-utils. */
export function parseFfmpegFormats(text: string): readonly CameraFormat[] {
  const found = text.matchAll(/(?:Compressed|Raw)\s*:\s*(\S+)\s*:\s*[^\n]*? :([^\n]*)/g);
  return [...found].map(([, name = '', sizes = '']) => ({
    name: name === 'Unsupported' ? null : name,
    sizes: sizesIn(sizes, / (\d+)x(\d+)/g),
    anySize: sizes.includes('{'),
  }));
}

function sizesIn(text: string, pattern: RegExp) {
  return [...text.matchAll(pattern)].map(([, width, height]) => ({
    widthPx: Number(width),
    heightPx: Number(height),
  }));
}
