import { EkspresiError } from '../../core/errors.js';
import {
  type ClassPrior,
  EXPRESSIONS,
  type LabelSet,
  type ProbabilityVector,
} from '../../core/expression.js';
import { type Log, silentLog } from '../../core/log.js';
import { loadEngine } from '../engines/load-engine.js';
import { meanOfPairs, mirrorPicture } from '../engines/mirror.js';
import { normalisePicture, softmax } from '../engines/normalise.js';
import type { EngineChoice } from '../inference-settings.js';
import {
  type ExpressionManifest,
  type ExpressionOutput,
  outputFor,
  readExpressionManifest,
} from '../models/expression-manifest.js';
import type { NativeCalls } from '../worker/native-gate.js';

/** Pictures in one run of the network at most: onnxruntime keeps the memory of the largest run. */
const MAX_BATCH = 16;
/** An expression that was never in training is not made infinitely likely. */
const LEAST_SHARE = 0.005;

export interface ExpressionClassifier {
  readonly manifest: ExpressionManifest;
  /** The output of the model that `classify` reads. */
  readonly output: ExpressionOutput;
  readonly engineName: string;
  /**
   * Calibrated probabilities of each crop (gray, row by row, of the manifest's size) in the order
   * of EXPRESSIONS.
   */
  classify(crops: readonly Uint8Array[]): Promise<ProbabilityVector[]>;
  dispose(): Promise<void>;
}

interface ClassifierOptions {
  /** Folder with manifest.json. */
  readonly modelDir: string;
  readonly labels: LabelSet;
  /** Default: natural. */
  readonly prior?: ClassPrior;
  readonly engine: EngineChoice;
  readonly threads: number;
  readonly log?: Log;
  readonly nativeCalls?: NativeCalls | undefined;
}

/**
 * Loads an expression model and warms it up. Throws MODEL_MISSING, MODEL_INVALID (manifest, hash,
 * no output for the labels, no class shares for a flat
 * prior, its shape) or ENGINE_UNAVAILABLE.
 */
export async function loadClassifier(options: ClassifierOptions): Promise<ExpressionClassifier> {
  const { modelDir, labels, engine, threads, log = silentLog } = options;
  const manifest = readExpressionManifest(modelDir);
  const output = outputFor(manifest, labels);
  const offsets = priorOffsets(output, options.prior ?? 'natural', modelDir);
  const network = await loadEngine({
    modelDir,
    manifest,
    outputNames: [output.name],
    engine,
    threads,
    log,
    nativeCalls: options.nativeCalls,
  });
  const { width, height, normalisation } = manifest.input;
  const area = width * height;
  const views = manifest.mirrored ? 2 : 1;
  const facesARun = MAX_BATCH / views;
  let buffer = new Float32Array(views * area);

  const classifyBatch = async (crops: readonly Uint8Array[]): Promise<ProbabilityVector[]> => {
    const pictures = views * crops.length;
    if (buffer.length < pictures * area) buffer = new Float32Array(pictures * area);
    crops.forEach((crop, i) => {
      if (crop.length !== area) {
        throw new RangeError(`a crop has ${crop.length} pixels, expected ${area}`);
      }
      const at = views * i * area;
      normalisePicture(crop, normalisation, buffer, at);
      if (manifest.mirrored) mirrorPicture(buffer.subarray(at, at + 2 * area), width);
    });
    const [logits] = await network.run(buffer.subarray(0, pictures * area), pictures);
    if (logits?.length !== pictures * EXPRESSIONS.length) {
      throw new EkspresiError('classifier-output-shape', {
        folder: modelDir,
        actual: (logits?.length ?? 0) / pictures,
        expected: EXPRESSIONS.length,
      });
    }
    const perFace = manifest.mirrored ? meanOfPairs(logits, EXPRESSIONS.length) : logits;
    return crops.map((_, i) =>
      softmax(perFace, i * EXPRESSIONS.length, output.temperature, offsets),
    );
  };

  await classifyBatch([new Uint8Array(area)]);

  return {
    manifest,
    output,
    engineName: network.name,
    async classify(crops) {
      const results: ProbabilityVector[] = [];
      for (let i = 0; i < crops.length; i += facesARun) {
        results.push(...(await classifyBatch(crops.slice(i, i + facesARun))));
      }
      return results;
    },
    dispose: () => network.dispose(),
  };
}

/**
 * What is added to the log-probabilities of each expression: nothing, or for a flat prior the
 * negative logarithm of how often it was in training, so that Bayes' rule holds with all alike.
 * Throws MODEL_INVALID where the model does not tell.
 */
function priorOffsets(output: ExpressionOutput, prior: ClassPrior, modelDir: string): number[] {
  if (prior === 'natural') return EXPRESSIONS.map(() => 0);
  if (output.priors === null) {
    throw new EkspresiError('model-priors-missing', { folder: modelDir, output: output.name });
  }
  return output.priors.map((share) => -Math.log(Math.max(share, LEAST_SHARE)));
}
