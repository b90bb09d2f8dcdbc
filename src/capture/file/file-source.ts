import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { FrameSinks, FrameSource, SourceDeps } from '../../core/frame-source.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg-program.js';
import { isTelling } from '../ffmpeg/stderr-lines.js';
import { inspectMedia } from '../media/inspect-media.js';
import { MAX_PIXELS, playArguments } from '../media/media-arguments.js';
import { invalidMedia, mediaFailure } from '../media/media-failure.js';
import { type ChildProgram, startChild } from '../process/child-program.js';
import type { SourceSettings } from '../source-settings.js';
import { passPreviews } from '../split/pass-previews.js';
import { readTimedPictures } from '../split/read-pictures.js';

/** A video file played once, at its own speed, with the times of its own frames. */
export function createFileSource(settings: SourceSettings, deps: SourceDeps): FrameSource {
  const { source, widthPx, heightPx, wantPreview } = settings;
  return {
    kind: 'file',
    name: basename(source),
    endless: false,
    async run(signal, sinks) {
      const program = findFfmpeg(settings.ffmpegPath);
      const { absolutePath, pictureDemuxer } = await inspectMedia(source);
      if (pictureDemuxer !== null) {
        throw invalidMedia(source, 'it is a picture, not a video (see "ekspresi analyze")');
      }
      if (signal.aborted) return;
      const plan = playArguments({
        ...{ absolutePath, wantPreview },
        maxWidthPx: widthPx,
        maxHeightPx: heightPx,
      });
      const child = startChild({
        ...{ program, args: plan.args, clock: deps.clock },
        extraPipes: wantPreview ? 2 : 1,
        keepLine: (line) => (isTelling(line) ? line : null),
      });
      const onAbort = () => void child.terminate();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        const [frames] = await Promise.all([
          passFrames(child, deps, sinks),
          passPreviews(child.pipes[1], deps.clock, sinks),
        ]);
        const exit = await child.exited;
        if (signal.aborted) return;
        if (exit.code !== 0) throw mediaFailure(source, child.stderrLines());
        if (frames === 0) throw invalidMedia(source, 'it holds no video frames');
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
        await child.terminate();
      }
    },
  };
}

async function passFrames(
  child: ChildProgram,
  { clock }: SourceDeps,
  sinks: FrameSinks,
): Promise<number> {
  let frames = 0;
  const pictures = readTimedPictures({
    pictures: child.stdout,
    times: child.pipes[0] as Readable,
    maxPixels: MAX_PIXELS,
  });
  for await (const { pixels, width, height, index, mediaTimeS } of pictures) {
    frames++;
    sinks.onFrame({
      ...{ pixels, width, height, sequence: index, mediaTimeS },
      capturedAtMs: clock.nowMs(),
      monotonicMs: clock.monotonicMs(),
    });
  }
  return frames;
}
