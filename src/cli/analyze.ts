import { existsSync, realpathSync } from 'node:fs';
import { EkspresiError } from '../core/errors.js';
import { EXPORT_FORMATS } from '../core/export-format.js';
import type { Config } from '../daemon/config/config-schema.js';
import { toInferenceSettings, toStoreSettings } from '../daemon/config/to-settings.js';
import { DETECTORS, type InferenceSettings } from '../inference/inference-settings.js';
import { analysisEncoder } from '../media/analysis-encoder.js';
import { createOfflinePipelines } from '../media/analyze-files.js';
import { annotatedPaths } from '../media/annotate/annotated-paths.js';
import { ResumableOutput } from '../media/done-journal.js';
import { expandInputs, type MediaInput } from '../media/inputs/expand-inputs.js';
import { spoolInput } from '../media/inputs/spool-input.js';
import { AnalysisHistory } from './analysis-history.js';
import { runAnalysis } from './analysis-run.js';
import type { Command, CommandIo } from './command.js';
import { offlineConfig } from './offline-config.js';
import { choice, parseOptions, wholeNumber } from './options.js';
import { modelsFolder } from './version.js';

const NAME = 'analyze';

export const command: Command = {
  help: `Usage: ekspresi analyze [options] FILE|FOLDER|PATTERN|-…

Prints one line of JSON per face and analysed frame on stdout, a summary per file on
stderr. Coordinates are in pixels of the picture as it is displayed (rotation applied).

A folder is read with all below it, hidden files left out; of its files those are taken that
have the name of a picture or video or begin like one. A pattern that the shell has left
('pictures/**/*.jpg') is expanded here. - is a picture or video on the standard input.

  -o F            writes the lines to the file F, which gets its name when it is whole; - is
                  stdout
  --format F      ${EXPORT_FORMATS.join(', ')} (default ndjson); csv and parquet have a column
                  for each number
  --no-landmarks  leaves the 68 landmarks out of the lines
  --summary       prints a table with a row per file instead of the lines, which still go to -o
  --annotate DIR  draws boxes, labels and bars into a copy of each file in DIR: JPEG for a
                  picture, MP4 for a video, in the folders that the files were found in
  --jobs N        files that are analysed at a time (default 1); the order of the lines stays
  --skip-done     goes on with F (-o, ndjson or csv) where it was interrupted: files that are
                  in it to their end and have not changed are left out; F.done keeps count
  --every N       analyse every N-th frame of a video (default 1)
  --thorough      search every part of every frame for new faces, not only where something
                  changed
  --detector D    ${DETECTORS.join(', ')} (default: inference.detector)
  --model M       expression model: a folder under models/ or a path (default:
                  inference.model)
  --config F      the configuration that these defaults come from
  --store DIR     also puts the results into the history in the data folder DIR, which is made
                  if need be, at the time of filming: a film ends when its file was last
                  changed. A kiosk on the same folder must be stopped.

Exit: 0 every file was analysed, 1 one or more could not be (the others were), 2 wrong usage.
`,
  async run(args, io) {
    const { values, positionals } = parseOptions(
      NAME,
      args,
      {
        output: { type: 'string', short: 'o' },
        format: { type: 'string', default: 'ndjson' },
        'no-landmarks': { type: 'boolean', default: false },
        summary: { type: 'boolean', default: false },
        annotate: { type: 'string' },
        jobs: { type: 'string', default: '1' },
        'skip-done': { type: 'boolean', default: false },
        every: { type: 'string', default: '1' },
        thorough: { type: 'boolean', default: false },
        detector: { type: 'string' },
        model: { type: 'string' },
        config: { type: 'string' },
        store: { type: 'string' },
      },
      { most: Number.POSITIVE_INFINITY },
    );
    if (positionals.length === 0)
      throw new EkspresiError('file-wanted', { command: NAME, what: 'picture or video' });
    if (positionals.filter((path) => path === '-').length > 1)
      throw new EkspresiError('stdin-twice', { command: NAME });
    const everyNth = wholeNumber(NAME, 'every', values.every, { min: 1, max: 100_000 });
    const jobs = wholeNumber(NAME, 'jobs', values.jobs, { min: 1, max: 64 });
    const format = choice(NAME, 'format', values.format, EXPORT_FORMATS);
    const output = values.output === '-' ? undefined : values.output;
    const { thorough, annotate, summary, store } = values;
    refuseTogether({ ...values, jobs, format, output });
    const config = offlineConfig(values.config, io);
    const settings = inferenceSettings(config, values);

    const except = annotate === undefined ? [] : [annotate];
    const expanded = await expandInputs(positionals, { except, signal: io.signal });
    requireOtherFile(output, expanded.inputs);
    const encoder = analysisEncoder(format, { landmarks: !values['no-landmarks'] });
    const resumed =
      values['skip-done'] && output !== undefined
        ? await ResumableOutput.open(
            output,
            fingerprint({ format, everyNth, thorough, settings, values }),
            encoder.begin(),
          )
        : null;
    const { tasks, close } = await openTasks(expanded.inputs, { resumed, annotate, io });
    try {
      const count = Math.min(jobs, Math.max(1, tasks.length));
      const pipelines = await createOfflinePipelines(settings, { everyNth, thorough, count });
      const history =
        store === undefined ? null : new AnalysisHistory(store, toStoreSettings(config));
      return await runAnalysis({
        ...{ tasks, expanded, pipelines, everyNth, encoder, output, resumed, history, summary, io },
        ffmpegPath: config.camera.ffmpegPath,
        withLandmarks: !values['no-landmarks'],
      });
    } finally {
      await close();
    }
  },
};

function inferenceSettings(
  config: Config,
  values: { readonly detector?: string; readonly model?: string },
): InferenceSettings {
  const detector = choice(
    NAME,
    'detector',
    values.detector ?? config.inference.detector,
    DETECTORS,
    ' or ',
  );
  const model = values.model ?? config.inference.model;
  const inference = { ...config.inference, model, detector };
  return toInferenceSettings({ ...config, inference }, modelsFolder());
}

/** Options that contradict each other. @throws EkspresiError USAGE */
function refuseTogether(values: {
  readonly 'skip-done': boolean;
  readonly store?: string;
  readonly output: string | undefined;
  readonly jobs: number;
  readonly format: string;
}): void {
  const together = (first: string, second: string) => {
    throw new EkspresiError('options-together', { command: NAME, first, second });
  };
  if (values['skip-done']) {
    if (values.output === undefined)
      throw new EkspresiError('option-needs', {
        command: NAME,
        option: '--skip-done',
        other: '-o F',
      });
    if (values.store !== undefined) together('--skip-done', '--store');
    if (values.format === 'parquet') together('--skip-done', '--format parquet');
  }
  if (values.store !== undefined && values.jobs > 1) together('--store', '--jobs');
}

/** @throws EkspresiError USAGE where the output would replace what is read */
function requireOtherFile(output: string | undefined, inputs: readonly MediaInput[]): void {
  if (output === undefined || !existsSync(output)) return;
  const path = realpathSync(output);
  const isInput = inputs.some(
    (input) => input.path !== '-' && existsSync(input.path) && realpathSync(input.path) === path,
  );
  if (isInput) throw new EkspresiError('output-is-input', { path: output });
}

/** What the lines of a file depend on: lines of other options do not belong into one output. */
function fingerprint(parts: {
  readonly format: string;
  readonly everyNth: number;
  readonly thorough: boolean;
  readonly settings: InferenceSettings;
  readonly values: { readonly 'no-landmarks': boolean };
}): string {
  const { format, everyNth, thorough, settings, values } = parts;
  const { detector, modelDir, labels } = settings;
  const landmarks = !values['no-landmarks'];
  return JSON.stringify({ format, everyNth, thorough, landmarks, detector, modelDir, labels });
}

/** The files that are left to do, with the places that each reads and writes. */
async function openTasks(
  inputs: readonly MediaInput[],
  options: {
    readonly resumed: ResumableOutput | null;
    readonly annotate: string | undefined;
    readonly io: CommandIo;
  },
) {
  const { resumed, annotate, io } = options;
  const copies = annotate === undefined ? [] : annotatedPaths(inputs, annotate);
  const spooled = inputs.some(({ path }) => path === '-')
    ? await spoolInput(io.stdin, io.signal)
    : null;
  const tasks = inputs
    .map((input, i) => ({
      ...input,
      at: input.path === '-' ? spooled?.path : undefined,
      annotatePath: copies[i],
    }))
    .filter(({ path }) => resumed?.isDone(path) !== true);
  return { tasks, close: async () => spooled?.close() };
}
