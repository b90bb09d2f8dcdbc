import { basename } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import type { FrameSource, SourceDeps } from '../../core/frame-source.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg-program.js';
import { runLive } from '../ffmpeg/run-live.js';
import type { SourceSettings } from '../source-settings.js';
import type { CameraFormat } from '../v4l2/camera-formats.js';
import { findCamera } from '../v4l2/find-camera.js';
import { FormatQuestions } from '../v4l2/format-questions.js';
import type { FormatAnswer } from '../v4l2/list-formats.js';
import { parseUsbIdentity } from '../v4l2/usb-identity.js';
import { cameraArguments } from './camera-arguments.js';
import { cameraFailure } from './camera-failure.js';
import { chooseMode } from './choose-mode.js';

/**
 * A V4L2 camera through one long-lived ffmpeg. With the source `camera`, or one named by its
 * USB identity, the device is searched again at each run, so that it is found under whatever number it returns.
 */
export function createCameraSource(settings: SourceSettings, deps: SourceDeps): FrameSource {
  const { ffmpegPath, answerWithinMs, widthPx, heightPx, framesPerSecond, wantPreview } = settings;
  let name = settings.source;
  const wanted = parseUsbIdentity(settings.source);
  const questions = new FormatQuestions({ ffmpegPath, answerWithinMs, clock: deps.clock });
  return {
    kind: 'camera',
    endless: true,
    get name() {
      return name;
    },
    async run(signal, sinks) {
      const program = findFfmpeg(ffmpegPath);
      const ask = (device: string) => questions.ask(device, signal);
      try {
        const { device, formats } =
          settings.source === 'camera' || wanted !== null
            ? await findCamera({ listFormats: ask, ...(wanted === null ? {} : { wanted }) })
            : { device: settings.source, formats: await formatsOf(settings.source, ask) };
        name = device.startsWith('/dev/v4l/') ? basename(device) : device;
        const mode = chooseMode(formats, settings);
        deps.log.info({ device, mode }, 'opening the camera');
        const plan = cameraArguments({
          ...{ device, mode, wantPreview },
          maxWidthPx: widthPx,
          maxHeightPx: heightPx,
        });
        const run = {
          ...{ program, plan, framesPerSecond },
          maxPixels: widthPx * heightPx,
          redact: (line: string) => line,
          failure: cameraFailure(device),
        };
        await runLive(run, deps, signal, sinks);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

/**
 * Formats of the device that the operator named; none where it does not tell, as ffmpeg may say why.
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
