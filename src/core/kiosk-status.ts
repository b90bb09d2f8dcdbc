import type { StageTimes } from './face.js';
import type { ErrorData } from './localised-text.js';
import type { SourceState } from './source-state.js';

/** Percentiles over the last few hundred analysed frames, milliseconds. */
export interface StageSummary {
  readonly p50: StageTimes;
  readonly p95: StageTimes;
}

export type WorkerState = 'starting' | 'running' | 'restarting' | 'failed' | 'stopped';

/** A snapshot of the whole kiosk: shown on the live page, told to systemd, asked by health checks. */
export interface KioskStatus {
  readonly version: string;
  readonly startedAtMs: number;
  readonly uptimeMs: number;
  readonly source: { readonly kind: string; readonly name: string; readonly state: SourceState };
  readonly worker: {
    readonly state: WorkerState;
    readonly restarts: number;
    readonly detail: string | null;
    /** Of what `detail` says. */
    readonly code: string | null;
    /** The same as data, for other languages. */
    readonly failure?: ErrorData | null | undefined;
  };
  readonly frames: {
    readonly captured: number;
    readonly analysed: number;
    readonly dropped: number;
    readonly capturedPerSecond: number;
    readonly analysedPerSecond: number;
  };
  readonly stages: StageSummary | null;
  readonly store: {
    readonly state: 'ok' | 'degraded';
    readonly detail: string | null;
    readonly code: string | null;
    readonly failure?: ErrorData | null | undefined;
    readonly observations: number;
    readonly lastCommitAtMs: number | null;
  };
  readonly model: { readonly name: string; readonly engine: string } | null;
  readonly memory: { readonly rssBytes: number };
}
