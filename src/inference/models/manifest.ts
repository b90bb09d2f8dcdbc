import { join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import type { TfjsModelFiles } from '../engines/tfjs-engine.js';
import { FieldError, Fields } from './manifest-fields.js';
import { checkHash, parseJson, readModelFile } from './model-files.js';

export interface Normalisation {
  /** (x − mean) / max(standard deviation, epsilonStd) of each picture, on 0…255. */
  readonly kind: 'per-image';
  readonly epsilonStd: number;
}

/** An ONNX file of a model folder. */
interface OnnxFile {
  readonly file: string;
  readonly sha256: string;
}

/**
 * What the manifests of all models have. `file` is the network in floating point numbers.
 */
export interface ModelManifest extends OnnxFile {
  readonly name: string;
  readonly version: string;
  /** The same network quantised to INT8 (ONNX), which processors multiply faster. */
  readonly int8: OnnxFile | null;
  readonly tfjs: {
    readonly file: string;
    readonly weights: readonly string[];
    /** Of the weight files, joined in order. */
    readonly sha256: string;
  } | null;
  readonly input: {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    readonly channels: 1;
    readonly normalisation: Normalisation;
  };
}

/**
 * Reads and checks `manifest.json` of a model with `read`. Throws MODEL_MISSING or MODEL_INVALID.
 */
export function readManifest<T>(modelDir: string, read: (fields: Fields) => T): T {
  const file = join(modelDir, 'manifest.json');
  const json = parseJson(file, readModelFile(file));
  try {
    return read(Fields.of(json));
  } catch (cause) {
    if (!(cause instanceof FieldError)) throw cause;
    throw new EkspresiError(
      'model-manifest-invalid',
      { path: file, reason: cause.message },
      { cause },
    );
  }
}

/** An ONNX file of a model, its hash checked. Throws MODEL_MISSING or MODEL_INVALID. */
export function readOnnxFile(
  modelDir: string,
  { file: name, sha256 }: OnnxFile,
): { readonly file: string; readonly model: Uint8Array } {
  const file = join(modelDir, name);
  const model = readModelFile(file);
  checkHash(file, [model], sha256);
  return { file, model };
}

/** The TensorFlow.js form of a model, its hash checked. Throws MODEL_MISSING or MODEL_INVALID. */
export function readTfjsFiles(modelDir: string, manifest: ModelManifest): TfjsModelFiles {
  const { tfjs } = manifest;
  if (tfjs === null) {
    throw new EkspresiError('model-without-tfjs', { folder: modelDir });
  }
  const file = join(modelDir, tfjs.file);
  const parts = tfjs.weights.map((name) => readModelFile(join(modelDir, name)));
  checkHash(join(modelDir, tfjs.weights.join(', ')), parts, tfjs.sha256);
  const model = parseJson(file, readModelFile(file)) as TfjsModelFiles['model'];
  return { file, model, weights: Buffer.concat(parts) };
}

function onnxFile(fields: Fields): OnnxFile {
  return { file: fields.text('file'), sha256: fields.hash('sha256') };
}

/** The fields that the manifests of all models have. */
export function commonFields(fields: Fields): ModelManifest {
  const tfjs = fields.has('tfjs') ? fields.part('tfjs') : null;
  const input = fields.part('input');
  const normalisation = input.part('normalisation');
  return {
    name: fields.text('name'),
    version: fields.text('version'),
    ...onnxFile(fields),
    int8: fields.has('int8') ? onnxFile(fields.part('int8')) : null,
    tfjs: tfjs && {
      file: tfjs.text('file'),
      weights: tfjs.texts('weights'),
      sha256: tfjs.hash('sha256'),
    },
    input: {
      name: input.text('name'),
      width: input.side('width'),
      height: input.side('height'),
      channels: input.oneOf('channels', 1),
      normalisation: {
        kind: normalisation.oneOf('kind', 'per-image'),
        epsilonStd: normalisation.positive('epsilonStd'),
      },
    },
  };
}
