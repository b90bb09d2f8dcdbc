import type { Clock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import type { EventBus } from '../core/event-bus.js';
import { type KioskEvent, kioskEvent } from '../core/event-table.js';
import type { FrameAnalysis } from '../core/face.js';
import type { KioskStatus } from '../core/kiosk-status.js';
import type { Log } from '../core/log.js';
import type { DatabaseSession, SessionOptions } from './database/database-session.js';
import type { FolderLock } from './database/folder-lock.js';
import { SessionManager } from './database/session-manager.js';
import { Maintenance } from './maintenance.js';
import { keepCounting } from './markers/count-showings.js';
import { MarkerBook } from './markers/marker-book.js';
import { createQueries } from './queries/create-queries.js';
import { closeInterruptedFaces } from './recording/close-interrupted.js';
import { endedVisit } from './recording/face-state.js';
import { type AgeClock, readAgeClock } from './recording/history-clock.js';
import { readIdSequences } from './recording/id-sequences.js';
import { PendingBatch } from './recording/pending-batch.js';
import { Recorder, type RunDescription } from './recording/recorder.js';
import { adoptAudienceRule } from './recording/visitors.js';
import { WriteBuffer } from './recording/write-buffer.js';
import { damageEvents } from './recovery/recover-database.js';
import { longestGapMs } from './rollups/stored-moments.js';
import type { StoreQueries, TimeRange } from './store-queries.js';
import type { RetentionSettings, StoreSettings } from './store-settings.js';

/** The pages are served by the same thread: a disk that never keeps up must leave it some time. */
const LEAST_REST_MS = 100;

export interface StoreDeps {
  readonly dataDir: string;
  readonly settings: StoreSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Events come from here, the store's own go there, and so does each visit that ends. */
  readonly bus: EventBus;
  /**
   * Rejects for a backup that is not sound, and when `signal` aborts. Reads all of it, so it must
   * not do that in this thread.
   */
  checkCopy(path: string, signal: AbortSignal): Promise<void>;
}

interface StoreParts extends StoreDeps {
  readonly options: SessionOptions;
  readonly session: DatabaseSession;
  readonly lock: FolderLock;
}

/**
 * The writer of the history. What is recorded waits in memory and is committed about twice
 * a second; when the database cannot take it, recording goes on, the oldest waiting
 * observations are dropped and counted, and the store recovers by itself. `close` loses
 * nothing; a killed process or a power cut loses what had not been committed.
 */
export class Store {
  readonly queries: StoreQueries;
  readonly markers: MarkerBook;
  readonly #parts: StoreParts;
  readonly #keeper: SessionManager;
  readonly #batch: PendingBatch;
  readonly #time: AgeClock;
  readonly #recorder: Recorder;
  readonly #committer: WriteBuffer;
  readonly #maintenance: Maintenance;
  readonly #stop = new AbortController();
  /** Until then what the last commit has to report is still written. */
  readonly #closed = new AbortController();
  #loops: readonly Promise<void>[] = [];
  readonly #firstRunId: number;
  #isTidy = false;
  #rounds = 0;

  constructor(parts: StoreParts) {
    const { session, settings, clock, options } = parts;
    this.#parts = parts;
    this.#keeper = new SessionManager(options, session);
    this.#batch = new PendingBatch(settings.maxBufferedObservations);
    this.#time = readAgeClock(session.writer, clock);
    const numbers = readIdSequences(session.writer);
    this.#firstRunId = numbers.run;
    this.#recorder = new Recorder({
      batch: this.#batch,
      numbers,
      perFaceSecond: settings.maxObservationsPerFaceSecond,
      rule: settings,
      onVisitEnded: (face) => parts.bus.publish('visitEnded', endedVisit(face)),
    });
    parts.bus.subscribe({
      name: 'store',
      signal: this.#closed.signal,
      on: { event: (event, atMs) => this.#writeEvent(event, atMs) },
    });
    const own = { keeper: this.#keeper, time: this.#time, numbers };
    const shared = { ...parts, ...own, path: options.path };
    this.#committer = new WriteBuffer({ ...shared, batch: this.#batch, recorder: this.#recorder });
    this.#maintenance = new Maintenance({ ...shared, signal: this.#stop.signal });
    this.markers = new MarkerBook({ ...shared, limits: settings.openMarkers });
    this.queries = createQueries(
      {
        reader: () => this.#keeper.current().reader,
        noticeDamage: (error) => this.#keeper.noticeDamage(error),
      },
      { path: options.path, rule: settings },
    );
  }

  /** Tidies up after the last run and starts the timers. Called by openStore. */
  start(): void {
    const { damage } = this.#parts.session;
    if (damage !== null) for (const event of damageEvents(damage)) this.recordEvent(event);
    this.#tidyUp();
    this.#loops = [this.#flushLoop(), this.#maintenance.run(), this.#countShowings()];
  }

  /** Begins a run: track numbers start again from 1 and the faces in view have left. */
  beginRun(description: RunDescription): void {
    this.#recorder.beginRun(description, this.#parts.clock.nowMs());
  }

  /** Takes one analysed frame. Does no I/O. */
  record(analysis: FrameAnalysis): void {
    this.#recorder.record(analysis);
  }

  /**
   * Writes down that every face in view has left: to be called when nobody follows them any more.
   */
  endFaces(): void {
    this.#recorder.endFaces();
  }

  /** Publishes an event; as a subscriber of the bus the store writes it down. */
  recordEvent({
    details = null,
    ...event
  }: Omit<KioskEvent, 'details'> & Partial<Pick<KioskEvent, 'details'>>): void {
    this.#parts.bus.publish('event', { ...event, details });
  }

  /** Commits what waits, now. A failure shows in {@link status}; a later flush tries again. */
  flush(): void {
    if (!this.#isTidy) this.#tidyUp();
    this.#committer.commit(false);
  }

  /** Rounds of the writer since the start: it grows while the writer lives, rows or none. */
  rounds(): number {
    return this.#rounds;
  }

  /** `observations` counts what was committed since the store was opened. */
  status(): KioskStatus['store'] {
    return this.#committer.status();
  }

  /** Retention goes by these limits from its next round, within a minute. */
  setRetention(retention: RetentionSettings): void {
    this.#maintenance.setRetention(retention);
  }

  /**
   * Deletes the history of the whole hours that a range touches, for good.
   *
   * @throws EkspresiError `purge-too-new` for hours that have not ended, STORE_UNWRITABLE
   */
  async purge(range: TimeRange): Promise<void> {
    this.flush();
    await this.#maintenance.purge(range);
  }

  /**
   * Copies the history, while it is in use, to `targetPath`.
   *
   * @throws EkspresiError OUTPUT_UNWRITABLE, STORE_CORRUPT, STORE_UNWRITABLE while there is no
   * connection
   */
  async backup(targetPath: string): Promise<void> {
    this.flush();
    await this.#maintenance.backup(targetPath);
  }

  /** Writes what waits, marks the run as ended cleanly and lets go of the folder. */
  close(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(new EkspresiError('history-closed', {}));
    this.#recorder.endFaces();
    this.#committer.commit(true);
    const lost = this.#batch.observations.length;
    if (lost > 0) {
      this.#parts.log.error({ lost }, 'observations lost: the database could not be written');
    }
    this.#closed.abort();
    this.#keeper.giveUp(null);
    this.#parts.lock.release();
  }

  /** Resolves when the timers have stopped after {@link close}. */
  async closed(): Promise<void> {
    await Promise.all(this.#loops);
  }

  /** Ends what the last run left open; tried again while the database takes no rows. */
  #tidyUp(): void {
    if (!this.#keeper.isOpen) return;
    try {
      const { writer } = this.#keeper.current();
      const faces = closeInterruptedFaces(writer, this.#time.ageMs(), this.#firstRunId);
      adoptAudienceRule(writer, this.#parts.settings);
      this.#isTidy = true;
      if (faces === 0) return;
      this.recordEvent(kioskEvent('run-interrupted', { faces }));
    } catch (error) {
      this.#parts.log.warn({ error: String(error) }, 'the last run could not be tidied up yet');
    }
  }

  #countShowings(): Promise<void> {
    const { options, settings, clock, log } = this.#parts;
    return keepCounting({
      ...{ keeper: this.#keeper, book: this.markers, path: options.path, clock, log },
      maxGapMs: longestGapMs(settings.maxObservationsPerFaceSecond),
      watcherMs: settings.watcherMs,
      signal: this.#stop.signal,
    });
  }

  #writeEvent(event: KioskEvent, atMs: number): void {
    // They stand in the new file since before that took its place.
    if (event.kind === 'database-set-aside' || event.kind === 'rows-left-out') return;
    this.#batch.addEvent({ ...event, atMs });
  }

  async #flushLoop(): Promise<void> {
    const { clock, settings } = this.#parts;
    const { signal } = this.#stop;
    let tookMs = 0;
    while (!signal.aborted) {
      // A slow disk does not make the rounds longer, which would make the loss larger.
      const restMs = Math.max(settings.flushIntervalMs - tookMs, LEAST_REST_MS);
      await clock.sleep(restMs, signal).catch(() => {});
      if (signal.aborted) return;
      const startedMs = clock.monotonicMs();
      this.flush();
      tookMs = clock.monotonicMs() - startedMs;
      this.#rounds++;
    }
  }
}
