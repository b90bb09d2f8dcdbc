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

/**
 * What a video node is: a camera that V4L2 alone reads, the receiver of a ribbon camera, which
 * only libcamera can set up, or neither (codecs, picture processors, metadata).
 */
export type NodeRole = 'camera' | 'ribbon' | 'other';

/** linux/videodev2.h */
const CAPTURE = 0x1;
const MEMORY_TO_MEMORY = 0xc000;
const MEDIA_CONTROLLER = 0x2000_0000;
/** They say that they capture, and do: what their other node is given. */
const PROCESSOR = /^(?:bcm2835-(?:codec|isp)|pispbe|rpivid|rpi-hevc-dec)$/;
const RECEIVER = /^(?:(?:bcm2835-)?unicam(?:-legacy)?|rp1-cfe)$/;

/** Reads `v4l2-ctl --info`; where it does not tell the capabilities, the type of the formats. */
export function nodeRole(text: string): NodeRole {
  const field = (name: string) => new RegExp(`^\\s*${name}\\s*: (.*)$`, 'm').exec(text)?.[1] ?? '';
  const driver = field('Driver name');
  if (PROCESSOR.test(driver)) return 'other';
  // ffmpeg reads no multiplanar device.
  if (/Type: Video Capture Multiplanar/.test(text)) return 'other';
  const capabilities = Number(field('Device Caps') || field('Capabilities') || Number.NaN);
  if (Number.isNaN(capabilities)) return 'camera';
  const isCapture = (capabilities & CAPTURE) !== 0 && (capabilities & MEMORY_TO_MEMORY) === 0;
  if (!isCapture) return 'other';
  const isRibbon = (capabilities & MEDIA_CONTROLLER) !== 0 || RECEIVER.test(driver);
  return isRibbon || /\.csi\b/.test(field('Bus info')) ? 'ribbon' : 'camera';
}

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
