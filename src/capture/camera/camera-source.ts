import { basename } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import type { SourceType } from '../../core/frame-source.js';
import { type FailureRule, liveFailure } from '../ffmpeg/ffmpeg-lines.js';
import { runLive } from '../ffmpeg/run-live.js';
import type { ChildExit } from '../process/child-program.js';
import type { CameraFormat } from '../v4l2/camera-formats.js';
import { checkDevice, deviceHolder } from '../v4l2/device-access.js';
import { findCamera } from '../v4l2/find-camera.js';

import { type FormatAnswer, FormatQuestions } from '../v4l2/list-formats.js';
import { parseUsbIdentity } from '../v4l2/usb-identity.js';
import { cameraArguments, chooseMode } from './camera-arguments.js';

const traits = {
  kind: 'camera',
  isLive: true,
  // A camera on this box costs nobody anything to be looked for: it is back soon after its fault.
  backoffMs: { first: 1000, max: 15_000 },
} as const;

/**
 * A V4L2 camera through one long-lived ffmpeg. With the source `camera`, or one named by its
 * USB identity, the device is searched again at each run, so that it is found under whatever
 * number it returns.
 */
export const cameraType: SourceType = {
  ...traits,
  examples: 'camera, /dev/video0, 046d:0825',
  manual:
    'camera (the first one found), a device (/dev/v4l/by-id/… is best, /dev/video0), a USB camera by vendor:product[:serial] (046d:0825)',
  needsSignIn: true,
  matches: (source) =>
    source === 'camera' || /^\/dev\/(?!shm\/)/.test(source) || parseUsbIdentity(source) !== null,
  create(settings, deps) {
    const { ffmpegPath, answerWithinMs, source } = settings;
    let name = source;
    const wanted = parseUsbIdentity(source);
    const questions = new FormatQuestions({ ffmpegPath, answerWithinMs, clock: deps.clock });
    return {
      traits,
      endless: true,
      get name() {
        return name;
      },
      async run(signal, sinks) {
        const ask = (device: string) => questions.ask(device, signal);
        try {
          const { device, formats } =
            source === 'camera' || wanted !== null
              ? await findCamera({ listFormats: ask, ...(wanted === null ? {} : { wanted }) })
              : { device: source, formats: await formatsOf(source, ask) };
          name = device.startsWith('/dev/v4l/') ? basename(device) : device;
          const mode = chooseMode(formats, settings);
          deps.log.info({ device, mode }, 'opening the camera');
          const run = {
            plan: cameraArguments(device, mode, settings),
            settings,
            redact: (line: string) => line,
            failure: (exit: ChildExit, lines: readonly string[]) =>
              cameraFailure(device, exit, lines),
          };
          await runLive(run, deps, signal, sinks);
        } catch (error) {
          if (!signal.aborted) throw error;
        }
      },
    };
  },
  check: checkDevice,
};

/**
 * Formats of the device that the operator named; none where it does not tell, as ffmpeg may say
 * why.
 * @throws EkspresiError SOURCE_MISSING where it gives no answer: ffmpeg would get none either
 */
async function formatsOf(
  device: string,
  ask: (device: string) => Promise<FormatAnswer>,
): Promise<readonly CameraFormat[]> {
  const { formats, complaint, hanging } = await ask(device);
  if (hanging === null) return formats;
  throw new EkspresiError('camera-silent', { device, complaint: complaint ?? '' });
}

/** What ffmpeg says of a device: `ioctl(VIDIOC_…): reason`, or its name and the reason. */
function says(reasons: string): RegExp {
  return new RegExp(
    `^(?:ioctl\\(\\w+\\)|(?:Cannot open video device )?/dev/[^:]*(?::[^:/]*)*): (?:${reasons})$`,
  );
}

const BUSY = says('Device or resource busy');
const FORBIDDEN = says('Permission denied|Operation not permitted');
const NO_CAMERA = /^Not a video capture device\.?$/;
const GONE = says('No such file or directory|No such device');
const UNFIT = new RegExp(
  `${says('Inappropriate ioctl for device|Invalid argument').source}|^Cannot find a proper format`,
);

/** Explains why a camera's ffmpeg ended; a busy camera is named with who holds it. */
export async function cameraFailure(
  device: string,
  exit: ChildExit,
  stderrLines: readonly string[],
): Promise<EkspresiError> {
  const rules: readonly FailureRule[] = [
    [BUSY, (line, options) => new EkspresiError('camera-busy', { device, line }, options)],
    [
      FORBIDDEN,
      (line, options) => new EkspresiError('camera-forbidden', { device, line }, options),
    ],
    [
      NO_CAMERA,
      (line, options) => new EkspresiError('camera-not-camera', { device, line }, options),
    ],
    [GONE, (line, options) => new EkspresiError('camera-unplugged', { device, line }, options)],
    [UNFIT, (line, options) => new EkspresiError('camera-unfit', { device, line }, options)],
  ];
  const error = liveFailure({ kind: 'camera', name: device, rules, exit, stderrLines });
  const holder = error.code === 'SOURCE_BUSY' ? await deviceHolder(device) : null;
  if (holder === null) return error;
  return new EkspresiError('camera-held', { device, holder }, { cause: error });
}
