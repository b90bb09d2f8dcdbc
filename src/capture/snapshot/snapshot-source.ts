import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import type { FrameSinks, FrameSource, SourceDeps } from '../../core/frame-source.js';
import { readMedia } from '../media/read-media.js';
import type { SourceSettings } from '../source-settings.js';
import { findCamera } from '../v4l2/find-camera.js';
import { FormatQuestions } from '../v4l2/format-questions.js';
import type { FormatAnswer } from '../v4l2/list-formats.js';
import { makePrivateFolder } from './private-folder.js';
import { type ShotOptions, takeShot } from './take-shot.js';

/** Each shot opens the camera anew, which takes about this long. */
const SHORTEST_INTERVAL_MS = 1000;

/**
 * One picture at a time through node-webcam, for cameras that must not stay open. The
 * source is `snapshot` (the first camera) or `snapshot:/dev/videoN`. fswebcam can only
 * write a file: it lies in memory (tmpfs), readable by us alone, until it is decoded.
 */
export function createSnapshotSource(
  settings: SourceSettings,
  deps: SourceDeps,
  shoot: (options: ShotOptions) => Promise<void> = takeShot,
): FrameSource {
  const { source, ffmpegPath, answerWithinMs, widthPx, heightPx, framesPerSecond } = settings;
  const questions = new FormatQuestions({ ffmpegPath, answerWithinMs, clock: deps.clock });
  const intervalMs = Math.max(SHORTEST_INTERVAL_MS, 1000 / framesPerSecond);
  return {
    kind: 'snapshot',
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
  const { ffmpegPath, widthPx, heightPx, wantPreview } = settings;
  const maxSidePx = Math.max(widthPx, heightPx);
  const pictures = readMedia(path, { everyNth: 1, ffmpegPath, maxSidePx, signal });
  for await (const { frame } of pictures) {
    if (wantPreview) sinks.onPreview?.({ jpeg: await readFile(path), capturedAtMs });
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
    throw new EkspresiError(
      'SOURCE_MISSING',
      `the camera ${device} is not there`,
      'Plug the camera in; it is picked up by itself.',
      { cause },
    );
  });
}
