import { z } from 'zod';
import { stageTimes } from './live-answer.js';
import { count, durationMs, timeMs } from './shared-parts.js';

const failure = z
  .strictObject({
    kind: z.string().describe('Kind of failure; docs/operations.md has its code.'),
    parameters: z.record(z.string(), z.any()).describe('What its texts name.'),
  })
  .nullish()
  .describe('The same as data; null or left out where there is none.');
const sinceMs = timeMs('Since when');

export const sourceState = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.enum(['starting', 'running', 'paused', 'ended', 'stopped']).describe('What it does.'),
      sinceMs,
    }),
    z.strictObject({
      kind: z.literal('closed').describe('Outside the opening hours nothing is measured.'),
      sinceMs,
      opensAtMs: z
        .int()
        .nullable()
        .describe('Closed only: when it opens; UTC epoch milliseconds, null where that is never.'),
      timeZone: z.string().describe('Closed only: IANA zone of the opening hours.'),
    }),
    z.strictObject({
      kind: z.literal('degraded').describe('It has failed.'),
      sinceMs,
      code: z.string().describe('Degraded only: error code, such as SOURCE_MISSING.'),
      reason: z.string().describe('Degraded only: what went wrong, in English.'),
      remedy: z.string().describe('Degraded only: what to do about it, in English.'),
      failure,
      retryAtMs: timeMs('Degraded only: when it is tried again'),
    }),
  ])
  .describe('State of the source. A degraded one is tried again for ever.');

/** Answer of `/api/v1/status`. */
export const statusAnswer = z.strictObject({
  version: z.string().describe('Version of the program.'),
  site: z
    .strictObject({
      name: z.string().describe('Name of the place; empty where it has none.'),
      box: z.string().describe('Name of this box in it; empty where it has none.'),
    })
    .describe('Where it stands.'),
  startedAtMs: timeMs('When it started'),
  uptimeMs: durationMs('Time since it started'),
  source: z
    .strictObject({
      kind: z.string().describe('camera, stream, file, snapshot or synthetic.'),
      name: z.string().describe('Device, address or file.'),
      state: sourceState.describe('What it does.'),
    })
    .describe('Where frames come from.'),
  suggestedRotation: z
    .int()
    .min(0)
    .max(270)
    .optional()
    .describe('`camera.rotate` with which faces would stand upright; left out where they do.'),
  worker: z
    .strictObject({
      state: z
        .enum(['starting', 'running', 'restarting', 'failed', 'stopped'])
        .describe('What it does.'),
      restarts: count('How often it was replaced.'),
      detail: z.string().nullable().describe('What went wrong, in English; null when nothing did.'),
      code: z.string().nullable().describe('Error code of the detail, such as MODEL_MISSING.'),
      failure,
    })
    .describe('The thread that analyses frames.'),
  frames: z
    .strictObject({
      captured: count('Frames that came since the start.'),
      analysed: count('Frames that were analysed.'),
      dropped: count('Frames that a newer one overtook, or that were lost with a worker.'),
      capturedPerSecond: z.number().min(0).describe('Over the last five seconds.'),
      analysedPerSecond: z.number().min(0).describe('Over the last five seconds.'),
    })
    .describe('Counts and rates of frames.'),
  stages: z
    .strictObject({
      p50: stageTimes.describe('Median.'),
      p95: stageTimes.describe('95th percentile.'),
    })
    .nullable()
    .describe('Stage times of the newest frames, at most 300; null before the first.'),
  store: z
    .strictObject({
      state: z.enum(['ok', 'degraded']).describe('Degraded: rows wait in memory.'),
      detail: z.string().nullable().describe('What went wrong, in English; null when ok.'),
      code: z.string().nullable().describe('Error code of the detail, such as STORE_FULL.'),
      failure,
      observations: count('Observations written since the start.'),
      lostObservations: count(
        'Observations given up since the start: they waited too long or were refused.',
      ),
      failedCommits: count('Commits that failed since the start; each is tried again.'),
      lastCommitAtMs: z
        .int()
        .nullable()
        .describe('When rows were last written; UTC epoch milliseconds, null before the first.'),
    })
    .describe('The history.'),
  model: z
    .strictObject({
      name: z.string().describe('Name of the model.'),
      engine: z.string().describe('What runs it, such as onnx-int8 or tfjs-wasm.'),
    })
    .nullable()
    .describe('The expression network; null until it is loaded.'),
  memory: z
    .strictObject({ rssBytes: count('Resident memory of the process; bytes.') })
    .describe('Memory in use.'),
});
