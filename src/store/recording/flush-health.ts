import type { EkspresiError } from '../../core/errors.js';

/** Whether the store takes rows, since when it does not, and what was lost. Pure bookkeeping. */
export class FlushHealth {
  committed = 0;
  lastCommitAtMs: number | null = null;
  failuresInARow = 0;
  failure: EkspresiError | null = null;
  failingSinceMs: number | null = null;
  /** Given up because the database refused their batch. */
  refusedObservations = 0;

  succeeded(written: number, atMs: number): void {
    this.committed += written;
    this.lastCommitAtMs = atMs;
    this.failuresInARow = 0;
    this.failure = null;
    this.failingSinceMs = null;
  }

  /** Returns true for the first failure of a row of them. */
  failed(failure: EkspresiError, atMs: number): boolean {
    this.failuresInARow++;
    this.failure = failure;
    this.failingSinceMs ??= atMs;
    return this.failuresInARow === 1;
  }
}
