import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { EkspresiError, usageError } from '../core/errors.js';
import { EXPRESSIONS, LABEL_SETS, type LabelSet } from '../core/expression.js';
import { modelFolder } from '../daemon/config/to-settings.js';
import { parseClassOrder } from '../evaluation/class-names.js';
import type { LabelledFace } from '../evaluation/labelled-face.js';
import { type Dataset, type OpenDatasetOptions, openDataset } from '../evaluation/open-dataset.js';
import { CROPS, faceCutter, wholeCutter } from '../evaluation/picture-cutter.js';
import { reportText } from '../evaluation/report-text.js';
import { type Score, ScoreCounter } from '../evaluation/score.js';
import { officialSplit } from '../evaluation/split-name.js';
import { type ExpressionClassifier, loadClassifier } from '../inference/expression/classifier.js';
import {
  defaultInferenceSettings,
  ENGINES,
  type EngineChoice,
} from '../inference/inference-settings.js';
import type { Command, CommandIo } from './command.js';
import { parseOptions } from './options.js';
import { createProgressLine } from './progress-line.js';
import { modelsFolder } from './version.js';

const BATCH = 64;

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'accuracy of a model on labelled faces',
  help: `Usage: ekspresi evaluate --data PATH [--split S] [--crop C] [--classes LIST]
                         [--model M] [--labels L] [--engine E] [--json]

  --data PATH     FER2013's official CSV (emotion,pixels,Usage; also gzipped), or a folder
                  DIR/<class>/*.jpg|png|…, or DIR/<split>/<class>/…
  --split S       Training, PublicTest or PrivateTest (default: every image)
  --crop C        whole: the pictures are faces, cut as tightly as FER2013's; of one that is
                  not square the middle is taken (default). face: they are photographs, the
                  largest face that analyze finds in each is taken, all of it where none is
  --classes LIST  the classes of numbered folders in order of the numbers, none leaves one
                  out: surprise,fear,disgust,happy,sad,angry,neutral for RAF-DB's 1 to 7.
                  Without it numbers are FER2013's, from 0:
                  ${EXPRESSIONS.join(',')}
  --model M       a folder under models/ or a path (default edge)
  --labels L      whose labels the model is read by: crowd, what most of ten people see, or
                  fer2013, how FER2013's pictures were searched for (default fer2013 for a
                  CSV, which is FER2013's own form, otherwise crowd)
  --engine E      auto, onnx-int8, onnx or tfjs (default auto)
  --json          print the figures as JSON

Folders of no class, files that are no pictures and pictures that cannot be read are
skipped and counted on stderr and in the JSON; the exit code stays 0 while one is left.

Exit: 0 evaluated, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const wanted = readOptions(args);
    const { data, split, crop, engine } = wanted;
    const models = modelsFolder();
    const modelDir = modelFolder(wanted.model, models);
    const labels = wanted.labels ?? (await labelsOf(data));
    const classifier = await loadClassifier({ modelDir, labels, engine, threads: 1 });
    const { width, height } = classifier.manifest.input;
    const cutter =
      crop === 'face'
        ? await faceCutter(classifier, { ...defaultInferenceSettings(models), engine })
        : wholeCutter({ width, height });
    try {
      const dataset = await openDataset(data, {
        ...wanted,
        cutter,
        size: { width, height },
        signal: io.signal,
      });
      const { score, elapsedMs } = await evaluateAll(classifier, dataset, io);
      if (score.n === 0) throw nothingLeft(data, split, dataset);
      for (const note of dataset.notes()) io.stderr.write(`ekspresi: ${note}\n`);
      const report = {
        model: classifier.manifest.name,
        version: classifier.manifest.version,
        engine: classifier.engineName,
        split: split ?? 'all',
        ...score,
        labels: EXPRESSIONS,
        labelSet: labels,
        msPerFace: elapsedMs / score.n,
        crop,
        facesFound: cutter.facesFound(),
        skipped: dataset.skipped(),
      };
      io.stdout.write(wanted.json ? `${JSON.stringify(report)}\n` : reportText(report));
      return 0;
    } finally {
      await cutter.dispose();
      await classifier.dispose();
    }
  },
};

interface Wanted extends Pick<OpenDatasetOptions, 'split' | 'order' | 'crop'> {
  readonly data: string;
  readonly model: string;
  /** Null where the data say it. */
  readonly labels: LabelSet | null;
  readonly engine: EngineChoice;
  readonly json: boolean;
}

function readOptions(args: readonly string[]): Wanted {
  const { values } = parseOptions(
    'evaluate',
    args,
    {
      data: { type: 'string' },
      split: { type: 'string' },
      crop: { type: 'string', default: 'whole' },
      classes: { type: 'string' },
      model: { type: 'string', default: 'edge' },
      labels: { type: 'string' },
      engine: { type: 'string', default: 'auto' },
      json: { type: 'boolean', default: false },
    },
    { most: 0, hint: '--data names one file or folder' },
  );
  const { data, model, json } = values;
  if (data === undefined) throw usageError('evaluate', '--data is wanted');
  const engine = ENGINES.find((name) => name === values.engine);
  if (engine === undefined) throw usageError('evaluate', `--engine is ${ENGINES.join(', ')}`);
  const labels = LABEL_SETS.find((name) => name === values.labels) ?? null;
  if (values.labels !== undefined && labels === null) {
    throw usageError('evaluate', `--labels is ${LABEL_SETS.join(' or ')}`);
  }
  const crop = CROPS.find((name) => name === values.crop);
  if (crop === undefined) throw usageError('evaluate', `--crop is ${CROPS.join(' or ')}`);
  const split = values.split === undefined ? null : officialSplit(values.split);
  if (values.split !== undefined && split === null) {
    throw usageError('evaluate', `'${values.split}' is no split of FER2013`);
  }
  const order = values.classes === undefined ? null : parseClassOrder(values.classes);
  return { data, split, order, crop, model, labels, engine, json };
}

/** The labels of a data set: a file can only be FER2013's CSV, folders are named by what people see. */
async function labelsOf(data: string): Promise<LabelSet> {
  const isFile = await stat(data).then(
    (found) => !found.isDirectory(),
    () => false,
  );
  return isFile ? 'fer2013' : 'crowd';
}

function nothingLeft(data: string, split: string | null, dataset: Dataset): EkspresiError {
  const notes = dataset.notes().map((note) => `; ${note}`);
  return new EkspresiError(
    'DATASET_INVALID',
    `${data} holds no image${split === null ? '' : ` of ${split}`} that can be read${notes.join('')}`,
    'Check the path and the split.',
  );
}

/** Classifies a data set, with a progress bar on a terminal. */
async function evaluateAll(
  classifier: ExpressionClassifier,
  { faces, total }: Dataset,
  io: CommandIo,
): Promise<{ score: Score; elapsedMs: number }> {
  const progress = createProgressLine(io.stderr, total);
  try {
    return await evaluate(classifier, faces, (done) => {
      io.signal.throwIfAborted();
      progress.update(done);
    });
  } finally {
    progress.end();
  }
}

async function evaluate(
  classifier: ExpressionClassifier,
  faces: AsyncIterable<LabelledFace>,
  onProgress: (done: number) => void,
): Promise<{ score: Score; elapsedMs: number }> {
  const counter = new ScoreCounter();
  let elapsedMs = 0;
  let done = 0;
  let batch: LabelledFace[] = [];
  const classifyBatch = async (): Promise<void> => {
    const startMs = performance.now();
    const results = await classifier.classify(batch.map((face) => face.pixels));
    elapsedMs += performance.now() - startMs;
    for (const [i, face] of batch.entries()) counter.add(face.label, results[i] ?? []);
    done += batch.length;
    batch = [];
    onProgress(done);
  };
  for await (const face of faces) {
    batch.push(face);
    if (batch.length === BATCH) await classifyBatch();
  }
  if (batch.length > 0) await classifyBatch();
  return { score: counter.score(), elapsedMs };
}
