import { readMedia } from '../capture/media/read-media.js';
import { systemClock } from '../core/clock.js';
import { type FrameAnalysis, STAGE_TIMES } from '../core/face.js';
import { silentLog } from '../core/log.js';
import { percentile } from '../core/percentile.js';
import type { InferenceSettings } from '../inference/inference-settings.js';
import { createFacePipeline } from '../inference/pipeline/face-pipeline.js';

/** Part of the time that a daemon can give to analysis and still serve pages. */
const SUSTAINED_SHARE = 0.8;

interface MeasureOptions {
  readonly maxFrames: number;
  readonly ffmpegPath: string;
  /** Frames with a longer side are scaled down, as a camera's are. */
  readonly maxSidePx: number;
  readonly signal: AbortSignal;
}

/**
 * Analyses the first frames of a video as the daemon does.
 * @throws EkspresiError as {@link readMedia} does
 */
export async function measureStages(
  file: string,
  settings: InferenceSettings,
  { maxFrames, ...reading }: MeasureOptions,
): Promise<ReturnType<typeof figures> & { readonly source: string }> {
  const pipeline = await createFacePipeline(settings, { clock: systemClock, log: silentLog });
  const analyses: FrameAnalysis[] = [];
  try {
    for await (const { frame } of readMedia(file, { everyNth: 1, ...reading })) {
      analyses.push(await pipeline.analyse(frame));
      if (analyses.length >= maxFrames) break;
    }
  } finally {
    await pipeline.close();
  }
  return { source: file, ...figures(analyses) };
}

function figures(analyses: readonly FrameAnalysis[]) {
  const stageMs = Object.fromEntries(
    STAGE_TIMES.map((stage) => {
      const times = analyses.map(({ stages }) => stages[stage]);
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
