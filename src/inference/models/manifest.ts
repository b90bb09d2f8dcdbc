import { join } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { EXPRESSIONS, LABEL_SETS, type LabelSet } from '../../core/expression.js';
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

/** `file` is the network in floating point numbers. */
interface CommonFields extends OnnxFile {
  readonly name: string;
  readonly version: string;
  /** The same network in bytes (ONNX, quantised), which processors multiply faster. */
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

/** One output of an expression model: seven logits in the order of EXPRESSIONS. */
export interface ExpressionOutput {
  readonly name: string;
  readonly labels: readonly string[];
  /** Logits are divided by it, so that a confidence of 0.8 is right in 80 of 100 pictures. */
  readonly temperature: number;
  /** How often each expression was in what the output was trained on, shares that sum to 1. */
  readonly priors: readonly number[] | null;
  /** Confidence below which a reading is unclear. */
  readonly clearThreshold: number | null;
}

export interface ExpressionManifest extends CommonFields {
  readonly outputs: Readonly<Partial<Record<LabelSet, ExpressionOutput>>>;
  /**
   * Each face is shown to the network twice, as it is and mirrored, and the mean of the logits
   * counts.
   */
  readonly mirrored: boolean;
}

export interface LandmarksManifest extends CommonFields {
  readonly outputs: { readonly points: string; readonly confidence: string };
  /** The square that is cut, in units of the Haar box's side, around its moved centre. */
  readonly crop: {
    readonly scale: number;
    readonly offsetX: number;
    readonly offsetY: number;
    /** The square from points known already: its side in longer sides of their bounding box. */
    readonly fromLandmarks?: { readonly sidePerExtent: number };
  };
  /** Confidence below which the points are not used. */
  readonly minConfidence: number;
}

export interface DetectorManifest extends CommonFields {
  /** Maps of squares, from the finest to the coarsest; a cell is `stridePx` input pixels wide. */
  readonly outputs: readonly { readonly name: string; readonly stridePx: number }[];
  /** Smallest side of a face that it finds, pixels of the input. */
  readonly minSidePx: number;
  /** Score from which on a square is a face by itself … */
  readonly sureScore: number;
  /** … from which on it is one if the landmark network sees it too … */
  readonly minScore: number;
  /** … and from which on it is one where a face is expected. */
  readonly keepScore: number;
  /** Score from which on a square is one if the landmark network is at least so sure of it. */
  readonly candidateScore: number;
  readonly candidateLandmarkScore: number;
}

export type ModelManifest = ExpressionManifest | LandmarksManifest | DetectorManifest;

const DEFAULT_LEAST_CONFIDENCE = 0.5;
/** For detectors whose manifest does not name them; fitted for detector 0.1.0. */
const DEFAULT_CANDIDATE_SCORE = 0.3;
const DEFAULT_CANDIDATE_LANDMARK_SCORE = 0.65;

/**
 * Reads and checks `manifest.json` of an expression model. Throws MODEL_MISSING or MODEL_INVALID.
 */
export function readExpressionManifest(modelDir: string): ExpressionManifest {
  const manifest = readManifest(modelDir, expressionFields);
  for (const { labels } of Object.values(manifest.outputs)) {
    if (labels.length === EXPRESSIONS.length && EXPRESSIONS.every((name, i) => labels[i] === name))
      continue;
    throw new EkspresiError('model-labels-mismatch', {
      path: join(modelDir, 'manifest.json'),
      actual: labels.join(', '),
      expected: EXPRESSIONS.join(', '),
    });
  }
  return manifest;
}

/** The output of an expression model for `labels`. Throws MODEL_INVALID where it has none. */
export function outputFor(manifest: ExpressionManifest, labels: LabelSet): ExpressionOutput {
  const output = manifest.outputs[labels];
  if (output !== undefined) return output;
  const others = LABEL_SETS.filter((name) => manifest.outputs[name] !== undefined);
  throw new EkspresiError('model-labels-missing', {
    model: manifest.name,
    labels,
    others: others.join(', '),
  });
}

/** Reads and checks `manifest.json` of a landmark model. Throws MODEL_MISSING or MODEL_INVALID. */
export function readLandmarksManifest(modelDir: string): LandmarksManifest {
  return readManifest(modelDir, landmarksFields);
}

/** Reads and checks `manifest.json` of a detection model. Throws MODEL_MISSING or MODEL_INVALID. */
export function readDetectorManifest(modelDir: string): DetectorManifest {
  return readManifest(modelDir, detectorFields);
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

function readManifest<T>(modelDir: string, read: (fields: Fields) => T): T {
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

function onnxFile(fields: Fields): OnnxFile {
  return { file: fields.text('file'), sha256: fields.hash('sha256') };
}

function commonFields(fields: Fields): CommonFields {
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

function expressionFields(fields: Fields): ExpressionManifest {
  if (fields.has('task')) fields.oneOf('task', 'expression');
  const common = commonFields(fields);
  const outputs = fields.part('outputs');
  const named = LABEL_SETS.filter((name) => outputs.has(name));
  if (named.length === 0) {
    throw new FieldError(`outputs: missing, expected ${LABEL_SETS.join(' or ')}`);
  }
  return {
    ...common,
    outputs: Object.fromEntries(named.map((name) => [name, expressionOutput(outputs.part(name))])),
    mirrored: fields.has('mirrored') && fields.flag('mirrored'),
  };
}

function expressionOutput(fields: Fields): ExpressionOutput {
  return {
    name: fields.text('name'),
    labels: fields.texts('labels'),
    temperature: fields.positive('temperature'),
    priors: fields.has('priors') ? fields.shares('priors', EXPRESSIONS.length) : null,
    clearThreshold: fields.has('clearThreshold') ? fields.share('clearThreshold') : null,
  };
}

function landmarksFields(fields: Fields): LandmarksManifest {
  fields.oneOf('task', 'landmarks');
  const common = commonFields(fields);
  const outputs = fields.has('outputs') ? fields.part('outputs') : null;
  const named = (name: 'points' | 'confidence') =>
    outputs?.has(name) === true ? outputs.text(name) : name;
  const crop = fields.part('crop');
  const fromLandmarks = crop.has('fromLandmarks') ? crop.part('fromLandmarks') : null;
  return {
    ...common,
    outputs: { points: named('points'), confidence: named('confidence') },
    crop: {
      scale: crop.positive('scale'),
      offsetX: crop.number('offsetX'),
      offsetY: crop.number('offsetY'),
      ...(fromLandmarks === null
        ? {}
        : { fromLandmarks: { sidePerExtent: fromLandmarks.positive('sidePerExtent') } }),
    },
    minConfidence: fields.has('minConfidence')
      ? fields.share('minConfidence')
      : DEFAULT_LEAST_CONFIDENCE,
  };
}

function detectorFields(fields: Fields): DetectorManifest {
  fields.oneOf('task', 'detection');
  return {
    ...commonFields(fields),
    outputs: fields.parts('outputs').map((output) => ({
      name: output.text('name'),
      stridePx: output.side('stridePx'),
    })),
    minSidePx: fields.positive('minSidePx'),
    sureScore: fields.innerShare('sureScore'),
    minScore: fields.innerShare('minScore'),
    keepScore: fields.innerShare('keepScore'),
    candidateScore: fields.has('candidateScore')
      ? fields.innerShare('candidateScore')
      : DEFAULT_CANDIDATE_SCORE,
    candidateLandmarkScore: fields.has('candidateLandmarkScore')
      ? fields.share('candidateLandmarkScore')
      : DEFAULT_CANDIDATE_LANDMARK_SCORE,
  };
}
