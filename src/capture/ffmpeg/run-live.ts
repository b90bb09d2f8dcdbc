import type { EkspresiError } from '../../core/errors.js';
import type { FrameSinks, SourceDeps } from '../../core/frame-source.js';
import { type ChildExit, type ChildProgram, startChild } from '../process/child-program.js';
import { createFrameGate } from '../split/frame-gate.js';
import { passPreviews } from '../split/pass-previews.js';
import { readPictures } from '../split/read-pictures.js';
import type { FfmpegPlan } from './ffmpeg-plan.js';
import { isTelling } from './stderr-lines.js';

export interface LiveRun {
  readonly program: string;
  readonly plan: FfmpegPlan;
  readonly maxPixels: number;
  readonly framesPerSecond: number;
  /** Rewrites a line of stderr before it is kept anywhere. */
  readonly redact: (line: string) => string;
  /** Explains an end that nobody asked for. */
  readonly failure: (exit: ChildExit, stderrLines: readonly string[]) => Promise<EkspresiError>;
}

/**
 * Runs one ffmpeg on a camera or a stream and hands its frames on until `signal` aborts
 * (resolves) or the process ends (rejects: for a live source every end is a fault).
 */
export async function runLive(
  run: LiveRun,
  { clock }: SourceDeps,
  signal: AbortSignal,
  sinks: FrameSinks,
): Promise<void> {
  if (signal.aborted) return;
  const { program, plan, redact, failure } = run;
  const child = startChild({
    program,
    args: plan.args,
    extraPipes: plan.previewFd === null ? 0 : 1,
    clock,
    ...(plan.stdin === undefined ? {} : { stdin: plan.stdin }),
    keepLine: (line) => (isTelling(line) ? redact(line) : null),
  });
  const onAbort = () => void child.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.all([
      passFrames(child, run, clock, sinks),
      passPreviews(child.pipes[0], clock, sinks),
    ]);
    const exit = await child.exited;
    if (!signal.aborted) throw await failure(exit, child.stderrLines());
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await child.terminate();
  }
}

async function passFrames(
  child: ChildProgram,
  run: LiveRun,
  clock: SourceDeps['clock'],
  sinks: FrameSinks,
): Promise<void> {
  const startedMs = clock.monotonicMs();
  const accept = createFrameGate(run.framesPerSecond, () => clock.monotonicMs());
  const pictures = readPictures(child.stdout, { maxPixels: run.maxPixels, accept });
  for await (const { pixels, width, height, index } of pictures) {
    const monotonicMs = clock.monotonicMs();
    sinks.onFrame({
      ...{ pixels, width, height, sequence: index, monotonicMs },
      capturedAtMs: clock.nowMs(),
      mediaTimeS: (monotonicMs - startedMs) / 1000,
    });
  }
}
