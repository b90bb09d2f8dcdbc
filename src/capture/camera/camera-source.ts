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
  revive: 'unplug it and plug it in again',
} as const;

/**
 * A V4L2 camera through one long-lived ffmpeg. With the source `camera`, or one named by its
 * USB identity, the device is searched again at each run, so that it is found under whatever
 * number it returns.
 */
export const cameraType: SourceType = {
  ...traits,
  examples: 'camera, /dev/video0',
  manual:
    'camera (the first one found), a device (/dev/v4l/by-id/… is best, /dev/video0), a USB camera by vendor:product[:serial] (046d:0825)',
  needsSignIn: true,
  matches: (source) =>
    source === 'camera' || source.startsWith('/dev/') || parseUsbIdentity(source) !== null,
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
  throw new EkspresiError(
    'SOURCE_MISSING',
    `the camera ${device} does not answer (${complaint})`,
    'Unplug the camera and plug it in again; it is picked up by itself.',
  );
}

/** What ffmpeg says of a device: `ioctl(VIDIOC_…): reason`, or its name and the reason. */
function says(reasons: string): RegExp {
  return new RegExp(
    `^(?:ioctl\\(\\w+\\)|(?:Cannot open video device )?/dev/[^:]*(?::[^:/]*)*): (?:${reasons})$`,
  );
}

const RULES: readonly FailureRule[] = [
  {
    pattern: says('Device or resource busy'),
    code: 'SOURCE_BUSY',
    what: 'is in use by another program',
    remedy: 'Stop the other program; the camera is taken as soon as it is free.',
  },
  {
    pattern: says('Permission denied|Operation not permitted'),
    code: 'SOURCE_UNREADABLE',
    what: 'may not be opened',
    remedy: 'Put the service user into the group "video" (usermod -aG video USER).',
  },
  {
    pattern: /^Not a video capture device\.?$/,
    code: 'SOURCE_UNREADABLE',
    what: 'is no camera',
    remedy:
      'Name a camera: a codec or a picture processor has a device too. For a ribbon camera use program:rpicam-vid (see docs/operations.md).',
  },
  {
    pattern: says('No such file or directory|No such device'),
    code: 'SOURCE_MISSING',
    what: 'is not there (unplugged?)',
    remedy: 'Plug the camera in; it is picked up by itself.',
  },
  {
    pattern: new RegExp(
      `${says('Inappropriate ioctl for device|Invalid argument').source}|^Cannot find a proper format`,
    ),
    code: 'SOURCE_UNREADABLE',
    what: 'does not work as a camera with these settings',
    remedy:
      'Choose another device, size or pixel format; "v4l2-ctl --list-formats-ext" lists them.',
  },
];

/** Explains why a camera's ffmpeg ended; a busy camera is named with who holds it. */
export async function cameraFailure(
  device: string,
  exit: ChildExit,
  stderrLines: readonly string[],
): Promise<EkspresiError> {
  const error = liveFailure({
    ...{ subject: `the camera ${device}`, rules: RULES, exit, stderrLines },
    remedy: 'It is opened again by itself; if this repeats, check the camera and its cable.',
  });
  const holder = error.code === 'SOURCE_BUSY' ? await deviceHolder(device) : null;
  if (holder === null) return error;
  return new EkspresiError(
    'SOURCE_BUSY',
    `the camera ${device} is in use by ${holder}`,
    error.remedy,
    { cause: error },
  );
}
