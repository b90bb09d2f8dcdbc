import type { AudienceSums, VisitAudience } from './audience.js';
import type { Clock } from './clock.js';
import { describeError } from './errors.js';
import type { KioskEvent } from './event-table.js';
import type { Expression } from './expression.js';
import type { FrameAnalysis } from './face.js';
import type { PreviewPicture } from './frame.js';
import type { KioskStatus, WorkerStatus } from './kiosk-status.js';
import type { Log } from './log.js';
import type { MarkerChange } from './marker.js';
import type { MeasureSums, VisitMeasureSums } from './measure-values.js';
import type { SourceState } from './source-state.js';

/** Milliseconds per expression, in the order of EXPRESSIONS. */
type ExpressionDurations = readonly number[];

/** One visit from the first to the last sighting of a face, as its row in the history says it. */
export interface EndedVisit extends VisitMeasureSums, VisitAudience {
  readonly faceId: number;
  readonly trackId: number;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly dwellMs: number;
  /** In view for `store.visitSeconds`; otherwise it passed. */
  readonly visitor: boolean;
  /** The expression shown longest. */
  readonly dominant: Expression;
  readonly expressionMs: ExpressionDurations;
  readonly blinkCount: number | null;
}

/** Sums over one minute that is over and committed. */
export interface ClosedMinute extends MeasureSums, AudienceSums {
  readonly startMs: number;
  /** Face-milliseconds: two faces for one second are 2000. */
  readonly expressionMs: ExpressionDurations;
  readonly facesSeen: number;
  readonly facesAppeared: number;
  /** Of the faces that appeared, those that stayed for `store.visitSeconds`, and the others. */
  readonly visitors: number | null;
  readonly passed: number | null;
  readonly facesLeft: number;
  readonly meanDwellMs: number | null;
  readonly frames: number;
}

/** Every message of the kiosk by its kind. */
interface BusMessages {
  /** Each analysed frame. */
  readonly analysis: FrameAnalysis;
  readonly visitEnded: EndedVisit;
  readonly event: KioskEvent;
  readonly marker: MarkerChange;
  readonly minuteClosed: ClosedMinute;
  readonly sourceChanged: SourceState;
  readonly workerChanged: WorkerStatus;
  /** Source, worker or store went from one state to another. */
  readonly statusChanged: KioskStatus;
  /** The newest preview picture; null when it is taken away. */
  readonly preview: PreviewPicture | null;
}

type MessageKind = keyof BusMessages;

/**
 * How many messages of a kind wait for a queued subscriber. With 1 the newest wins: it replaces the
 * one that waits. Beyond the limit the oldest of the kind is dropped and counted.
 */
export const QUEUE_LIMITS: Readonly<Record<MessageKind, number>> = {
  analysis: 1,
  preview: 1,
  sourceChanged: 1,
  workerChanged: 1,
  statusChanged: 1,
  visitEnded: 1000,
  event: 200,
  marker: 200,
  minuteClosed: 1440,
};

/** Events published before the consumers are there; the oldest go first. */
const MAX_EARLY_EVENTS = 100;

/** `atMs` is when the message was published, UTC epoch milliseconds. */
type Handlers<Result> = {
  readonly [Kind in MessageKind]?: (message: BusMessages[Kind], atMs: number) => Result;
};

interface Subscription<Result> {
  /** For the log and the counters. */
  readonly name: string;
  readonly on: Handlers<Result>;
  /** Ends the subscription. Without it, it lasts as long as the bus. */
  readonly signal?: AbortSignal;
}

interface SubscriberCounters {
  readonly name: string;
  readonly delivered: number;
  /** Handlers that threw or rejected. */
  readonly failed: number;
  /** Messages that a queued subscriber was too slow for, by kind. */
  readonly dropped: Readonly<Partial<Record<MessageKind, number>>>;
}

interface Envelope {
  readonly kind: MessageKind;
  readonly message: unknown;
  readonly atMs: number;
}

interface Subscriber {
  readonly counters: {
    name: string;
    delivered: number;
    failed: number;
    dropped: Partial<Record<MessageKind, number>>;
  };
  take(envelope: Envelope): void;
}

/**
 * The kiosk's messages from those who know to those who want to know. `publish` never throws and
 * never waits: what a subscriber throws is logged and counted, and one that works slowly takes its
 * messages from a bounded queue.
 */
export class EventBus {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #subscribers = new Set<Subscriber>();
  /** Null once every consumer has started. */
  #early: Envelope[] | null = [];

  constructor(deps: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  publish<Kind extends MessageKind>(kind: Kind, message: BusMessages[Kind]): void {
    const envelope = { kind, message, atMs: this.#clock.nowMs() };
    if (kind === 'event' && this.#early !== null) {
      this.#early.push(envelope);
      if (this.#early.length > MAX_EARLY_EVENTS) this.#early.shift();
    }
    for (const subscriber of [...this.#subscribers]) subscriber.take(envelope);
  }

  /**
   * Calls the handlers within `publish`, in the order of subscription: for what must be done before
   * the next frame and costs microseconds. Whoever does I/O uses {@link consume}.
   */
  subscribe({ name, on, signal }: Subscription<void>): void {
    const counters = newCounters(name);
    this.#add(on, signal, {
      counters,
      take: (envelope) => {
        const handler = handlerOf(on, envelope.kind);
        if (handler === undefined) return;
        try {
          handler(envelope.message, envelope.atMs);
          counters.delivered++;
        } catch (error) {
          this.#handlerFailed(counters, envelope.kind, error);
        }
      },
    });
  }

  /**
   * Calls the handlers one at a time, each after the one before has settled. What waits is bounded
   * by {@link QUEUE_LIMITS}; what waits when the signal aborts is forgotten.
   */
  consume({ name, on, signal }: Subscription<Promise<void>>): void {
    const counters = newCounters(name);
    const waiting: Envelope[] = [];
    let isBusy = false;
    const drain = async (): Promise<void> => {
      isBusy = true;
      // The publisher goes on first.
      await Promise.resolve();
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        if (signal?.aborted) break;
        try {
          await handlerOf(on, next.kind)?.(next.message, next.atMs);
          counters.delivered++;
        } catch (error) {
          this.#handlerFailed(counters, next.kind, error);
        }
      }
      isBusy = false;
    };
    this.#add(on, signal, {
      counters,
      take: (envelope) => {
        const { kind } = envelope;
        if (on[kind] === undefined) return;
        waiting.push(envelope);
        const ofKind = waiting.filter((other) => other.kind === kind);
        if (ofKind.length > QUEUE_LIMITS[kind]) {
          waiting.splice(waiting.indexOf(ofKind[0] as Envelope), 1);
          counters.dropped[kind] = (counters.dropped[kind] ?? 0) + 1;
        }
        if (!isBusy) void drain();
      },
    });
  }

  /** Every consumer is there: events are no longer held for those who come later. */
  started(): void {
    this.#early = null;
  }

  counters(): readonly SubscriberCounters[] {
    return [...this.#subscribers].map(({ counters }) => ({
      ...counters,
      dropped: { ...counters.dropped },
    }));
  }

  #add(on: Handlers<unknown>, signal: AbortSignal | undefined, subscriber: Subscriber): void {
    if (signal?.aborted) return;
    this.#subscribers.add(subscriber);
    signal?.addEventListener('abort', () => this.#subscribers.delete(subscriber), { once: true });
    if (on.event !== undefined) this.#early?.forEach(subscriber.take);
  }

  /** Logs the first failure and then ever more rarely: a broken subscriber fails at each frame. */
  #handlerFailed(counters: Subscriber['counters'], kind: MessageKind, error: unknown): void {
    counters.failed++;
    const { name, failed } = counters;
    if (!Number.isInteger(Math.log2(failed))) return;
    this.#log.error({ name, kind, failed, error: describeError(error) }, 'a subscriber failed');
  }
}

function newCounters(name: string): Subscriber['counters'] {
  return { name, delivered: 0, failed: 0, dropped: {} };
}

function handlerOf<Result>(
  on: Handlers<Result>,
  kind: MessageKind,
): ((message: unknown, atMs: number) => Result) | undefined {
  return on[kind] as ((message: unknown, atMs: number) => Result) | undefined;
}
