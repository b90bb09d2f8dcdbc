import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelFacts } from '../dashboard/dashboard-deps.js';

const share = z.number().min(0).max(1).optional();
const factsSchema = z.object({
  name: z.string(),
  version: z.string().optional(),
  trainedOn: z.string().optional(),
  parameters: z.number().optional(),
  macs: z.number().optional(),
  temperature: z.number().optional(),
  metrics: z
    .record(
      z.string(),
      z.object({
        accuracy: share,
        macroF1: share,
        ece: share,
        confusion: z.array(z.array(z.number())).optional(),
      }),
    )
    .optional()
    .catch(undefined),
});

/**
 * What the manifest of a model tells people. Null where it cannot be read: the inference
 * worker refuses such a model and says why.
 */
export function readModelFacts(modelDir: string): ModelFacts | null {
  try {
    const text = readFileSync(join(modelDir, 'manifest.json'), 'utf8');
    return factsSchema.parse(JSON.parse(text)) as ModelFacts;
  } catch {
    return null;
  }
}
