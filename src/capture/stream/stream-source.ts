import type { FrameSource, SourceDeps } from '../../core/frame-source.js';
import { findFfmpeg } from '../ffmpeg/ffmpeg-program.js';
import { runLive } from '../ffmpeg/run-live.js';
import { sourceFailure } from '../ffmpeg/source-failure.js';
import { createRedactor } from '../redact.js';
import type { SourceSettings } from '../source-settings.js';
import { streamArguments } from './stream-arguments.js';

/** An `rtsp://` or `http(s)://` stream. Its credentials go to ffmpeg and nowhere else. */
export function createStreamSource(settings: SourceSettings, deps: SourceDeps): FrameSource {
  const { source, widthPx, heightPx, framesPerSecond, wantPreview } = settings;
  const redact = createRedactor(source);
  const name = redact(source);
  return {
    kind: 'stream',
    name,
    endless: true,
    async run(signal, sinks) {
      const program = findFfmpeg(settings.ffmpegPath);
      const plan = streamArguments({
        ...{ address: source, wantPreview },
        maxWidthPx: widthPx,
        maxHeightPx: heightPx,
      });
      const run = {
        ...{ program, plan, framesPerSecond },
        maxPixels: widthPx * heightPx,
        redact,
        failure: async (
          exit: Parameters<typeof sourceFailure>[0]['exit'],
          stderrLines: readonly string[],
        ) => sourceFailure({ kind: 'stream', name, exit, stderrLines }),
      };
      await runLive(run, deps, signal, sinks);
    },
  };
}
