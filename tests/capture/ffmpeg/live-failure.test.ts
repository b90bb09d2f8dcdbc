import { describe, expect, it } from 'vitest';
import { cameraFailure } from '../../../src/capture/camera/camera-source.js';
import { streamFailure } from '../../../src/capture/stream/stream-failure.js';

const V4L2 = '[video4linux2,v4l2 @ 0x557f068a2880] ';
const CLOSED = { code: 0, signal: null };
const NAME = '/dev/video0';

function explainCamera(
  line: string,
  exit: { code: number | null; signal: string | null } = CLOSED,
) {
  return cameraFailure(NAME, exit, line === '' ? [] : line.split('\n'));
}

function explainStream(line: string) {
  return streamFailure('rtsp://h/x', CLOSED, line === '' ? [] : line.split('\n'));
}

describe('cameraFailure', () => {
  it.each([
    [`${V4L2}[error] ioctl(VIDIOC_STREAMON): Device or resource busy`, 'SOURCE_BUSY'],
    [`${V4L2}[error] Cannot open video device /dev/video0: Permission denied`, 'SOURCE_UNREADABLE'],
    [
      `${V4L2}[error] Cannot open video device /dev/video0: No such file or directory`,
      'SOURCE_MISSING',
    ],
    [`${V4L2}[error] ioctl(VIDIOC_DQBUF): No such device`, 'SOURCE_MISSING'],
    [`${V4L2}[error] Not a video capture device.`, 'SOURCE_UNREADABLE'],
    ['', 'SOURCE_ENDED'],
  ])('%s', async (line, code) => {
    expect(await explainCamera(line)).toMatchObject({ code });
  });

  it('quotes the first error without the addresses in memory', async () => {
    const error = await explainCamera(
      `${V4L2}[warning] something\n${V4L2}[error] Cannot open video device /dev/video0: No such file or directory\n[error] /dev/video0: No such file or directory`,
    );
    expect(error.message).toBe(
      'the camera /dev/video0 is not there (unplugged?): Cannot open video device /dev/video0: No such file or directory',
    );
  });

  it('takes the newest cause, not one that is over', async () => {
    const error = await explainCamera(
      `${V4L2}[error] ioctl(VIDIOC_STREAMON): Device or resource busy\n${V4L2}[error] ioctl(VIDIOC_DQBUF): No such device`,
    );
    expect(error.code).toBe('SOURCE_MISSING');
    expect(error.message).toContain('VIDIOC_DQBUF');
  });

  it('finds no cause in the name of a device', async () => {
    const named = '[warning] /dev/v4l/by-id/usb-No such device-Permission denied: slow';
    expect(await explainCamera(named)).toMatchObject({ code: 'SOURCE_ENDED' });
  });

  it('says that a codec is no camera', async () => {
    const error = await explainCamera(
      `${V4L2}[error] Not a video capture device.\n[error] /dev/video10: No such device`,
    );
    expect(error.message).toContain('is no camera');
    expect(error.remedy).toContain('program:rpicam-vid');
  });

  it('says how a silent process ended', async () => {
    expect((await explainCamera('')).message).toBe('the camera /dev/video0 ended (exit code 0)');
    const killed = await explainCamera('', { code: null, signal: 'SIGSEGV' });
    expect(killed.message).toContain('signal SIGSEGV');
  });
});

describe('streamFailure', () => {
  it.each([
    ['[rtsp @ 0x55] [error] method DESCRIBE failed: 401 Unauthorized', 'stream-sign-in'],
    ['[http @ 0x55] [warning] HTTP error 403 Forbidden', 'stream-forbidden'],
    ['[http @ 0x55] [error] HTTP error 404 Not Found', 'stream-nothing-there'],
    ['[rtsp @ 0x55] [error] method SETUP failed: 461 Unsupported transport', 'stream-transport'],
    ['[rtsp @ 0x55] [error] method PLAY failed: 453 Not Enough Bandwidth', 'stream-overloaded'],
    ['[error] pipe:0: Server returned 5XX Server Error reply', 'stream-faulty'],
    ['[error] pipe:0: Server returned 400 Bad Request', 'stream-refused'],
    [
      '[tcp @ 0x55] [error] Connection to tcp://h:554 failed: Connection refused',
      'stream-unreachable',
    ],
    ['[error] pipe:0: Invalid data found when processing input', 'stream-unplayable'],
  ])('%s', (line, kind) => {
    expect(explainStream(line)).toMatchObject({ kind });
  });

  it.each([
    "[concat @ 0x557f4014030a] [error] Impossible to open 'rtsp://h/Streaming/Channels/401'",
    '[h264 @ 0x55403401a0] [error] error while decoding MB 40 1',
    '[warning] http://h/Connection refused/404: frames are late',
    '',
  ])('takes no number and no word for a cause that is none: %s', (line) => {
    expect(explainStream(line)).toMatchObject({ code: 'SOURCE_ENDED' });
  });

  it('takes the newest cause', () => {
    const error = explainStream(
      '[rtsp @ 0x1] [error] method DESCRIBE failed: 401 Unauthorized\n[tcp @ 0x2] [error] Connection to tcp://h:554 failed: Connection timed out',
    );
    expect(error).toMatchObject({ kind: 'stream-unreachable' });
    expect(error.message).toContain('timed out');
    expect(error.message).not.toContain('401');
  });
});
