import type { Clock } from '../core/clock.js';
import type { FrameAnalysis } from '../core/face.js';
import type { KioskStatus } from '../core/kiosk-status.js';
import type { SourceState } from '../core/source-state.js';
import type { WorkerStatus } from '../inference/worker/inference-host.js';
import { RateMeter } from './frame-rates.js';
import { StageWindow } from './stage-window.js';

/** What the parts report, gathered into one {@link KioskStatus}. */
export class KioskMonitor {
  readonly #version: string;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #startedMonotonicMs: number;
  readonly #captureRate = new RateMeter();
  readonly #analysisRate = new RateMeter();
  readonly #stages = new StageWindow();
  #captured = 0;
  #sourceState: SourceState;
  #worker: WorkerStatus = {
    state: 'starting',
    restarts: 0,
    detail: null,
    code: null,
    model: null,
  };
  #model: KioskStatus['model'] = null;

  constructor(deps: { readonly version: string; readonly clock: Clock }) {
    this.#version = deps.version;
    this.#clock = deps.clock;
    this.#startedAtMs = deps.clock.nowMs();
    this.#startedMonotonicMs = deps.clock.monotonicMs();
    this.#sourceState = { kind: 'starting', sinceMs: this.#startedAtMs };
  }

  get sourceState(): SourceState {
    return this.#sourceState;
  }

  get worker(): WorkerStatus {
    return this.#worker;
  }

  frameCaptured(): void {
    this.#captured++;
    this.#captureRate.mark(this.#clock.monotonicMs());
  }

  frameAnalysed(analysis: FrameAnalysis): void {
    this.#analysisRate.mark(this.#clock.monotonicMs());
    this.#stages.add(analysis.stages);
  }

  sourceChanged(state: SourceState): void {
    this.#sourceState = state;
  }

  workerChanged(status: WorkerStatus): void {
    this.#worker = status;
    if (status.model !== null) {
      this.#model = { name: status.model.name, engine: status.model.engine };
    }
  }

  status(parts: {
    readonly source: { readonly kind: string; readonly name: string };
    readonly counters: { readonly analysed: number; readonly dropped: number };
    readonly store: KioskStatus['store'];
  }): KioskStatus {
    const monotonicMs = this.#clock.monotonicMs();
    return {
      version: this.#version,
      startedAtMs: this.#startedAtMs,
      uptimeMs: monotonicMs - this.#startedMonotonicMs,
      source: { kind: parts.source.kind, name: parts.source.name, state: this.#sourceState },
      worker: {
        state: this.#worker.state,
        restarts: this.#worker.restarts,
        detail: this.#worker.detail,
        code: this.#worker.code,
      },
      frames: {
        captured: this.#captured,
        analysed: parts.counters.analysed,
        dropped: parts.counters.dropped,
        capturedPerSecond: this.#captureRate.perSecond(monotonicMs),
        analysedPerSecond: this.#analysisRate.perSecond(monotonicMs),
      },
      stages: this.#stages.summary(),
      store: parts.store,
      model: this.#model,
      memory: { rssBytes: process.memoryUsage.rss() },
    };
  }
}
