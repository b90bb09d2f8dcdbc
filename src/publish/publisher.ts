import type { Clock } from '../core/clock.js';
import type { EventBus } from '../core/event-bus.js';
import type { KioskStatus } from '../core/kiosk-status.js';
import type { Log } from '../core/log.js';

/**
 * Tells programs outside of what the kiosk measures. It subscribes to the bus in `start`; whatever
 * the network does, the kiosk goes on. No publisher sends pictures.
 */
export interface Publisher {
  readonly name: string;
  /** @throws EkspresiError for what a person must mend; an absent peer is no failure. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface PublisherDeps {
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  status(): KioskStatus;
  /** Sizes of the history and its disk; null while the database is not open. */
  storage(): { readonly databaseBytes: number; readonly diskFreeBytes: number } | null;
}
