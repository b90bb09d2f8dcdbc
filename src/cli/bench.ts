import { cpus, totalmem } from 'node:os';
import { readMedia } from '../capture/file/read-media.js';
import { systemClock } from '../core/clock.js';
import { describeError, usageError } from '../core/errors.js';
import { type FrameAnalysis, STAGE_TIMES, type StageTimes } from '../core/face.js';
import { silentLog } from '../core/log.js';
import { percentile } from '../core/percentile.js';
import { toInferenceSettings } from '../daemon/config/to-settings.js';
import { createFacePipeline } from '../inference/pipeline/face-pipeline.js';
import type { Command } from './command.js';
import { offlineConfig } from './offline-config.js';
import { parseOptions, wholeNumber } from './options.js';
import { modelsFolder, programVersion } from './version.js';

/** Part of the time that a daemon can give to analysis and still serve pages. */
const SUSTAINED_SHARE = 0.8;

export const benchCommand: Command = {
  name: 'bench',
  summary: 'stage times on this box, as JSON',
  help: `Usage: ekspresi bench [--frames N] [--config F] FILE…

Analyses up to N frames of each video as the daemon does (default 600) and prints, per
file, the milliseconds of each stage (p50, p95), the frames per second that the box will
hold, faces and memory, as JSON. Give it a recording of the place.

Exit: 0 measured, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals: files } = parseOptions(
      'bench',
      args,
      {
        frames: { type: 'string', default: '600' },
        config: { type: 'string' },
      },
      { most: Number.POSITIVE_INFINITY },
    );
    if (files.length === 0) throw usageError('bench', 'name at least one video');
    const maxFrames = wholeNumber('bench', 'frames', values.frames, { min: 1, max: 1_000_000 });
    const config = offlineConfig(values.config, io);
    const settings = toInferenceSettings(config, modelsFolder());
    const { ffmpegPath, widthPx, heightPx } = config.camera;
    const results: object[] = [];
    let failed = 0;
    for (const file of files) {
      const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
      const analyses: FrameAnalysis[] = [];
      try {
        const media = readMedia(file, {
          everyNth: 1,
          ffmpegPath,
          signal: io.signal,
          maxSidePx: Math.max(widthPx, heightPx),
        });
        for await (const { frame } of media) {
          analyses.push(await pipeline.analyse(frame));
          if (analyses.length >= maxFrames) break;
        }
        results.push({ source: file, ...figures(analyses) });
      } catch (error) {
        if (io.signal.aborted) throw error;
        failed++;
        io.stderr.write(`ekspresi: ${describeError(error)}\n`);
      } finally {
        await pipeline.close();
      }
    }
    const machine = {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
    };
    io.stdout.write(
      `${JSON.stringify({ version: programVersion(), machine, model: config.inference.model, results }, null, 2)}\n`,
    );
    return failed === 0 ? 0 : 1;
  },
};

function figures(analyses: readonly FrameAnalysis[]): object {
  const stageMs = Object.fromEntries(
    STAGE_TIMES.map((stage) => {
      const times = analyses.map(({ stages }: { stages: StageTimes }) => stages[stage]);
      return [stage, { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }];
    }),
  );
  const totalMs = analyses.reduce((sum, { stages }) => sum + stages.totalMs, 0);
  const observations = analyses.reduce((sum, { faces }) => sum + faces.length, 0);
  return {
    frames: analyses.length,
    size: { widthPx: analyses[0]?.width ?? 0, heightPx: analyses[0]?.height ?? 0 },
    stageMs,
    meanMs: totalMs / analyses.length,
    sustainedFramesPerSecond: (analyses.length * 1000 * SUSTAINED_SHARE) / totalMs,
    meanFaces: observations / analyses.length,
    faces: new Set(analyses.flatMap(({ faces }) => faces.map((face) => face.trackId))).size,
    rssBytes: process.memoryUsage.rss(),
  };
}
