import { describe, expect, it } from 'vitest';
import { sourceFailure } from '../../../src/capture/ffmpeg/source-failure.js';

const V4L2 = '[video4linux2,v4l2 @ 0x557f068a2880] ';

function explain(kind: 'camera' | 'stream', line: string, code: number | null = 0) {
  const exit = { code, signal: code === null ? 'SIGSEGV' : null };
  const stderrLines = line === '' ? [] : line.split('\n');
  return sourceFailure({ kind, name: '/dev/video0', exit, stderrLines });
}

describe('sourceFailure', () => {
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
  ])('camera: %s', (line, code) => {
    expect(explain('camera', line)).toMatchObject({ code });
  });

  it.each([
    ['[rtsp @ 0x55] [error] method DESCRIBE failed: 401 Unauthorized', 'SOURCE_UNREADABLE'],
    ['[tcp @ 0x55] [error] Connection to tcp://h:554 failed: Connection refused', 'SOURCE_MISSING'],
    ['[error] http://h/x: Invalid data found when processing input', 'SOURCE_UNREADABLE'],
    ['', 'SOURCE_ENDED'],
  ])('stream: %s', (line, code) => {
    expect(explain('stream', line)).toMatchObject({ code });
  });

  it('quotes the first error without the addresses in memory', () => {
    const error = explain(
      'camera',
      `${V4L2}[warning] something\n${V4L2}[error] Cannot open video device /dev/video0: No such file or directory\n[error] /dev/video0: No such file or directory`,
    );
    expect(error.message).toBe(
      'the camera /dev/video0 is not there (unplugged?): Cannot open video device /dev/video0: No such file or directory',
    );
  });

  it('says how a silent process ended', () => {
    expect(explain('camera', '').message).toBe('the camera /dev/video0 ended (exit code 0)');
    expect(explain('camera', '', null).message).toContain('signal SIGSEGV');
  });
});
