import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cameraType } from '../../../src/capture/camera/camera-source.js';
import {
  FormatQuestions,
  formatAnswer,
  listFormats,
} from '../../../src/capture/v4l2/list-formats.js';
import { systemClock } from '../../../src/core/clock.js';
import { silentLog } from '../../../src/core/log.js';
import { SETTINGS } from '../fixtures/source-settings.js';

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
function install(script: string) {
  const program = join(folder, 'v4l2-ctl');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
}

const limits = { ffmpegPath: 'ffmpeg', clock: systemClock, answerWithinMs: 20_000 };

function ask(script: string) {
  install(script);
  const signal = new AbortController().signal;
  return listFormats({ ...limits, device: '/dev/video9', signal });
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
    expect(await ask('echo "Type: Metadata Capture"')).toEqual({
      ...{ formats: [], role: 'camera', complaint: null, hanging: null },
    });
  });
});

describe('FormatQuestions', () => {
  it('goes on without an answer, and starts no second program beside one that does not end', async () => {
    const starts = join(folder, 'starts');
    install(`trap '' TERM\necho x >>'${starts}'\nwhile :; do sleep 0.1; done`);
    const questions = new FormatQuestions({ ...limits, answerWithinMs: 1500 });
    const { signal } = new AbortController();
    const first = await questions.ask('/dev/video9', signal);
    expect(first.complaint).toBe('v4l2-ctl: no answer within 1.5 s');
    expect(await questions.ask('/dev/video9', signal)).toBe(first);
    expect(readFileSync(starts, 'utf8')).toBe('x\n');
    await first.hanging;
    install(`cat <<'END'\n${LISTING}END`);
    expect((await questions.ask('/dev/video9', signal)).formats).toHaveLength(1);
  });
});

it('a named camera that gives no answer is not opened', async () => {
  install('exec sleep 600');
  const source = cameraType.create(
    { ...SETTINGS, source: '/dev/video9', ffmpegPath: process.execPath, answerWithinMs: 300 },
    { clock: systemClock, log: silentLog },
  );
  const sinks = { onFrame: () => {} };
  await expect(source.run(new AbortController().signal, sinks)).rejects.toMatchObject({
    code: 'SOURCE_MISSING',
    message: 'the camera /dev/video9 does not answer (v4l2-ctl: no answer within 0.3 s)',
  });
});

describe('formatAnswer', () => {
  it('does not mind that ffmpeg fails after it has answered', () => {
    const formats = [{ name: 'mjpeg', sizes: [], anySize: true }];
    const failed = { exit: { code: 1, signal: null }, stderrLines: [], hanging: null };
    const limit = { answerWithinMs: 5000 };
    expect(formatAnswer('ffmpeg', formats, { ...failed, ...limit }).complaint).toBeNull();
    expect(formatAnswer('ffmpeg', [], { ...failed, ...limit }).complaint).toBe(
      'ffmpeg: exit code 1',
    );
  });

  it('says that nothing came in time', () => {
    const hanging = Promise.resolve({ code: null, signal: 'SIGTERM' });
    const late = { exit: { code: null, signal: null }, stderrLines: [], hanging };
    const { complaint } = formatAnswer('v4l2-ctl', [], { ...late, answerWithinMs: 5000 });
    expect(complaint).toBe('v4l2-ctl: no answer within 5 s');
  });
});
