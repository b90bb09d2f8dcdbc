import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EkspresiError } from '../core/errors.js';
import { EXPRESSIONS } from '../core/expression.js';
import type { TfjsModelFiles } from './engines/tfjs-engine.js';

const normalisationSchema = z.object({
  /** (x − mean) / max(standard deviation, epsilonStd) of each picture, on 0…255. */
  kind: z.literal('per-image'),
  epsilonStd: z.number().positive(),
});

const commonFields = {
  name: z.string().min(1),
  version: z.string().min(1),
  file: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tfjs: z
    .object({
      file: z.string().min(1),
      weights: z.array(z.string().min(1)).min(1),
      /** Of the weight files, joined in order. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    })
    .optional(),
  input: z.object({
    name: z.string().min(1),
    width: z.number().int().min(8).max(512),
    height: z.number().int().min(8).max(512),
    channels: z.literal(1),
    normalisation: normalisationSchema,
  }),
};

const expressionSchema = z.object({
  ...commonFields,
  task: z.literal('expression').default('expression'),
  output: z.object({ name: z.string().min(1), labels: z.array(z.string()) }),
  temperature: z.number().positive(),
});

const landmarksSchema = z.object({
  ...commonFields,
  task: z.literal('landmarks'),
  outputs: z
    .object({ points: z.string().min(1), confidence: z.string().min(1) })
    .default({ points: 'points', confidence: 'confidence' }),
  /** The square that is cut, in units of the Haar box's side, around its moved centre. */
  crop: z.object({
    scale: z.number().positive(),
    offsetX: z.number(),
    offsetY: z.number(),
    /** The square from points known already: its side in longer sides of their bounding box. */
    fromLandmarks: z.object({ sidePerExtent: z.number().positive() }).optional(),
  }),
  /** Confidence below which the points are not used. */
  minConfidence: z.number().min(0).max(1).default(0.5),
});

export type Normalisation = z.infer<typeof normalisationSchema>;
export type ExpressionManifest = z.infer<typeof expressionSchema>;
export type LandmarksManifest = z.infer<typeof landmarksSchema>;
type AnyManifest = ExpressionManifest | LandmarksManifest;

const REMEDY = 'Copy the whole model folder anew from the release, or run `git checkout models`.';

/** Reads and checks `manifest.json` of an expression model. Throws MODEL_MISSING or MODEL_INVALID. */
export function readExpressionManifest(modelDir: string): ExpressionManifest {
  const manifest = readManifest(modelDir, expressionSchema);
  const { labels } = manifest.output;
  if (labels.length !== EXPRESSIONS.length || EXPRESSIONS.some((name, i) => labels[i] !== name)) {
    throw new EkspresiError(
      'MODEL_INVALID',
      `The labels in ${join(modelDir, 'manifest.json')} are [${labels.join(', ')}], expected [${EXPRESSIONS.join(', ')}]`,
      'Use a model that was trained for these seven expressions in this order.',
    );
  }
  return manifest;
}

/** Reads and checks `manifest.json` of a landmark model. Throws MODEL_MISSING or MODEL_INVALID. */
export function readLandmarksManifest(modelDir: string): LandmarksManifest {
  return readManifest(modelDir, landmarksSchema);
}

/** The ONNX file of a model, its hash checked. Throws MODEL_MISSING or MODEL_INVALID. */
export function readOnnxFile(
  modelDir: string,
  manifest: AnyManifest,
): { readonly file: string; readonly model: Uint8Array } {
  const file = join(modelDir, manifest.file);
  const model = readModelFile(file);
  checkHash(file, [model], manifest.sha256);
  return { file, model };
}

/** The TensorFlow.js form of a model, its hash checked. Throws MODEL_MISSING or MODEL_INVALID. */
export function readTfjsFiles(modelDir: string, manifest: AnyManifest): TfjsModelFiles {
  const { tfjs } = manifest;
  if (tfjs === undefined) {
    throw new EkspresiError(
      'MODEL_INVALID',
      `The model in ${modelDir} has no TensorFlow.js form`,
      'Set inference.engine to onnx, or use a model folder that has one.',
    );
  }
  const file = join(modelDir, tfjs.file);
  const parts = tfjs.weights.map((name) => readModelFile(join(modelDir, name)));
  checkHash(join(modelDir, tfjs.weights.join(', ')), parts, tfjs.sha256);
  const model = parseJson(file, readModelFile(file)) as TfjsModelFiles['model'];
  return { file, model, weights: Buffer.concat(parts) };
}

function readManifest<T>(modelDir: string, schema: z.ZodType<T>): T {
  const file = join(modelDir, 'manifest.json');
  const result = schema.safeParse(parseJson(file, readModelFile(file)));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new EkspresiError(
    'MODEL_INVALID',
    `Wrong manifest ${file}: ${issue?.path.join('.')}: ${issue?.message}`,
    REMEDY,
    { cause: result.error },
  );
}

function readModelFile(file: string): Uint8Array {
  if (!existsSync(file)) {
    throw new EkspresiError('MODEL_MISSING', `Model file missing: ${file}`, REMEDY);
  }
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new EkspresiError(
      'MODEL_MISSING',
      `Model file cannot be read: ${file}`,
      'Make the model folder readable for the user that runs ekspresi.',
      { cause },
    );
  }
}

function parseJson(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new EkspresiError('MODEL_INVALID', `Not JSON: ${file}`, REMEDY, { cause });
  }
}

function checkHash(file: string, parts: readonly Uint8Array[], expected: string): void {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const actual = hash.digest('hex');
  if (actual === expected) return;
  throw new EkspresiError(
    'MODEL_INVALID',
    `The SHA-256 of ${file} is ${actual.slice(0, 12)}…, the manifest says ${expected.slice(0, 12)}…`,
    REMEDY,
  );
}
