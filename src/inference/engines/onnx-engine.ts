import { EkspresiError } from '../../core/errors.js';
import { callDirectly, type NativeCalls } from '../worker/native-gate.js';
import type { NetworkEngine, NetworkSpec } from './network-engine.js';

interface OnnxLoad {
  readonly name: string;
  /** Where `model` was read, for messages. */
  readonly file: string;
  readonly model: Uint8Array;
  readonly spec: NetworkSpec;
  /** Threads within one run. */
  readonly threads: number;
  readonly nativeCalls?: NativeCalls | undefined;
}

/**
 * Loads an ONNX network (NCHW, free batch size) into onnxruntime on the CPU.
 * Throws ENGINE_UNAVAILABLE when the runtime does not load on this machine, MODEL_INVALID when
 * it refuses the file.
 */
export async function loadOnnxEngine(load: OnnxLoad): Promise<NetworkEngine> {
  const { file, spec, nativeCalls = callDirectly } = load;
  const ort = await importRuntime();
  const options = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: load.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  } as const;
  const session = await nativeCalls(() => ort.InferenceSession.create(load.model, options)).catch(
    (cause: unknown) => {
      throw new EkspresiError(
        'model-refused-by-engine',
        { engine: 'onnxruntime', path: file },
        { cause },
      );
    },
  );
  const missing = spec.outputNames.find((name) => !session.outputNames.includes(name));
  if (missing !== undefined || !session.inputNames.includes(spec.inputName)) {
    throw missing === undefined
      ? new EkspresiError('model-input-missing', { path: file, name: spec.inputName })
      : new EkspresiError('model-output-missing', { path: file, name: missing });
  }
  return {
    name: load.name,
    async run(input, batch) {
      const shape = [batch, spec.channels, spec.height, spec.width];
      const feeds = { [spec.inputName]: new ort.Tensor('float32', input, shape) };
      const results = await nativeCalls(() => session.run(feeds, spec.outputNames));
      return spec.outputNames.map((name) => results[name]?.data as Float32Array);
    },
    dispose: () => nativeCalls(() => session.release()),
  };
}

async function importRuntime(): Promise<typeof import('onnxruntime-node')> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new EkspresiError('onnxruntime-unavailable', {}, { cause });
  }
}
