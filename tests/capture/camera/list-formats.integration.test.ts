import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatAnswer, listFormats } from '../../../src/capture/camera/list-formats.js';
import { systemClock } from '../../../src/core/clock.js';

const LISTING = `ioctl: VIDIOC_ENUM_FMT
	Type: Video Capture

	[0]: 'MJPG' (Motion-JPEG, compressed)
		Size: Discrete 640x480
			Interval: Discrete 0.033s (30.000 fps)
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-v4l2-'));
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program in the way of the real v4l2-ctl. */
function ask(script: string) {
  const program = join(folder, 'v4l2-ctl');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const signal = new AbortController().signal;
  return listFormats({ device: '/dev/video9', ffmpegPath: 'ffmpeg', clock: systemClock, signal });
}

describe('listFormats', () => {
  it('gives the formats of a camera', async () => {
    const { formats, complaint } = await ask(`cat <<'END'\n${LISTING}END`);
    expect(formats).toEqual([
      { name: 'mjpeg', sizes: [{ widthPx: 640, heightPx: 480 }], anySize: false },
    ]);
    expect(complaint).toBeNull();
  });

  it('says what the program said when it failed', async () => {
    const { formats, complaint } = await ask('echo "Cannot open device $2, exiting." >&2; exit 3');
    expect(formats).toEqual([]);
    expect(complaint).toBe('v4l2-ctl: exit code 3: Cannot open device /dev/video9, exiting.');
  });

  it('names the signal that ended it, and takes a silent node for no complaint', async () => {
    expect((await ask('kill -9 $$')).complaint).toBe('v4l2-ctl: signal SIGKILL');
    expect(await ask('echo "Type: Metadata Capture"')).toEqual({ formats: [], complaint: null });
  });
});

describe('formatAnswer', () => {
  it('does not mind that ffmpeg fails after it has answered', () => {
    const formats = [{ name: 'mjpeg', sizes: [], anySize: true }];
    const failed = { exit: { code: 1, signal: null }, stderrLines: [], timedOut: false };
    expect(formatAnswer('ffmpeg', formats, failed).complaint).toBeNull();
    expect(formatAnswer('ffmpeg', [], failed).complaint).toBe('ffmpeg: exit code 1');
  });

  it('says that nothing came in time', () => {
    const late = { exit: { code: null, signal: 'SIGTERM' }, stderrLines: [], timedOut: true };
    expect(formatAnswer('v4l2-ctl', [], late).complaint).toBe('v4l2-ctl: no answer within 30 s');
  });
});
