import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EXPRESSIONS, LABEL_SETS, type LabelSet } from '../core/expression.js';
import type { ModelInfo, OutputFigures } from '../dashboard/system/model-info.js';

const share = z.number().min(0).max(1);

/** What is measured on one set of pictures. */
const measured = z.object({
  accuracy: share,
  macroF1: share.optional(),
  ece: share.optional(),
  confusion: z.array(z.array(z.number())).optional(),
});

const factsSchema = z.object({
  name: z.string(),
  version: z.string().optional(),
  trainedOn: z.string().optional(),
  parameters: z.number().optional(),
  macs: z.number().optional(),
  mirrored: z.boolean().default(false),
  metrics: z.record(z.string(), z.unknown()).catch({}),
});

const paperRecall = z.partialRecord(z.enum(EXPRESSIONS), share);
/** Of one set of pictures: what is measured of each output. */
const measuredOutputs = z.partialRecord(z.enum(LABEL_SETS), z.unknown());
const curve = z.looseObject({ steps: z.array(z.number()) });

/**
 * What the manifest of a model, which names expressions by `labels`, tells people. Null where it
 * cannot be read: the inference worker refuses such a model and says why.
 */
export function readModelInfo(modelDir: string, labels: LabelSet): ModelInfo | null {
  try {
    const text = readFileSync(join(modelDir, 'manifest.json'), 'utf8');
    const { metrics, mirrored, macs, ...told } = factsSchema.parse(JSON.parse(text));
    const outputs = LABEL_SETS.flatMap((name) => {
      const figures = figuresOf(metrics, name);
      return figures === null ? [] : [[name, figures] as const];
    });
    const facts = {
      ...told,
      labels,
      macs: macs === undefined ? undefined : macs * (mirrored ? 2 : 1),
      outputs: Object.fromEntries(outputs),
      paperRecall: paperRecall.safeParse(metrics.paperRecall).data,
    };
    return facts as ModelInfo;
  } catch {
    return null;
  }
}

/** What is measured of the output `name`, or null where nothing is. */
function figuresOf(
  metrics: Readonly<Record<string, unknown>>,
  name: LabelSet,
): OutputFigures | null {
  const sets = Object.entries(metrics).flatMap(([set, outputs]) => {
    const { data } = measured.safeParse(measuredOutputs.safeParse(outputs).data?.[name]);
    return data === undefined ? [] : [[set, data] as const];
  });
  if (sets.length === 0) return null;
  const robustness = curvesOf(metrics.robustness, name);
  const figures = { metrics: Object.fromEntries(sets), ...(robustness && { robustness }) };
  return figures as OutputFigures;
}

/** The accuracy of one output under each condition, or null where a condition lacks it. */
function curvesOf(robustness: unknown, name: LabelSet): OutputFigures['robustness'] | null {
  const { data } = z.record(z.string(), curve).safeParse(robustness);
  const curves = Object.entries(data ?? {}).map(([condition, { steps, [name]: told }]) => {
    const accuracy = z.array(share).length(steps.length).safeParse(told).data;
    return [condition, accuracy && { steps, accuracy }] as const;
  });
  const complete = curves.length > 0 && curves.every(([, known]) => known !== undefined);
  return complete ? (Object.fromEntries(curves) as OutputFigures['robustness']) : null;
}
