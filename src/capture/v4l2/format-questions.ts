import { realpath } from 'node:fs/promises';
import type { Clock } from '../../core/clock.js';
import { type FormatAnswer, listFormats } from './list-formats.js';

/**
 * Asks devices for their formats. A program that hangs in a driver, where no signal ends it, is
 * waited for: the next question about its device gets the same answer, and no second program.
 */
export class FormatQuestions {
  readonly #options: {
    readonly ffmpegPath: string;
    readonly clock: Clock;
    readonly answerWithinMs: number;
  };
  /** By device node. */
  readonly #hanging = new Map<string, FormatAnswer>();

  constructor(options: { ffmpegPath: string; clock: Clock; answerWithinMs: number }) {
    this.#options = options;
  }

  async ask(device: string, signal: AbortSignal): Promise<FormatAnswer> {
    const node = await realpath(device).catch(() => device);
    const before = this.#hanging.get(node);
    if (before !== undefined) return before;
    const answer = await listFormats({ ...this.#options, device, signal });
    if (answer.hanging !== null) {
      this.#hanging.set(node, answer);
      void answer.hanging.then(() => this.#hanging.delete(node));
    }
    return answer;
  }
}
