import { describe, expect, it } from 'vitest';
import { cameraArguments } from '../../../src/capture/camera/camera-arguments.js';
import { AS_IT_COMES } from '../../../src/capture/ffmpeg/picture-outputs.js';
import {
  mediaArguments,
  mediaInput,
  playArguments,
} from '../../../src/capture/media/media-arguments.js';
import { streamArguments } from '../../../src/capture/stream/stream-arguments.js';
import { SETTINGS as DEFAULTS } from '../fixtures/source-settings.js';

const SETTINGS = DEFAULTS;
const WITH_PREVIEW = { ...DEFAULTS, wantPreview: true };

const SQUARE = 'if(between(sar,0.25,4),sar,1)';
const FULL = { w: `(iw*max(1,${SQUARE}))`, h: `(ih*max(1,1/${SQUARE}))` };
const FACTOR = `min(1,min(640/${FULL.w},480/${FULL.h}))`;
const SCALE = `scale=w='max(1,round(${FULL.w}*${FACTOR}/1)*1)':h='max(1,round(${FULL.h}*${FACTOR}/1)*1)':flags=area`;

function optionOf(args: readonly string[], option: string): string | undefined {
  const at = args.indexOf(option);
  return at < 0 ? undefined : args[at + 1];
}

describe('cameraArguments', () => {
  const mode = { inputFormat: 'mjpeg', widthPx: 1280, heightPx: 720, framesPerSecond: 15 };
  const device = '/dev/v4l/by-id/usb-cam-index0';

  it('opens the camera once and gives gray pictures of known size on stdout', () => {
    const { args, previewFd } = cameraArguments(device, mode, SETTINGS);
    expect(args).toEqual([
      ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+warning'],
      ...['-threads', '1', '-f', 'v4l2', '-input_format', 'mjpeg'],
      ...['-video_size', '1280x720', '-framerate', '15', '-i', device],
      ...['-map', '0:v:0', '-an', '-sn', '-dn', '-vf'],
      `${SCALE},setsar=1,format=gray`,
      ...['-fps_mode', 'passthrough', '-threads', '1', '-c:v', 'pgm', '-f', 'image2pipe', 'pipe:1'],
    ]);
    expect(previewFd).toBeNull();
  });

  it("passes an MJPEG camera's own pictures on for the preview, and encodes others", () => {
    const own = cameraArguments(device, mode, WITH_PREVIEW);
    expect(own.args.slice(-7)).toEqual(
      ['copy', '-bsf:v', 'mjpeg2jpeg', '-f', 'mjpeg', 'pipe:3'].toSpliced(0, 0, '-c:v'),
    );
    const yuyv = { ...mode, inputFormat: 'yuyv422' };
    const made = cameraArguments(device, yuyv, WITH_PREVIEW);
    expect(made.args.join(' ')).toContain('lt(t,prev_selected_t)+gte(t-prev_selected_t,0.19)');
    expect(made.args.slice(-7)).toEqual(['-c:v', 'mjpeg', '-q:v', '6', '-f', 'mjpeg', 'pipe:3']);
    expect(made.previewFd).toBe(3);
  });

  it('turns, mirrors and stretches the picture, for the preview too', () => {
    const settings = { ...WITH_PREVIEW, rotate: 90, mirror: true, displayAspect: 4 / 3 } as const;
    const { args } = cameraArguments(device, mode, settings);
    const chains = args.filter((_, at) => args[at - 1] === '-vf');
    expect(chains).toHaveLength(2);
    for (const chain of chains) {
      expect(chain).toMatch(
        /setdar=ratio=1\.33\d*:max=10000,scale=.*,transpose=clock,hflip,format=/,
      );
    }
    expect(args).not.toContain('mjpeg2jpeg');
  });

  it('leaves the format to the driver where none is known', () => {
    const unknown = { ...mode, inputFormat: null };
    const { args } = cameraArguments(device, unknown, SETTINGS);
    expect(args).not.toContain('-input_format');
  });
});

describe('streamArguments', () => {
  it('takes RTSP over TCP, else over UDP, with a time-out', () => {
    const address = 'rtsp://u:p@host/live';
    const { stdin } = streamArguments(SETTINGS, address);
    expect(stdin?.split('\n')).toEqual([
      'ffconcat version 1.0',
      `file '${address}'`,
      'option rtsp_transport udp+tcp',
      'option rtsp_flags prefer_tcp',
      'option timeout 10000000',
      '',
    ]);
    for (const rtspTransport of ['tcp', 'udp'] as const) {
      const { stdin: wanted } = streamArguments({ ...SETTINGS, rtspTransport }, address);
      expect(wanted?.split('\n')[2]).toBe(`option rtsp_transport ${rtspTransport}`);
    }
  });

  it('names its address, which may hold a password, in no argument', () => {
    const address = "http://u:it's\nfile 'x@host/live";
    const { args, stdin } = streamArguments(WITH_PREVIEW, address);
    expect(optionOf(args, '-i')).toBe('pipe:0');
    expect(args.join(' ')).not.toContain('host');
    // One line, however the address is written.
    expect(stdin?.split('\n')[1]).toBe(String.raw`file 'http://u:it'\''sfile '\''x@host/live'`);
  });

  it.each(['rtsp://host/live', 'https://host/live.m3u8'])(
    'lets %s name no local file',
    (address) => {
      const { args } = streamArguments(WITH_PREVIEW, address);
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
      ...{ absolutePath: '/srv/-a%d.jpg', pictureDemuxer: 'jpeg_pipe', filmDemuxer: null },
      ...{ everyNth: 5, maxSidePx: 1280, strict: true, ...AS_IT_COMES },
    });
    expect(optionOf(args, '-i')).toBe('file:/srv/-a%d.jpg');
    expect(optionOf(args, '-protocol_whitelist')).toBe('file,pipe');
    expect(optionOf(args, '-f')).toBe('jpeg_pipe');
    expect(optionOf(args, '-err_detect')).toBe('explode');
    expect(optionOf(args, '-max_pixels')).toBe('100000000');
    expect(optionOf(args, '-vf')).toMatch(/^select='not\(mod\(n,5\)\)',setsar=1,scale=w='.*1280/);
    expect(args).not.toContain('-re');
    expect(timesFd).toBe(3);
  });

  it('allows a video no playlist format', () => {
    const film = { absolutePath: '/srv/a.mp4', pictureDemuxer: null, filmDemuxer: null };
    const { args } = playArguments({
      ...{ input: mediaInput({ ...film, strict: false }), picture: AS_IT_COMES },
      ...{ maxWidthPx: 640, maxHeightPx: 480, wantPreview: false },
    });
    const formats = optionOf(args, '-format_whitelist')?.split(',');
    for (const format of ['hls', 'dash', 'concat', 'image2', 'tty', 'lavfi', 'sdp']) {
      expect(formats).not.toContain(format);
    }
  });
});
