import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { EkspresiError } from '../core/errors.js';
import { type ClassPrior, EXPRESSIONS, type LabelSet } from '../core/expression.js';
import { type ExpressionClassifier, loadClassifier } from '../inference/expression/classifier.js';
import { defaultInferenceSettings, type EngineChoice } from '../inference/inference-settings.js';
import { type Dataset, type OpenDatasetOptions, openDataset, type Skipped } from './dataset.js';
import type { LabelledFace } from './labelled-face.js';
import { type CropChoice, faceCutter, wholeCutter } from './picture-cutter.js';
import { type Score, ScoreCounter } from './score.js';

const BATCH = 64;

/** What is evaluated on what. */
export interface Evaluation
  extends Pick<OpenDatasetOptions, 'split' | 'order' | 'crop' | 'signal'> {
  /** FER2013's CSV or a folder of pictures. */
  readonly data: string;
  readonly modelDir: string;
  /** Whose labels the model is read by; null for those of the data. */
  readonly labels: LabelSet | null;
  readonly prior: ClassPrior;
  /** Where the detector's and landmark networks are, for `crop: 'face'`. */
  readonly modelsDir: string;
  readonly engine: EngineChoice;
  /** Told after each batch; `total` is null where it is not known. */
  readonly onProgress: (done: number, total: number | null) => void;
}

/** The figures of `evaluate --json`: a contract, see docs/cli.md. */
interface EvaluationReport extends Score {
  readonly model: string;
  readonly version: string;
  readonly engine: string;
  readonly split: string;
  readonly labels: readonly string[];
  /** Whose labels the model was read by. */
  readonly labelSet: LabelSet;
  readonly prior: ClassPrior;
  readonly msPerFace: number;
  readonly crop: CropChoice;
  /** Pictures in which a face was found, where faces were looked for. */
  readonly facesFound: number | null;
  readonly skipped: Skipped;
}

/**
 * Classifies every face of a data set. `notes` are lines for people about what was left out.
 * @throws EkspresiError DATASET_INVALID, USAGE for options that do not fit the data, or as the
 *   models' loaders do; the signal's reason
 */
export async function evaluate(
  wanted: Evaluation,
): Promise<{ readonly report: EvaluationReport; readonly notes: readonly string[] }> {
  const { data, split, crop, prior, engine, modelDir, modelsDir, signal, onProgress } = wanted;
  const labels = wanted.labels ?? (await labelsOf(data));
  const classifier = await loadClassifier({ modelDir, labels, prior, engine, threads: 1 });
  const { width, height } = classifier.manifest.input;
  const cutter =
    crop === 'face'
      ? await faceCutter(classifier, { ...defaultInferenceSettings(modelsDir), engine })
      : wholeCutter({ width, height });
  try {
    const dataset = await openDataset(data, { ...wanted, cutter, size: { width, height } });
    const { score, elapsedMs } = await classifyAll(classifier, dataset.faces, (done) => {
      signal.throwIfAborted();
      onProgress(done, dataset.total);
    });
    if (score.n === 0) throw nothingLeft(data, split, dataset);
    const report = {
      model: classifier.manifest.name,
      version: classifier.manifest.version,
      engine: classifier.engineName,
      split: split ?? 'all',
      ...score,
      labels: EXPRESSIONS,
      labelSet: labels,
      prior,
      msPerFace: elapsedMs / score.n,
      crop,
      facesFound: cutter.facesFound(),
      skipped: dataset.skipped(),
    };
    return { report, notes: dataset.notes() };
  } finally {
    await cutter.dispose();
    await classifier.dispose();
  }
}

/**
 * The labels of a data set: a file can only be FER2013's CSV, folders are named by what people see.
 */
async function labelsOf(data: string): Promise<LabelSet> {
  const isFile = await stat(data).then(
    (found) => !found.isDirectory(),
    () => false,
  );
  return isFile ? 'fer2013' : 'crowd';
}

function nothingLeft(data: string, split: string | null, dataset: Dataset): EkspresiError {
  const notes = dataset.notes().map((note) => `; ${note}`);
  const told = { path: data, notes: notes.join('') };
  return split === null
    ? new EkspresiError('dataset-empty', told)
    : new EkspresiError('dataset-split-empty', { ...told, split });
}

async function classifyAll(
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

/** The report for people: a line of figures and the confusion matrix. */
export function reportText(report: EvaluationReport): string {
  const percent = (share: number | null) => (share === null ? '–' : (share * 100).toFixed(1));
  const cell = (value: string) => value.padStart(9);
  const header = ['true \\ found', ...EXPRESSIONS, 'recall %', 'F1 %'];
  const rows = EXPRESSIONS.map((name, i) => [
    name,
    ...(report.confusion[i] ?? []).map(String),
    percent(report.perClass[name].recall),
    percent(report.perClass[name].f1),
  ]);
  const table = [header, ...rows].map(
    ([first = '', ...others]) => first.padEnd(13) + others.map(cell).join(''),
  );
  const { n, facesFound } = report;
  const search =
    facesFound === null
      ? []
      : [`a face was found in ${facesFound} of ${n} pictures, the others were taken whole`];
  return [
    `${report.model} on ${n} images (${report.split}), labels ${report.labelSet}: accuracy ${percent(report.accuracy)} %, macro F1 ${percent(report.macroF1)} %, calibration error ${percent(report.ece)} %, ${report.msPerFace.toFixed(3)} ms a face`,
    ...search,
    '',
    ...table,
    '',
  ].join('\n');
}
