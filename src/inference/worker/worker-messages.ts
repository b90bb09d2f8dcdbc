import type { ErrorCode } from '../../core/errors.js';
import type { FrameAnalysis } from '../../core/face.js';
import type { GrayFrame } from '../../core/frame.js';
import type { ErrorData } from '../../core/localised-text.js';
import type { InferenceSettings, LiveSettings } from '../inference-settings.js';
import type { FacePipeline } from '../pipeline/face-pipeline.js';

/** What the worker thread is started with. */
export interface WorkerStart {
  readonly settings: InferenceSettings;
  /** Memory of the `NativeGate`. */
  readonly nativeGate: SharedArrayBuffer;
}

/**
 * Main thread → worker. `pixels` of the frame is a view of shared memory that stays untouched until
 * the worker has answered.
 */
export type ToWorker =
  | { readonly kind: 'frame'; readonly frame: GrayFrame }
  | { readonly kind: 'change'; readonly settings: LiveSettings }
  | { readonly kind: 'stop' };

/** Worker → main thread. */
export type FromWorker =
  | { readonly kind: 'ready'; readonly model: FacePipeline['model'] }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'analysis'; readonly analysis: FrameAnalysis }
  | { readonly kind: 'failed'; readonly failure: WorkerFailure }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly message: string };

/** An error as plain data; `code` is null for one nobody expected. */
export interface WorkerFailure {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly remedy: string | null;
  /** Kind and parameters, where the program knows the error. */
  readonly data?: ErrorData | null;
}
