import { describe, expect, it } from 'vitest';
import { chooseMode } from '../../../src/capture/camera/camera-arguments.js';
import {
  nodeRole,
  parseFfmpegFormats,
  parseV4l2Formats,
} from '../../../src/capture/v4l2/camera-formats.js';

const V4L2 = `ioctl: VIDIOC_ENUM_FMT
	Type: Video Capture

	[0]: 'MJPG' (Motion-JPEG, compressed)
		Size: Discrete 1280x720
			Interval: Discrete 0.033s (30.000 fps)
		Size: Discrete 640x480
			Interval: Discrete 0.033s (30.000 fps)
	[1]: 'YUYV' (YUYV 4:2:2)
		Size: Discrete 640x480
			Interval: Discrete 0.033s (30.000 fps)
		Size: Discrete 320x240
			Interval: Discrete 0.033s (30.000 fps)
`;
const METADATA = `ioctl: VIDIOC_ENUM_FMT
	Type: Video Capture

`;
const LOOPBACK = `ioctl: VIDIOC_ENUM_FMT
	Type: Video Capture

	[0]: 'BGR4' (32-bit BGRA/X 8-8-8-8)
		Size: Stepwise 2x1 - 8192x8192 with step 2/1
`;
const FFMPEG = `[video4linux2,v4l2 @ 0x55d0] Compressed:       mjpeg :          Motion-JPEG : 1280x720 640x480
[video4linux2,v4l2 @ 0x55d0] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480 320x240
[video4linux2,v4l2 @ 0x55d0] Raw       : Unsupported :  Some vendor format : {16-1920, 2}x{16-1080, 2}
/dev/video0: Immediate exit requested`;

const WANTED = { widthPx: 640, heightPx: 480, framesPerSecond: 15, pixelFormat: 'auto' } as const;

describe('formats', () => {
  it('are read the same from v4l2-ctl and from ffmpeg', () => {
    const expected = [
      {
        name: 'mjpeg',
        sizes: [
          { widthPx: 1280, heightPx: 720 },
          { widthPx: 640, heightPx: 480 },
        ],
        anySize: false,
      },
      {
        name: 'yuyv422',
        sizes: [
          { widthPx: 640, heightPx: 480 },
          { widthPx: 320, heightPx: 240 },
        ],
        anySize: false,
      },
    ];
    expect(parseV4l2Formats(V4L2)).toEqual(expected);
    expect(parseFfmpegFormats(FFMPEG).slice(0, 2)).toEqual(expected);
    expect(parseFfmpegFormats(FFMPEG)[2]).toEqual({ name: null, sizes: [], anySize: true });
  });

  it('are empty for a metadata node and for what cannot be opened', () => {
    expect(parseV4l2Formats(METADATA)).toEqual([]);
    expect(parseV4l2Formats('')).toEqual([]);
    expect(parseFfmpegFormats('/dev/video1: Not a video capture device.')).toEqual([]);
  });
});

describe('nodeRole', () => {
  const info = (driver: string, bus: string, capabilities: string) =>
    `Driver Info:\n\tDriver name      : ${driver}\n\tCard type        : x\n\tBus info         : ${bus}\n\tCapabilities     : 0x85a00001\n\tDevice Caps      : ${capabilities}\n`;

  it.each([
    ['a USB camera', info('uvcvideo', 'usb-0000:01:00.0-1.2', '0x04200001') + V4L2, 'camera'],
    ['its metadata node', info('uvcvideo', 'usb-0000:01:00.0-1.2', '0x04a00000'), 'other'],
    ['a codec', info('bcm2835-codec', 'platform:bcm2835-codec', '0x04204000'), 'other'],
    ['a codec of another make', info('hantro-vpu', 'platform:x', '0x04208000'), 'other'],
    ['a picture processor', info('bcm2835-isp', 'platform:bcm2835-isp', '0x04200001'), 'other'],
    ['the receiver of a ribbon', info('unicam', 'platform:fe801000.csi', '0x05200001'), 'ribbon'],
    ['one of a Raspberry Pi 5', info('rp1-cfe', 'platform:1f00110000.csi', '0x24a00001'), 'ribbon'],
    ['a loopback', info('v4l2 loopback', 'platform:v4l2loopback-000', '0x05200001'), 'camera'],
    ['formats alone', V4L2, 'camera'],
    [
      'formats alone, multiplanar',
      V4L2.replace('Video Capture', 'Video Capture Multiplanar'),
      'other',
    ],
  ])('%s', (_, text, role) => {
    expect(nodeRole(text)).toBe(role);
  });
});

describe('chooseMode', () => {
  const formats = parseV4l2Formats(V4L2);

  it('takes MJPEG where it is offered, YUYV when asked for', () => {
    expect(chooseMode(formats, WANTED)).toMatchObject({ inputFormat: 'mjpeg', widthPx: 640 });
    const yuyv = { ...WANTED, pixelFormat: 'yuyv' } as const;
    expect(chooseMode(formats, yuyv)).toMatchObject({ inputFormat: 'yuyv422' });
  });

  it('takes what there is when the wanted format is not offered', () => {
    const mjpeg = { ...WANTED, pixelFormat: 'mjpeg' } as const;
    expect(chooseMode(formats.slice(1), mjpeg)).toMatchObject({ inputFormat: 'yuyv422' });
    expect(chooseMode(parseV4l2Formats(LOOPBACK), WANTED)).toMatchObject({
      ...{ inputFormat: null, widthPx: 640, heightPx: 480 },
    });
    expect(chooseMode([], WANTED)).toMatchObject({ inputFormat: null, widthPx: 640 });
  });

  it('takes the smallest size that covers the wanted one, otherwise the largest', () => {
    const at = (widthPx: number, heightPx: number) =>
      chooseMode(formats, { ...WANTED, widthPx, heightPx });
    expect(at(800, 600)).toMatchObject({ widthPx: 1280, heightPx: 720 });
    expect(at(320, 240)).toMatchObject({ widthPx: 640, heightPx: 480 });
    expect(at(1920, 1080)).toMatchObject({ widthPx: 1280, heightPx: 720 });
  });
});
