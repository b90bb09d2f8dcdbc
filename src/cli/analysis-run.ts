import { describeError } from '../core/errors.js';
import type { FacePipeline } from '../inference/pipeline/face-pipeline.js';
import type { AnalysisEncoder } from '../media/analysis-encoder.js';
import { analysisLines } from '../media/analysis-lines.js';
import { type AnalysisTask, analyzeFiles } from '../media/analyze-files.js';
import type { ResumableOutput } from '../media/done-journal.js';
import { FileSummary, SUMMARY_HEAD } from '../media/file-summary.js';
import type { ExpandedInputs } from '../media/inputs/expand-inputs.js';
import type { AnalysisHistory } from './analysis-history.js';
import type { CommandIo } from './command.js';
import { createProgressLine } from './progress-line.js';
import { writeAll, writeOutput } from './write-output.js';

interface AnalysisRun {
  readonly tasks: readonly AnalysisTask[];
  readonly expanded: ExpandedInputs;
  readonly pipelines: readonly FacePipeline[];
  readonly everyNth: number;
  readonly ffmpegPath: string;
  readonly encoder: AnalysisEncoder;
  readonly withLandmarks: boolean;
  /** The file that the lines go to; undefined for stdout. */
  readonly output: string | undefined;
  readonly resumed: ResumableOutput | null;
  readonly history: AnalysisHistory | null;
  readonly summary: boolean;
  readonly io: CommandIo;
}

/** Analyses files and writes what is found. Resolves with the exit code. */
export async function runAnalysis(run: AnalysisRun): Promise<number> {
  const { resumed, output, io, summary, pipelines, history, expanded } = run;
  const teller = new Teller(run);
  try {
    const chunks = encodedChunks(run, teller);
    if (resumed !== null) {
      try {
        for await (const chunk of chunks) await resumed.write(chunk);
      } finally {
        await resumed.close();
      }
    } else if (output !== undefined) {
      await writeOutput(output, { chunks, signal: io.signal });
    } else {
      for await (const chunk of chunks) if (!summary) await writeAll(io.stdout, chunk);
    }
  } finally {
    teller.end();
    await history?.close();
    for (const pipeline of pipelines) await pipeline.close();
  }
  return teller.exitCode(expanded);
}

/** The output in pieces; told on the way are summaries, failures and the history. */
async function* encodedChunks(run: AnalysisRun, teller: Teller): AsyncGenerator<Uint8Array> {
  const { tasks, encoder, withLandmarks, resumed, history, io } = run;
  if (resumed === null) yield* some(encoder.begin());
  await teller.begin();
  let summary: FileSummary | null = null;
  for await (const { task, item } of analyzeFiles({ ...run, signal: io.signal })) {
    const file = tasks[task] as AnalysisTask;
    summary ??= new FileSummary(file.path);
    if (item.kind === 'frame') {
      const { analysis, scale } = item.frame;
      history?.record(file.path, analysis, item.frame);
      yield* some(
        encoder.lines(analysisLines(analysis, { source: file.path, scale, withLandmarks })),
      );
      summary.add(analysis);
      teller.frame(task, item.frame);
    } else {
      await resumed?.endFile(file.path, { whole: item.error === null });
      history?.endFile();
      await teller.file(file, summary, item.error);
      summary = null;
    }
  }
  yield* some(encoder.end());
}

function* some(chunk: Uint8Array): Generator<Uint8Array> {
  if (chunk.length > 0) yield chunk;
}

/** Tells people how it goes: a bar on a terminal, a line or a row for each file. */
class Teller {
  readonly #run: AnalysisRun;
  readonly #bar: ReturnType<typeof createProgressLine> | null;
  #failed = 0;

  constructor(run: AnalysisRun) {
    this.#run = run;
    const { tasks, io, output, summary } = run;
    // Lines and a bar on one terminal would disturb each other.
    const isFree = output !== undefined || (io.stdout as { isTTY?: boolean }).isTTY !== true;
    const isOne = tasks.length === 1;
    this.#bar =
      isFree && !summary
        ? createProgressLine(io.stderr, {
            total: isOne ? null : tasks.length,
            of: isOne ? 's of film' : 'files',
          })
        : null;
  }

  async begin(): Promise<void> {
    const { summary, io, expanded } = this.#run;
    if (summary) await writeAll(io.stdout, `${SUMMARY_HEAD}\n`);
    for (const { path, error } of expanded.failures) this.#tellFailure(path, error);
  }

  frame(task: number, frame: { readonly analysis: { readonly mediaTimeS: number } }): void {
    const isOne = this.#run.tasks.length === 1;
    this.#bar?.update(isOne ? frame.analysis.mediaTimeS : task);
  }

  async file(file: AnalysisTask, summary: FileSummary, error: unknown): Promise<void> {
    const { io } = this.#run;
    if (summary.frames > 0) {
      if (this.#run.summary) await writeAll(io.stdout, `${summary.row()}\n`);
      else this.#tell(summary.text());
    }
    if (error !== null) this.#tellFailure(file.path, error);
  }

  end(): void {
    this.#bar?.end();
  }

  exitCode({ inputs, failures, leftOut }: ExpandedInputs): number {
    const skipped = inputs.length - this.#run.tasks.length;
    if (skipped > 0) this.#tell(`ekspresi: ${skipped} files were done already`);
    if (leftOut > 0) {
      this.#tell(`ekspresi: ${leftOut} files that are neither picture nor video were left out`);
    }
    if (this.#failed === 0) return 0;
    const all = inputs.length + failures.length;
    this.#tell(`ekspresi: ${this.#failed} of ${all} files failed`);
    return 1;
  }

  #tellFailure(path: string, error: unknown): void {
    this.#failed++;
    this.#tell(`ekspresi: ${withPath(describeError(error), path)}`);
  }

  #tell(line: string): void {
    this.#bar?.end();
    this.#run.io.stderr.write(`${line}\n`);
  }
}

/** Messages of libraries below may not name the file. */
function withPath(message: string, file: string): string {
  return message.includes(file) ? message : `${file}: ${message}`;
}
