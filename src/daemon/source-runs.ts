import type { FrameSource } from '../core/frame-source.js';
import type { Store } from '../store/store.js';

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
  readonly #source: Pick<FrameSource, 'name'>;
  readonly #version: string;
  #model: LoadedModel | null = null;
  #begunFor: string | null = null;

  constructor(store: Pick<Store, 'beginRun'>, source: Pick<FrameSource, 'name'>, version: string) {
    this.#store = store;
    this.#source = source;
    this.#version = version;
  }

  modelLoaded(model: LoadedModel): void {
    this.#model = model;
  }

  /** To be called before a frame is recorded. */
  beforeFrame(): void {
    const { name } = this.#source;
    if (name === this.#begunFor) return;
    this.#begunFor = name;
    const model = this.#model?.name ?? null;
    const engine = this.#model?.engine ?? null;
    this.#store.beginRun({ version: this.#version, source: name, model, engine });
  }
}
