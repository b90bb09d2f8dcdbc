import { systemClock } from '../core/clock.js';
import { silentLog } from '../core/log.js';
import type { InferenceSettings } from '../inference/inference-settings.js';
import { createFacePipeline, type FacePipeline } from '../inference/pipeline/face-pipeline.js';
import { type AnalysedFrame, analyzeFile, offlineSettings } from './analyze-file.js';
import type { MediaInput } from './inputs/expand-inputs.js';
import { inOrder, type OrderedItem } from './ordered-work.js';

/** A file with the places that its analysis reads and writes. */
export interface AnalysisTask extends MediaInput {
  readonly at?: string | undefined;
  readonly annotatePath?: string | undefined;
}

/** What happens while files are analysed, in their order. */
type AnalysisStep =
  | { readonly kind: 'frame'; readonly frame: AnalysedFrame }
  /** The file is over; `error` says why it could not be read to its end. */
  | { readonly kind: 'end'; readonly error: unknown };

interface AnalyzeFilesOptions {
  readonly tasks: readonly AnalysisTask[];
  /** One for each file that is analysed at a time. */
  readonly pipelines: readonly FacePipeline[];
  readonly everyNth: number;
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
}

/**
 * Analyses files, as many at a time as there are pipelines, and gives what is found in the order of
 * the files. A file that cannot be read is no reason not to read the others.
 */
export function analyzeFiles(
  options: AnalyzeFilesOptions,
): AsyncGenerator<OrderedItem<AnalysisStep>, void, void> {
  const { tasks, pipelines, everyNth, ffmpegPath } = options;
  return inOrder<AnalysisStep>({
    tasks: tasks.length,
    workers: pipelines.length,
    signal: options.signal,
    run: async (index, worker, emit, signal) => {
      const { path, at, annotatePath } = tasks[index] as AnalysisTask;
      let error: unknown = null;
      try {
        await analyzeFile(path, pipelines[worker] as FacePipeline, {
          ...{ everyNth, ffmpegPath, signal, at, annotatePath },
          onFrame: (frame) => emit({ kind: 'frame', frame }),
        });
      } catch (cause) {
        signal.throwIfAborted();
        error = cause;
      }
      await emit({ kind: 'end', error });
    },
  });
}

/**
 * Loads the models once for each file that is analysed at a time.
 * @throws EkspresiError as {@link createFacePipeline} does
 */
export async function createOfflinePipelines(
  settings: InferenceSettings,
  options: { readonly everyNth: number; readonly thorough: boolean; readonly count: number },
): Promise<readonly FacePipeline[]> {
  const offline = offlineSettings(settings, options);
  const pipelines: FacePipeline[] = [];
  for (let i = 0; i < options.count; i++) {
    pipelines.push(await createFacePipeline(offline, { clock: systemClock, log: silentLog }));
  }
  return pipelines;
}
