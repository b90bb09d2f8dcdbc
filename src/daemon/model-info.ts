import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EXPRESSIONS } from '../core/expression.js';
import type { ModelInfo } from '../dashboard/dashboard-deps.js';

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
  temperature: z.number().optional(),
  metrics: z.record(z.string(), z.unknown()).catch({}),
});

const paperRecall = z.partialRecord(z.enum(EXPRESSIONS), share);
const steps = z
  .object({ steps: z.array(z.number()), accuracy: z.array(share) })
  .refine((curve) => curve.steps.length === curve.accuracy.length);
const robustness = z
  .record(z.string(), steps)
  .refine((conditions) => Object.keys(conditions).length > 0);

/**
 * What the manifest of a model tells people. Null where it cannot be read: the inference
 * worker refuses such a model and says why.
 */
export function readModelInfo(modelDir: string): ModelInfo | null {
  try {
    const text = readFileSync(join(modelDir, 'manifest.json'), 'utf8');
    const { metrics, mirrored, macs, ...told } = factsSchema.parse(JSON.parse(text));
    const sets = Object.entries(metrics).flatMap(([set, figures]) => {
      const { data } = measured.safeParse(figures);
      return data === undefined ? [] : [[set, data] as const];
    });
    const facts = {
      ...told,
      macs: macs === undefined ? undefined : macs * (mirrored ? 2 : 1),
      metrics: Object.fromEntries(sets),
      paperRecall: paperRecall.safeParse(metrics.paperRecall).data,
      robustness: robustness.safeParse(metrics.robustness).data,
    };
    return facts as ModelInfo;
  } catch {
    return null;
  }
}
