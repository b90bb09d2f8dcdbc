import type { Clock } from '../core/clock.js';
import type { EventBus } from '../core/event-bus.js';
import { type FrameAnalysis, STAGE_TIMES, type StageTimes } from '../core/face.js';
import type { FrameSource, PictureSettings, Rotation } from '../core/frame-source.js';
import type { KioskStatus, StageSummary, WorkerStatus } from '../core/kiosk-status.js';
import { percentile } from '../core/percentile.js';
import type { SourceState } from '../core/source-state.js';

const RATE_WINDOW_MS = 5000;
const MAX_MARKS = 600;
const MAX_STAGE_FRAMES = 300;

interface KioskMonitorDeps {
  readonly version: string;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly source: Pick<FrameSource, 'traits' | 'name'>;
  /** How the picture is turned already. */
  readonly picture: Pick<PictureSettings, 'rotate' | 'mirror'>;
  /** What the place and this box are called. */
  site(): KioskStatus['site'];
  counters(): { readonly analysed: number; readonly dropped: number };
  storeStatus(): KioskStatus['store'];
}

/** What the services report, gathered into one {@link KioskStatus}. */
export class KioskMonitor {
  readonly #deps: KioskMonitorDeps;
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
  #reported = '';
  #turned: FrameAnalysis['turned'];

  constructor(deps: KioskMonitorDeps) {
    this.#deps = deps;
    const { clock, bus } = deps;
    this.#startedAtMs = clock.nowMs();
    this.#startedMonotonicMs = clock.monotonicMs();
    this.#sourceState = { kind: 'starting', sinceMs: this.#startedAtMs };
    bus.subscribe({
      name: 'monitor',
      on: {
        analysis: ({ stages, turned }) => {
          this.#turned = turned;
          this.#analysisRate.mark(clock.monotonicMs());
          this.#stages.add(stages);
        },
        sourceChanged: (state) => {
          this.#sourceState = state;
          this.reportChange();
        },
        workerChanged: (status) => {
          this.#worker = status;
          if (status.model !== null) {
            this.#model = { name: status.model.name, engine: status.model.engine };
          }
          this.reportChange();
        },
      },
    });
  }

  get sourceState(): SourceState {
    return this.#sourceState;
  }

  get suggestedRotation(): Rotation | undefined {
    return suggestedRotation(this.#deps.picture, this.#turned);
  }

  frameCaptured(): void {
    this.#captured++;
    this.#captureRate.mark(this.#deps.clock.monotonicMs());
  }

  /** Publishes the status when source, worker or store are in another state than last time. */
  reportChange(): void {
    const status = this.status();
    const { source, worker, store } = status;
    const code = source.state.kind === 'degraded' ? source.state.code : null;
    const now = JSON.stringify([source.state.kind, code, worker.state, store.state, store.code]);
    if (now === this.#reported) return;
    this.#reported = now;
    this.#deps.bus.publish('statusChanged', status);
  }

  status(): KioskStatus {
    const { version, clock, source, counters, storeStatus } = this.#deps;
    const monotonicMs = clock.monotonicMs();
    const { state, restarts, detail, code, failure = null } = this.#worker;
    const { analysed, dropped } = counters();
    return {
      version,
      site: this.#deps.site(),
      startedAtMs: this.#startedAtMs,
      uptimeMs: monotonicMs - this.#startedMonotonicMs,
      source: { kind: source.traits.kind, name: source.name, state: this.#sourceState },
      suggestedRotation: this.suggestedRotation,
      worker: { state, restarts, detail, code, failure },
      frames: {
        captured: this.#captured,
        analysed,
        dropped,
        capturedPerSecond: this.#captureRate.perSecond(monotonicMs),
        analysedPerSecond: this.#analysisRate.perSecond(monotonicMs),
      },
      stages: this.#stages.summary(),
      store: storeStatus(),
      model: this.#model,
      memory: { rssBytes: process.memoryUsage.rss() },
    };
  }
}

/**
 * The setting that turns the picture by `turned` more. A picture is mirrored after it is turned,
 * and what turns a mirrored picture clockwise turns the camera's the other way.
 */
function suggestedRotation(
  { rotate, mirror }: Pick<PictureSettings, 'rotate' | 'mirror'>,
  turned: FrameAnalysis['turned'],
): Rotation | undefined {
  if (turned === undefined) return undefined;
  return ((rotate + (mirror ? 360 - turned : turned)) % 360) as Rotation;
}

/** Events a second over the last five seconds. */
export class RateMeter {
  readonly #marksMs: number[] = [];

  mark(monotonicMs: number): void {
    this.#marksMs.push(monotonicMs);
    if (this.#marksMs.length > MAX_MARKS) this.#marksMs.shift();
  }

  perSecond(monotonicMs: number): number {
    while ((this.#marksMs[0] ?? Number.POSITIVE_INFINITY) < monotonicMs - RATE_WINDOW_MS) {
      this.#marksMs.shift();
    }
    const oldest = this.#marksMs[0];
    if (oldest === undefined || this.#marksMs.length < 2) return 0;
    const spanMs = Math.max(monotonicMs - oldest, 1000);
    return (this.#marksMs.length * 1000) / spanMs;
  }
}

/** Stage times of the newest frames, and their percentiles. */
export class StageWindow {
  readonly #frames: StageTimes[] = [];

  add(stages: StageTimes): void {
    this.#frames.push(stages);
    if (this.#frames.length > MAX_STAGE_FRAMES) this.#frames.shift();
  }

  summary(): StageSummary | null {
    if (this.#frames.length === 0) return null;
    return { p50: this.#percentile(0.5), p95: this.#percentile(0.95) };
  }

  #percentile(share: number): StageTimes {
    const entries = STAGE_TIMES.map((stage) => [
      stage,
      percentile(
        this.#frames.map((frame) => frame[stage]),
        share,
      ),
    ]);
    return Object.fromEntries(entries) as StageTimes;
  }
}
