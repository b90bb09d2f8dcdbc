import type { Clock } from '../../core/clock.js';
import type { FrameSource } from '../../core/frame-source.js';
import type { SourceState } from '../../core/source-state.js';
import type { Store } from '../../store/store.js';
import { toStoreSettings } from '../config/to-settings.js';
import { runningService, type Service } from '../service.js';
import type { ServiceDeps } from '../service-deps.js';

/** Longer than the tracker remembers a face, so that nobody gets back a number that has left. */
const GONE_AFTER_MS = 12_000;
const CHECK_INTERVAL_MS = 2000;

/** Closes the history. It starts first and stops last: everything else writes to it. */
export function storeService({ store, settings }: ServiceDeps): Service {
  return {
    name: 'store',
    start: async () => {
      settings.onChange((config) => store.setRetention(toStoreSettings(config).retention));
    },
    stop: async () => {
      store.close();
      await store.closed();
    },
  };
}

/** Records what is analysed, and that faces have left when nobody follows them any more. */
export function recordingService(deps: ServiceDeps): Service {
  const { bus, store, source, version, lifecycle } = deps;
  const runs = new SourceRuns(store, source, version);
  const absence = new AbsenceTimeout(deps);
  bus.subscribe({
    name: 'recording',
    on: {
      analysis: (analysis) => {
        runs.beforeFrame();
        if (!absence.isOver) store.record(analysis);
      },
      sourceChanged: (state) => absence.sourceChanged(state),
      workerChanged: ({ state, model }) => {
        if (model !== null) runs.modelLoaded(model);
        // Only the worker that is gone knew the faces; the next one gives them new numbers.
        if (state !== 'running') store.endFaces();
      },
    },
  });
  return runningService('recording', (signal) => absence.run(signal), lifecycle.fail);
}

/** The model that the inference worker has loaded. */
interface LoadedModel {
  readonly name: string;
  readonly engine: string;
}

/**
 * Begins a run in the history for each source that frames really come from: which camera that is
 * shows only when it is opened, and another one may take its place while the kiosk runs.
 */
export class SourceRuns {
  readonly #store: Pick<Store, 'beginRun'>;
  readonly #source: Pick<FrameSource, 'name' | 'endless'>;
  readonly #version: string;
  #model: LoadedModel | null = null;
  #begunFor: string | null = null;

  constructor(
    store: Pick<Store, 'beginRun'>,
    source: Pick<FrameSource, 'name' | 'endless'>,
    version: string,
  ) {
    this.#store = store;
    this.#source = source;
    this.#version = version;
  }

  modelLoaded(model: LoadedModel): void {
    this.#model = model;
  }

  /** To be called before a frame is recorded. */
  beforeFrame(): void {
    const { name, endless } = this.#source;
    if (name === this.#begunFor) return;
    this.#begunFor = name;
    const model = this.#model?.name ?? null;
    const engine = this.#model?.engine ?? null;
    this.#store.beginRun({
      ...{ version: this.#version, source: name, model, engine },
      isRecording: !endless,
    });
  }
}

/**
 * Ends the visits of the faces in view when no pictures come any more: nothing else would until the
 * camera is back, which may take weeks.
 */
export class AbsenceTimeout {
  readonly #store: Pick<Store, 'endFaces'>;
  readonly #clock: Clock;
  #silentSinceMs: number | null = null;
  #isOver = false;

  constructor(deps: { readonly store: Pick<Store, 'endFaces'>; readonly clock: Clock }) {
    this.#store = deps.store;
    this.#clock = deps.clock;
  }

  /**
   * True once the visits were ended: a picture from before that is still analysed counts no more.
   */
  get isOver(): boolean {
    return this.#isOver;
  }

  sourceChanged({ kind }: Pick<SourceState, 'kind'>): void {
    if (kind === 'running') {
      this.#silentSinceMs = null;
      this.#isOver = false;
    } else {
      this.#silentSinceMs ??= this.#clock.monotonicMs();
    }
  }

  /** Checks at intervals until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#clock.sleep(CHECK_INTERVAL_MS, signal).catch(() => {});
      if (!signal.aborted) this.#check();
    }
  }

  #check(): void {
    if (this.#isOver || this.#silentSinceMs === null) return;
    if (this.#clock.monotonicMs() - this.#silentSinceMs < GONE_AFTER_MS) return;
    this.#isOver = true;
    this.#store.endFaces();
  }
}
