/** Each step halves the rate of analysis: at the last one an eighth is left. */
const MAX_STEP = 3;
/** Cooler than the limit by so much before the rate goes up again. */
const HYSTERESIS_C = 5;
const LONGEST_REST_MS = 1000;

/** Decides how many frames are analysed on a box that gets too hot. */
export class HeatThrottle {
  readonly #limitC: number;
  #step = 0;
  #frames = 0;

  /** `limitC` 0 turns the throttle off. */
  constructor(limitC: number) {
    this.#limitC = limitC;
  }

  /** 0: every frame is analysed; n: one of 2ⁿ. */
  get step(): number {
    return this.#step;
  }

  /** Takes a new reading: one step at a time, so that the box has time to answer. */
  measured(celsius: number | null): void {
    if (this.#limitC === 0 || celsius === null) this.#step = 0;
    else if (celsius >= this.#limitC) this.#step = Math.min(MAX_STEP, this.#step + 1);
    else if (celsius <= this.#limitC - HYSTERESIS_C) this.#step = Math.max(0, this.#step - 1);
  }

  /** Whether the next frame is analysed. */
  admits(): boolean {
    return this.#frames++ % 2 ** this.#step === 0;
  }

  /** How long a source that can wait rests after `workMs` of work, so that the rate is halved. */
  restMs(workMs: number): number {
    return Math.min(LONGEST_REST_MS, workMs * (2 ** this.#step - 1));
  }
}
