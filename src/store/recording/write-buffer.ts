import type { Clock } from '../../core/clock.js';
import { describeError, type EkspresiError, errorData, errorReason } from '../../core/errors.js';
import type { EventBus } from '../../core/event-bus.js';
import { kioskEvent } from '../../core/event-table.js';
import type { KioskStatus } from '../../core/kiosk-status.js';
import type { Log } from '../../core/log.js';
import { isCorruption } from '../../sqlite/sqlite-code.js';
import type { SessionManager } from '../database/session-manager.js';
import { describeSqliteFailure, isRefusedBatch } from '../database/sqlite-failure.js';
import { damageEvents } from '../recovery/recover-database.js';
import type { AgeClock } from './history-clock.js';
import { type IdSequences, raiseIdSequences, readIdSequences } from './id-sequences.js';
import type { PendingBatch } from './pending-batch.js';
import type { Recorder } from './recorder.js';
import { flushBatch } from './write-batch.js';

/** After so many failed commits in a row the connection is closed and opened again. */
const REOPEN_AFTER_FAILURES = 5;

interface WriteBufferDeps {
  readonly keeper: SessionManager;
  readonly batch: PendingBatch;
  readonly recorder: Recorder;
  readonly numbers: IdSequences;
  readonly time: AgeClock;
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly bus: EventBus;
}

/** Flushes the waiting batch again and again, whatever happens to the database meanwhile. */
export class WriteBuffer {
  readonly #deps: WriteBufferDeps;
  readonly #health = new FlushHealth();

  constructor(deps: WriteBufferDeps) {
    this.#deps = deps;
  }

  /** Writes what waits. A failure shows in {@link status}; a later call tries again. */
  commit(endsCleanly: boolean): void {
    const { keeper, batch, numbers, time, clock, log, recorder } = this.#deps;
    try {
      if (!keeper.isOpen) this.#reopen();
      const failure = this.#health.failure;
      if (failure !== null) this.#noteOutage();
      const written = flushBatch(
        keeper.current().writer,
        { batch, numbers, time, clock },
        { id: recorder.runId, endsCleanly },
      );
      if (failure !== null) log.info({}, 'the database takes rows again');
      if (written !== null) this.#health.succeeded(written, clock.nowMs());
    } catch (error) {
      this.#commitFailed(error);
    }
  }

  status(): KioskStatus['store'] {
    const { failure, committed, failedCommits, lastCommitAtMs } = this.#health;
    return {
      state: failure === null ? 'ok' : 'degraded',
      detail:
        failure === null
          ? null
          : `${describeError(failure)} ${this.#deps.batch.observations.length} observations wait, ${this.lostObservations} were lost.`,
      code: failure?.code ?? null,
      failure: failure === null ? null : errorData(failure),
      observations: committed,
      lostObservations: this.lostObservations,
      failedCommits,
      lastCommitAtMs,
    };
  }

  /** Observations given up since the store was opened. */
  get lostObservations(): number {
    return this.#health.refusedObservations + this.#deps.batch.droppedObservations;
  }

  #reopen(): void {
    const { keeper, recorder, numbers, bus } = this.#deps;
    const { writer, damage } = keeper.reopen();
    for (const event of damage === null ? [] : damageEvents(damage)) bus.publish('event', event);
    raiseIdSequences(numbers, readIdSequences(writer));
    recorder.repeatRun();
  }

  /** One event tells of the outage, committed with the first batch after it. */
  #noteOutage(): void {
    const { batch, bus } = this.#deps;
    const { failure, failingSinceMs } = this.#health;
    if (failure === null || batch.events.some((event) => event.kind === 'store-resumed')) return;
    const event = kioskEvent('store-resumed', {
      ...{ failure: errorReason(failure), code: failure.code },
      ...{ sinceMs: failingSinceMs, lost: this.lostObservations },
    });
    bus.publish('event', event);
  }

  #commitFailed(error: unknown): void {
    const { keeper, batch, recorder, path, clock, log } = this.#deps;
    const failure = describeSqliteFailure(error, path);
    const isFirst = this.#health.failed(failure, clock.nowMs());
    if (isFirst) log.error({ code: failure.code }, describeError(failure));
    if (isRefusedBatch(error)) {
      // Trying it again would block everything after it for ever.
      log.error({ error: String(error) }, 'a batch was refused by the database and given up');
      this.#health.refusedObservations += batch.observations.length;
      batch.clear();
      recorder.repeatRun();
    } else if (isCorruption(error)) {
      keeper.noticeDamage(error);
    } else if (this.#health.failuresInARow % REOPEN_AFTER_FAILURES === 0) {
      keeper.giveUp(null);
    }
  }
}

/** Whether the store takes rows, since when it does not, and what was lost. Pure bookkeeping. */
class FlushHealth {
  committed = 0;
  failedCommits = 0;
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
    this.failedCommits++;
    this.failure = failure;
    this.failingSinceMs ??= atMs;
    return this.failuresInARow === 1;
  }
}
