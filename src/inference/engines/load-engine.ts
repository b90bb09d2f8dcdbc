import { EkspresiError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import type { EngineChoice } from '../inference-settings.js';
import { type ModelManifest, readOnnxFile, readTfjsFiles } from '../models/manifest.js';
import type { NativeCalls } from '../worker/native-gate.js';
import type { NetworkEngine, NetworkSpec } from './network-engine.js';
import { loadOnnxEngine } from './onnx-engine.js';
import { loadTfjsEngine } from './tfjs-engine.js';

interface EngineRequest {
  readonly modelDir: string;
  readonly manifest: ModelManifest;
  readonly outputNames: readonly string[];
  readonly engine: EngineChoice;
  /** Threads within one run of onnxruntime. */
  readonly threads: number;
  readonly log: Log;
  readonly nativeCalls?: NativeCalls | undefined;
}

/**
 * Loads a model into the wanted engine. Throws MODEL_MISSING, MODEL_INVALID (also where the model
 * has no form for the engine) or, when no engine loads, ENGINE_UNAVAILABLE.
 */
export async function loadEngine(request: EngineRequest): Promise<NetworkEngine> {
  const { modelDir, manifest, outputNames, engine, threads, log, nativeCalls } = request;
  const spec: NetworkSpec = {
    inputName: manifest.input.name,
    width: manifest.input.width,
    height: manifest.input.height,
    channels: manifest.input.channels,
    outputNames,
  };
  const tfjs = () => loadTfjsEngine(readTfjsFiles(modelDir, manifest), spec, log);
  if (engine === 'tfjs') return tfjs();
  if (engine === 'onnx-int8' && manifest.int8 === null) {
    throw new EkspresiError('model-without-int8', { folder: modelDir });
  }
  const int8 = engine === 'onnx' ? null : manifest.int8;
  const { file, model } = readOnnxFile(modelDir, int8 ?? manifest);
  const name = int8 === null ? 'onnx' : 'onnx-int8';
  try {
    return await loadOnnxEngine({ name, file, model, spec, threads, nativeCalls });
  } catch (error) {
    const unavailable = error instanceof EkspresiError && error.code === 'ENGINE_UNAVAILABLE';
    if (engine !== 'auto' || !unavailable) throw error;
    log.warn(
      { err: error },
      'onnxruntime does not load here; using TensorFlow.js, which is slower',
    );
    return tfjs();
  }
}
