import { describe, expect, it } from 'vitest';
import { cameraArguments } from '../../../src/capture/camera/camera-arguments.js';
import { mediaArguments, playArguments } from '../../../src/capture/media/media-arguments.js';
import { streamArguments } from '../../../src/capture/stream/stream-arguments.js';

const SIZE = { maxWidthPx: 640, maxHeightPx: 480 };

function optionOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  return at < 0 ? undefined : args[at + 1];
}

describe('cameraArguments', () => {
  const mode = { inputFormat: 'mjpeg', widthPx: 1280, heightPx: 720, framesPerSecond: 15 };
  const device = '/dev/v4l/by-id/usb-cam-index0';

  it('opens the camera once and gives gray pictures of known size on stdout', () => {
    const { args, previewFd } = cameraArguments({ device, mode, ...SIZE, wantPreview: false });
    expect(args).toEqual([
      ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+warning'],
      ...['-threads', '1', '-f', 'v4l2', '-input_format', 'mjpeg'],
      ...['-video_size', '1280x720', '-framerate', '15', '-i', device],
      ...['-map', '0:v:0', '-an', '-sn', '-dn', '-vf'],
      "scale=w='min(iw,640)':h='min(ih,480)':force_original_aspect_ratio=decrease:flags=area,format=gray",
      ...['-fps_mode', 'passthrough', '-threads', '1', '-c:v', 'pgm', '-f', 'image2pipe', 'pipe:1'],
    ]);
    expect(previewFd).toBeNull();
  });

  it("passes an MJPEG camera's own pictures on for the preview, and encodes others", () => {
    const own = cameraArguments({ device, mode, ...SIZE, wantPreview: true });
    expect(own.args.slice(-7)).toEqual(
      ['copy', '-bsf:v', 'mjpeg2jpeg', '-f', 'mjpeg', 'pipe:3'].toSpliced(0, 0, '-c:v'),
    );
    const yuyv = { ...mode, inputFormat: 'yuyv422' };
    const made = cameraArguments({ device, mode: yuyv, ...SIZE, wantPreview: true });
    expect(made.args.join(' ')).toContain('gte(t-prev_selected_t,0.19)');
    expect(made.args.slice(-7)).toEqual(['-c:v', 'mjpeg', '-q:v', '6', '-f', 'mjpeg', 'pipe:3']);
    expect(made.previewFd).toBe(3);
  });

  it('leaves the format to the driver where none is known', () => {
    const unknown = { ...mode, inputFormat: null };
    const { args } = cameraArguments({ device, mode: unknown, ...SIZE, wantPreview: false });
    expect(args).not.toContain('-input_format');
  });
});

describe('streamArguments', () => {
  it('takes RTSP over TCP with a time-out', () => {
    const address = 'rtsp://u:p@host/live';
    const { stdin } = streamArguments({ address, ...SIZE, wantPreview: false });
    expect(stdin?.split('\n')).toEqual([
      'ffconcat version 1.0',
      `file '${address}'`,
      'option rtsp_transport tcp',
      'option timeout 10000000',
      '',
    ]);
  });

  it('names its address, which may hold a password, in no argument', () => {
    const address = "http://u:it's\nfile 'x@host/live";
    const { args, stdin } = streamArguments({ address, ...SIZE, wantPreview: true });
    expect(optionOf(args, '-i')).toBe('pipe:0');
    expect(args.join(' ')).not.toContain('host');
    // One line, however the address is written.
    expect(stdin?.split('\n')[1]).toBe(String.raw`file 'http://u:it'\''sfile '\''x@host/live'`);
  });

  it.each(['rtsp://host/live', 'https://host/live.m3u8'])(
    'lets %s name no local file',
    (address) => {
      const { args } = streamArguments({ address, ...SIZE, wantPreview: true });
      const protocols = optionOf(args, '-protocol_whitelist')?.split(',');
      expect(protocols).not.toContain('file');
      expect(protocols).not.toContain('concat');
      expect(args.indexOf('-protocol_whitelist')).toBeLessThan(args.indexOf('-i'));
    },
  );
});

describe('mediaArguments and playArguments', () => {
  it('opens a file by its plain name and nothing over the network', () => {
    const { args, timesFd } = mediaArguments({
      ...{ absolutePath: '/srv/-a%d.jpg', pictureDemuxer: 'jpeg_pipe' },
      ...{ everyNth: 5, maxSidePx: 1280, strict: true },
    });
    expect(optionOf(args, '-i')).toBe('file:/srv/-a%d.jpg');
    expect(optionOf(args, '-protocol_whitelist')).toBe('file,pipe');
    expect(optionOf(args, '-f')).toBe('jpeg_pipe');
    expect(optionOf(args, '-err_detect')).toBe('explode');
    expect(optionOf(args, '-max_pixels')).toBe('100000000');
    expect(optionOf(args, '-vf')).toMatch(/^select='not\(mod\(n,5\)\)',scale=w='min\(iw,1280\)'/);
    expect(args).not.toContain('-re');
    expect(timesFd).toBe(3);
  });

  it('allows a video no playlist format', () => {
    const { args } = playArguments({ absolutePath: '/srv/a.mp4', ...SIZE, wantPreview: false });
    const formats = optionOf(args, '-format_whitelist')?.split(',');
    for (const format of ['hls', 'dash', 'concat', 'image2', 'tty', 'lavfi', 'sdp']) {
      expect(formats).not.toContain(format);
    }
    expect(args).toContain('-re');
  });
});
