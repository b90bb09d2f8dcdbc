import type { ErrorCode } from './errors.js';
import type { StageTimes } from './face.js';
import type { ErrorData } from './localised-text.js';
import type { SourceState } from './source-state.js';

/** Percentiles over the last few hundred analysed frames, milliseconds. */
export interface StageSummary {
  readonly p50: StageTimes;
  readonly p95: StageTimes;
}

export type WorkerState = 'starting' | 'running' | 'restarting' | 'failed' | 'stopped';

/** What the inference worker's host reports whenever it changes. */
export interface WorkerStatus {
  readonly state: WorkerState;
  readonly restarts: number;
  /** Why it is not running: one line with the remedy. */
  readonly detail: string | null;
  readonly code: ErrorCode | null;
  /** The same as data, for other languages. */
  readonly failure?: ErrorData | null | undefined;
  /** The loaded model, null until the worker is ready. */
  readonly model: {
    readonly name: string;
    readonly version: string;
    readonly engine: string;
  } | null;
}

/**
 * A snapshot of the whole kiosk: shown on the live page, told to systemd, asked by health checks.
 */
export interface KioskStatus {
  readonly version: string;
  /** What the place and this box in it are called; empty where they have no name. */
  readonly site: { readonly name: string; readonly box: string };
  readonly startedAtMs: number;
  readonly uptimeMs: number;
  readonly source: { readonly kind: string; readonly name: string; readonly state: SourceState };
  /** `camera.rotate` with which faces would be seen; left out where nothing speaks for another. */
  readonly suggestedRotation?: number | undefined;
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
    /** Given up since the start, because they waited too long or the database refused them. */
    readonly lostObservations: number;
    /** Commits that failed since the start; each is tried again. */
    readonly failedCommits: number;
    readonly lastCommitAtMs: number | null;
  };
  readonly model: { readonly name: string; readonly engine: string } | null;
  readonly memory: { readonly rssBytes: number };
}
