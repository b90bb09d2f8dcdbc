import { stat } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { EkspresiError } from '../core/errors.js';
import { EXPRESSIONS } from '../core/expression.js';
import { modelFolder } from '../daemon/config/slices.js';
import { type ExpressionClassifier, loadClassifier } from '../inference/classifier.js';
import { type Score, ScoreCounter } from '../inference/evaluation/score.js';
import { ENGINES } from '../inference/inference-settings.js';
import type { Command } from './command.js';
import { countPictures, findClassFolders, readClassFolders } from './evaluate/class-folders.js';
import { CSV_SIDE_PX, readFerCsv } from './evaluate/fer-csv.js';
import type { FaceSize, LabelledFace } from './evaluate/labelled-face.js';
import { officialSplit } from './evaluate/split-name.js';
import { parseOptions, usageError } from './options.js';
import { createProgressLine } from './progress-line.js';
import { modelsFolder } from './version.js';

const BATCH = 64;

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'accuracy of a model on labelled faces',
  help: `Usage: ekspresi evaluate --data PATH [--split S] [--model M] [--engine E] [--json]

  --data PATH  FER2013's official CSV (emotion,pixels,Usage; also .csv.gz), or a folder
               DIR/<class>/*.jpg|png, or DIR/<split>/<class>/…
  --split S    Training, PublicTest or PrivateTest (default: every image)
  --model M    a folder under models/ or a path (default edge)
  --engine E   auto, onnx or tfjs (default auto)
  --json       print the figures as JSON

Exit: 0 evaluated, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { values } = parseOptions('evaluate', args, {
      data: { type: 'string' },
      split: { type: 'string' },
      model: { type: 'string', default: 'edge' },
      engine: { type: 'string', default: 'auto' },
      json: { type: 'boolean', default: false },
    });
    if (values.data === undefined) throw usageError('evaluate', '--data is wanted');
    const engine = ENGINES.find((name) => name === values.engine);
    if (engine === undefined) throw usageError('evaluate', `--engine is ${ENGINES.join(', ')}`);
    const split = values.split === undefined ? null : officialSplit(values.split);
    if (values.split !== undefined && split === null) {
      throw usageError('evaluate', `'${values.split}' is no split of FER2013`);
    }
    const classifier = await loadClassifier({
      modelDir: modelFolder(values.model, modelsFolder()),
      engine,
      threads: 1,
    });
    const { width, height } = classifier.manifest.input;
    const { faces, total } = await openDataset(values.data, split, { width, height });
    const progress = createProgressLine(io.stderr, total);
    const { score, elapsedMs } = await evaluate(classifier, faces, (done) => {
      io.signal.throwIfAborted();
      progress.update(done);
    });
    progress.end();
    await classifier.dispose();
    if (score.n === 0) {
      throw new EkspresiError(
        'DATASET_INVALID',
        `${values.data} holds no image${split === null ? '' : ` of ${split}`}`,
        'Check the path and the split.',
      );
    }
    const report = {
      model: classifier.manifest.name,
      version: classifier.manifest.version,
      engine: classifier.engineName,
      split: split ?? 'all',
      ...score,
      labels: EXPRESSIONS,
      msPerFace: elapsedMs / score.n,
    };
    io.stdout.write(values.json ? `${JSON.stringify(report)}\n` : asText(report));
    return 0;
  },
};

async function openDataset(
  path: string,
  split: string | null,
  size: FaceSize,
): Promise<{ faces: AsyncIterable<LabelledFace>; total: number | null }> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new EkspresiError('DATASET_INVALID', `${path} cannot be read`, 'Name a file or folder.', {
      cause,
    });
  });
  if (found.isDirectory()) {
    const classes = await findClassFolders(path, split);
    return {
      faces: readClassFolders(classes, size, 'ffmpeg'),
      total: await countPictures(classes),
    };
  }
  if (size.width !== CSV_SIDE_PX || size.height !== CSV_SIDE_PX) {
    throw new EkspresiError(
      'DATASET_INVALID',
      `${path} holds faces of 48×48 pixels, the model reads ${size.width}×${size.height}`,
      'Evaluate this model on a folder of pictures.',
    );
  }
  return { faces: readFerCsv(path, split), total: null };
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

function asText(report: Score & { model: string; split: string; msPerFace: number }): string {
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
  return [
    `${report.model} on ${report.n} images (${report.split}): accuracy ${percent(report.accuracy)} %, macro F1 ${percent(report.macroF1)} %, calibration error ${percent(report.ece)} %, ${report.msPerFace.toFixed(3)} ms a face`,
    '',
    ...table,
    '',
  ].join('\n');
}
