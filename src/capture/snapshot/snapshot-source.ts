import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import type { GrayFrame } from '../../core/frame.js';
import type {
  FrameSinks,
  FrameSource,
  PictureSettings,
  SourceDeps,
  SourceSettings,
  SourceType,
} from '../../core/frame-source.js';
import { encodeGrayJpeg } from '../../core/gray-jpeg.js';
import { isUpright } from '../ffmpeg/picture-outputs.js';
import { readMedia } from '../media/read-media.js';
import { checkDevice } from '../v4l2/device-access.js';
import { findCamera } from '../v4l2/find-camera.js';
import { type FormatAnswer, FormatQuestions } from '../v4l2/list-formats.js';
import { makePrivateFolder, type ShotOptions, takeShot } from './take-shot.js';

/** Each shot opens the camera anew, which takes about this long. */
const SHORTEST_INTERVAL_MS = 1000;
const PREVIEW_QUALITY = 75;

const traits = {
  kind: 'snapshot',
  isLive: true,
  backoffMs: { first: 1000, max: 15_000 },
} as const;

/**
 * One picture at a time through node-webcam, for cameras that must not stay open. The
 * source is `snapshot` (the first camera) or `snapshot:/dev/videoN`. fswebcam can only
 * write a file: it lies in memory (tmpfs), readable by us alone, until it is decoded.
 */
export const snapshotType: SourceType = {
  ...traits,
  examples: 'snapshot, snapshot:/dev/video0',
  manual: 'snapshot or snapshot:/dev/video0 (one picture at a time)',
  needsSignIn: true,
  matches: (source) => source === 'snapshot' || source.startsWith('snapshot:/dev/'),
  create: (settings, deps) => createSnapshotSource(settings, deps),
  check: checkDevice,
};

/** `shoot` takes the pictures; an argument for tests. */
export function createSnapshotSource(
  settings: SourceSettings,
  deps: SourceDeps,
  shoot: (options: ShotOptions) => Promise<void> = takeShot,
): FrameSource {
  const { source, ffmpegPath, answerWithinMs, widthPx, heightPx, framesPerSecond } = settings;
  const questions = new FormatQuestions({ ffmpegPath, answerWithinMs, clock: deps.clock });
  const intervalMs = Math.max(SHORTEST_INTERVAL_MS, 1000 / framesPerSecond);
  return {
    traits,
    name: source,
    endless: true,
    async run(signal, sinks) {
      const folder = await makePrivateFolder();
      try {
        const device = await resolveDevice(source, (device) => questions.ask(device, signal));
        const path = join(folder, 'shot.jpg');
        const startedMs = deps.clock.monotonicMs();
        for (let sequence = 0; !signal.aborted; sequence++) {
          const shotMs = deps.clock.monotonicMs();
          try {
            await shoot({ device, widthPx, heightPx, path });
            await passShot({ path, sequence, startedMs, settings, deps, signal, sinks });
          } finally {
            await rm(path, { force: true });
          }
          const restMs = intervalMs - (deps.clock.monotonicMs() - shotMs);
          await deps.clock.sleep(Math.max(0, restMs), signal);
        }
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function passShot(shot: {
  path: string;
  sequence: number;
  startedMs: number;
  settings: SourceSettings;
  deps: SourceDeps;
  signal: AbortSignal;
  sinks: FrameSinks;
}): Promise<void> {
  const { path, sequence, startedMs, settings, deps, signal, sinks } = shot;
  const capturedAtMs = deps.clock.nowMs();
  const monotonicMs = deps.clock.monotonicMs();
  const { ffmpegPath, widthPx, heightPx, wantPreview, rotate, mirror, displayAspect } = settings;
  const maxSidePx = Math.max(widthPx, heightPx);
  const picture = { rotate, mirror, displayAspect };
  const pictures = readMedia(path, { everyNth: 1, ffmpegPath, maxSidePx, picture, signal });
  for await (const { frame } of pictures) {
    if (wantPreview)
      sinks.onPreview?.({ jpeg: await previewOf(frame, path, picture), capturedAtMs });
    const mediaTimeS = (monotonicMs - startedMs) / 1000;
    sinks.onFrame({ ...frame, sequence, capturedAtMs, monotonicMs, mediaTimeS });
  }
}

async function resolveDevice(
  source: string,
  ask: (device: string) => Promise<FormatAnswer>,
): Promise<string> {
  const named = /^snapshot:(.+)$/.exec(source)?.[1];
  const device = named ?? (await findCamera({ listFormats: ask })).device;
  return realpath(device).catch((cause: unknown) => {
    throw new EkspresiError('camera-not-there', { device }, { cause });
  });
}

/** The camera's own picture, or the gray one where it had to be turned. */
async function previewOf(
  { pixels, width, height }: GrayFrame,
  path: string,
  picture: PictureSettings,
): Promise<Uint8Array> {
  return isUpright(picture)
    ? readFile(path)
    : encodeGrayJpeg(pixels, width, height, PREVIEW_QUALITY);
}
