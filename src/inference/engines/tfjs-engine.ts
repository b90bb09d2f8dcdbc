import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type * as Tfjs from '@tensorflow/tfjs';
import { EkspresiError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import type { NetworkEngine, NetworkSpec } from './network-engine.js';
import { loadTfjsNode } from './tfjs-node.js';

/** A layers-model read from disk: model.json parsed, the weight files joined in order. */
export interface TfjsModelFiles {
  readonly file: string;
  readonly model: {
    readonly modelTopology: object;
    readonly weightsManifest: readonly { readonly weights: readonly object[] }[];
  };
  readonly weights: Uint8Array;
}

/**
 * Loads a layers-model (NHWC) into TensorFlow.js: `@tensorflow/tfjs-node` where it is installed
 * and works, otherwise the wasm backend from node_modules. Nothing is fetched.
 * Throws ENGINE_UNAVAILABLE or MODEL_INVALID.
 */
export async function loadTfjsEngine(
  files: TfjsModelFiles,
  spec: NetworkSpec,
  log: Log,
): Promise<NetworkEngine> {
  const { tf, name } = await importTensorFlow(log);
  const weightData = new Uint8Array(files.weights).buffer;
  const artifacts = {
    modelTopology: files.model.modelTopology,
    weightSpecs: files.model.weightsManifest.flatMap((group) => group.weights),
    weightData,
  } as Tfjs.io.ModelArtifacts;
  const model = await tf
    .loadLayersModel({ load: () => Promise.resolve(artifacts) })
    .catch((cause: unknown) => {
      throw new EkspresiError(
        'model-refused-by-engine',
        { engine: 'TensorFlow.js', path: files.file },
        { cause },
      );
    });
  const order = outputOrder(model.outputNames, spec.outputNames, files.file);
  return {
    name,
    async run(input, batch) {
      const outputs = tf.tidy(() => {
        const x = tf.tensor4d(input, [batch, spec.height, spec.width, spec.channels]);
        const y = model.predict(x, { batchSize: batch });
        return Array.isArray(y) ? y : [y];
      });
      try {
        const data = await Promise.all(outputs.map((output) => output.data()));
        return order.map((i) => data[i] as Float32Array);
      } finally {
        tf.dispose(outputs);
      }
    },
    async dispose() {
      model.dispose();
    },
  };
}

/**
 * Index in the model for each output of the manifest. A single output needs no name; among
 * several each is the one whose layer bears the name (`points` matches `points/BiasAdd`).
 */
function outputOrder(
  actual: readonly string[],
  wanted: readonly string[],
  file: string,
): readonly number[] {
  if (wanted.length === 1 && actual.length === 1) return [0];
  return wanted.map((name) => {
    const index = actual.findIndex((layer) => layer === name || layer.startsWith(`${name}/`));
    if (index >= 0) return index;
    throw new EkspresiError('model-output-missing', { path: file, name });
  });
}

async function importTensorFlow(log: Log): Promise<{ tf: typeof Tfjs; name: string }> {
  const native = await loadTfjsNode(log);
  if (native !== null) return { tf: native, name: 'tfjs-node' };
  try {
    const tf = await import('@tensorflow/tfjs');
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(dirname(entry) + sep);
    wasm.setThreadsCount(1);
    await tf.setBackend('wasm');
    await tf.ready();
    return { tf, name: 'tfjs-wasm' };
  } catch (cause) {
    throw new EkspresiError('tensorflow-unavailable', {}, { cause });
  }
}
