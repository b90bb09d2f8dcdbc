import { basename } from 'node:path';
import type { CaptureDeps } from '../capture-deps.js';
import { cameraArguments } from '../ffmpeg/camera-arguments.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg-program.js';
import { runLive } from '../ffmpeg/run-live.js';
import type { FrameSource } from '../frame-source.js';
import type { SourceSettings } from '../source-settings.js';
import { cameraFailure } from './camera-failure.js';
import { chooseMode } from './choose-mode.js';
import { findCamera } from './find-camera.js';
import { listFormats } from './list-formats.js';
import { parseUsbIdentity } from './usb-identity.js';

/**
 * A V4L2 camera through one long-lived ffmpeg. With the source `camera`, or one named by its
 * USB identity, the device is searched again at each run, so that it is found under whatever number it returns.
 */
export function createCameraSource(settings: SourceSettings, deps: CaptureDeps): FrameSource {
  const { ffmpegPath, widthPx, heightPx, framesPerSecond, wantPreview } = settings;
  let name = settings.source;
  const wanted = parseUsbIdentity(settings.source);
  return {
    kind: 'camera',
    endless: true,
    get name() {
      return name;
    },
    async run(signal, sinks) {
      const program = findFfmpeg(ffmpegPath);
      const ask = (device: string) =>
        listFormats({ device, ffmpegPath, clock: deps.clock, signal });
      try {
        const { device, formats } =
          settings.source === 'camera' || wanted !== null
            ? await findCamera({ listFormats: ask, ...(wanted === null ? {} : { wanted }) })
            : { device: settings.source, formats: (await ask(settings.source)).formats };
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
