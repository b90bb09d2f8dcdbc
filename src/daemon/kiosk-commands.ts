import type { EventBus } from '../core/event-bus.js';
import { kioskEvent } from '../core/event-table.js';
import type { Log } from '../core/log.js';
import type { KioskCommands } from '../publish/publisher.js';

interface CommandDeps {
  readonly bus: EventBus;
  readonly log: Log;
  reload(): void;
}

/** What programs outside may have the kiosk do. A pause lasts until somebody ends it, or a start. */
export class Commands implements KioskCommands {
  readonly #deps: CommandDeps;
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
  }

  resume(by: string): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#deps.bus.publish('event', kioskEvent('resumed', { by }));
  }

  reload(by: string): void {
    this.#deps.log.info({ by }, 'told to read the configuration again');
    this.#deps.reload();
  }

  mark(text: string, by: string): void {
    this.#deps.bus.publish('marker', { text, setBy: by });
  }
}
