import type { Clock } from '../core/clock.js';
import { describeError } from '../core/errors.js';
import type { EventBus } from '../core/event-bus.js';
import { kioskEvent } from '../core/event-table.js';
import type { Log } from '../core/log.js';
import type { MarkerDraft, MarkerOrigin } from '../core/marker.js';
import type { KioskCommands } from '../publish/publisher.js';

interface CommandDeps {
  readonly bus: EventBus;
  readonly log: Log;
  readonly clock: Clock;
  readonly markers: { set(draft: MarkerDraft, origin: MarkerOrigin): unknown };
  reload(): void;
}

/** What programs outside may have the kiosk do. A pause lasts until its end, or the next start. */
export class Commands implements KioskCommands {
  readonly #deps: CommandDeps;
  readonly #listeners = new Set<() => void>();
  #isPaused = false;

  constructor(deps: CommandDeps) {
    this.#deps = deps;
  }

  isPaused(): boolean {
    return this.#isPaused;
  }

  pause(by: string): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#deps.bus.publish('event', kioskEvent('paused', { by }));
    for (const listener of [...this.#listeners]) listener();
  }

  resume(by: string): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#deps.bus.publish('event', kioskEvent('resumed', { by }));
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `run` whenever the kiosk is not paused; ends when `run` ends by itself. */
  async runUnlessPaused(
    run: (signal: AbortSignal) => Promise<void>,
    onPause: () => void,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      if (this.#isPaused) {
        onPause();
        await this.#changed(signal);
        continue;
      }
      const ended = new AbortController();
      const pausing = new AbortController();
      const changed = this.#changed(AbortSignal.any([signal, ended.signal])).then(() =>
        pausing.abort(new Error('the kiosk is paused')),
      );
      try {
        await run(AbortSignal.any([signal, pausing.signal]));
      } finally {
        ended.abort();
      }
      const isOver = !pausing.signal.aborted;
      await changed;
      if (isOver) return;
    }
  }

  /** Resolves at the next pause or its end, or when `signal` aborts. */
  #changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      if (signal.aborted) return done();
      this.#listeners.add(done);
      signal.addEventListener('abort', done);
      return undefined;
    });
  }

  reload(by: string): void {
    this.#deps.log.info({ by }, 'told to read the configuration again');
    this.#deps.reload();
  }

  /** Stores a note of this moment. A failure is logged: whoever asks gets no answer. */
  mark(text: string, by: string): void {
    const { clock, markers, log } = this.#deps;
    const atMs = Math.round(clock.nowMs());
    try {
      markers.set(
        { kind: 'note', contentId: null, name: text, startMs: atMs, endMs: atMs, details: null },
        { setBy: by },
      );
    } catch (error) {
      log.warn({ by }, describeError(error));
    }
  }
}
