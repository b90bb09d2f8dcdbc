import { EkspresiError } from '../core/errors.js';
import { CLASS_PRIORS, EXPRESSIONS, LABEL_SETS } from '../core/expression.js';
import { modelFolder } from '../daemon/config/to-settings.js';
import { officialSplit, parseClassOrder } from '../evaluation/class-names.js';
import { type Evaluation, evaluate, reportText } from '../evaluation/evaluate.js';
import { CROPS } from '../evaluation/picture-cutter.js';
import { ENGINES } from '../inference/inference-settings.js';
import type { Command } from './command.js';
import { parseOptions } from './options.js';
import { createProgressLine } from './progress-line.js';
import { modelsFolder } from './version.js';

export const command: Command = {
  help: `Usage: ekspresi evaluate --data PATH [--split S] [--crop C] [--classes LIST]
                         [--model M] [--labels L] [--prior P] [--engine E] [--json]

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
  --prior P       natural: expressions as often as in training (default); flat: all seven
                  alike, for posed expressions
  --engine E      auto, onnx-int8, onnx or tfjs (default auto)
  --json          print the figures as JSON

Folders of no class, files that are no pictures and pictures that cannot be read are
skipped and counted on stderr and in the JSON; the exit code stays 0 while one is left.

Exit: 0 evaluated, 1 failed, 2 wrong usage.
`,
  async run(args, io) {
    const { json, model, ...wanted } = readOptions(args);
    const modelsDir = modelsFolder();
    let progress: ReturnType<typeof createProgressLine> | null = null;
    const { report, notes } = await evaluate({
      ...wanted,
      modelsDir,
      modelDir: modelFolder(model, modelsDir),
      signal: io.signal,
      onProgress(done, total) {
        progress ??= createProgressLine(io.stderr, { total, of: 'faces' });
        progress.update(done);
      },
    }).finally(() => progress?.end());
    for (const note of notes) io.stderr.write(`ekspresi: ${note}\n`);
    io.stdout.write(json ? `${JSON.stringify(report)}\n` : reportText(report));
    return 0;
  },
};

interface Wanted
  extends Pick<Evaluation, 'data' | 'split' | 'order' | 'crop' | 'engine' | 'labels' | 'prior'> {
  readonly model: string;
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
      prior: { type: 'string', default: 'natural' },
      engine: { type: 'string', default: 'auto' },
      json: { type: 'boolean', default: false },
    },
    { most: 0, hint: '--data names one file or folder' },
  );
  const { data, model, json } = values;
  if (data === undefined)
    throw new EkspresiError('option-wanted', { command: 'evaluate', option: 'data' });
  const engine = ENGINES.find((name) => name === values.engine);
  if (engine === undefined) throw notOneOf('engine', ENGINES, values.engine);
  const labels = LABEL_SETS.find((name) => name === values.labels) ?? null;
  if (values.labels !== undefined && labels === null) {
    throw notOneOf('labels', LABEL_SETS, values.labels);
  }
  const prior = CLASS_PRIORS.find((name) => name === values.prior);
  if (prior === undefined) throw notOneOf('prior', CLASS_PRIORS, values.prior);
  const crop = CROPS.find((name) => name === values.crop);
  if (crop === undefined) throw notOneOf('crop', CROPS, values.crop);
  const split = values.split === undefined ? null : officialSplit(values.split);
  if (values.split !== undefined && split === null) {
    throw new EkspresiError('evaluate-split', { command: 'evaluate', value: values.split });
  }
  const order = values.classes === undefined ? null : parseClassOrder(values.classes);
  return { data, split, order, crop, model, labels, prior, engine, json };
}

function notOneOf(option: string, all: readonly string[], value: string): EkspresiError {
  const choices = all.join(', ');
  return new EkspresiError('option-choice', { command: 'evaluate', option, choices, value });
}
