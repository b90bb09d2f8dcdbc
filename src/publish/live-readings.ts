import { EXPRESSIONS, type Expression } from '../core/expression.js';
import type { FaceObservation, FrameAnalysis } from '../core/face.js';
import type { KioskStatus } from '../core/kiosk-status.js';
import type { SourceState } from '../core/source-state.js';
import type { PublisherDeps, TodaySums } from './publisher.js';

/** So long the sums of the day are good enough. */
const TODAY_MS = 10_000;

/** What most faces show: `unclear` where most readings are, `nobody` without a face. */
export const SHOWN = [...EXPRESSIONS, 'unclear', 'nobody'] as const;
export type Shown = Expression | 'unclear' | 'nobody';

/** What the kiosk sees and how it is. Null stands for what is not known. */
export interface LiveReadings {
  readonly people: number | null;
  /** Faces turned to the screen now; a watcher has looked for `attention.watcherMs` in all. */
  readonly looking: number | null;
  readonly shown: Shown | null;
  /** Mean over the faces, −1 to 1. */
  readonly valence: number | null;
  /** Mean gray of the picture, 0 to 1. */
  readonly brightness: number | null;
  readonly today: TodaySums | null;
  readonly camera: SourceState['kind'];
  /** Code of what keeps the kiosk from its work; null where all is well. */
  readonly problem: string | null;
  readonly isPaused: boolean;
  readonly model: string | null;
}

/** Follows the newest frame for publishers that send now and then. */
export class LiveReader {
  readonly #deps: PublisherDeps;
  #analysis: FrameAnalysis | null = null;
  #today: { readonly sums: TodaySums | null; readonly atMs: number } | null = null;

  /** Reads along until `signal` aborts. */
  constructor(deps: PublisherDeps, name: string, signal: AbortSignal) {
    this.#deps = deps;
    deps.bus.subscribe({
      name,
      signal,
      on: {
        analysis: (analysis) => {
          this.#analysis = analysis;
        },
        // What a camera saw that gives no pictures any more is not what it sees.
        sourceChanged: ({ kind }) => {
          if (kind !== 'running') this.#analysis = null;
        },
      },
    });
  }

  read(): LiveReadings {
    const { clock, commands } = this.#deps;
    const nowMs = clock.monotonicMs();
    if (this.#today === null || nowMs - this.#today.atMs >= TODAY_MS) {
      this.#today = { sums: this.#deps.today(), atMs: nowMs };
    }
    const status = this.#deps.status();
    const { state } = status.source;
    const analysis = state.kind === 'running' ? this.#analysis : null;
    const faces = analysis?.faces ?? null;
    return {
      people: faces?.length ?? null,
      looking: faces?.filter(({ looking }) => looking === true).length ?? null,
      shown: faces === null ? null : shownBy(faces),
      valence: faces === null ? null : meanValence(faces),
      brightness: analysis === null ? null : analysis.light / 255,
      today: this.#today.sums,
      camera: state.kind,
      problem: problemOf(status),
      isPaused: commands.isPaused(),
      model: status.model?.name ?? null,
    };
  }
}

/** What most faces show; of equals the one with the greater sum of probabilities. */
function shownBy(faces: readonly FaceObservation[]): Shown {
  if (faces.length === 0) return 'nobody';
  const clear = faces.filter((face) => face.clear);
  if (clear.length * 2 < faces.length) return 'unclear';
  const weights = EXPRESSIONS.map((name, i) =>
    clear.reduce(
      (sum, face) =>
        sum + (face.expression === name ? faces.length : 0) + (face.smoothed[i] ?? 0) / 2,
      0,
    ),
  );
  return EXPRESSIONS[weights.indexOf(Math.max(...weights))] ?? 'unclear';
}

function meanValence(faces: readonly FaceObservation[]): number | null {
  const values = faces.map((face) => face.valence).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The gravest first: without a store nothing is kept, without a worker nothing is measured. */
export function problemOf({ store, worker, source }: KioskStatus): string | null {
  if (store.state !== 'ok') return store.code ?? 'STORE_UNWRITABLE';
  if (worker.state === 'failed' || worker.state === 'restarting') {
    return worker.code ?? 'WORKER_STALLED';
  }
  return source.state.kind === 'degraded' ? source.state.code : null;
}
