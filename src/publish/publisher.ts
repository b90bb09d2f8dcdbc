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

/** Sums since midnight, by the clocks of the pages' time zone. */
export interface TodaySums {
  readonly visitors: number;
  /** Of the time in which an expression was clear; null while there is too little of it. */
  readonly happyShare: number | null;
}

/** What programs outside may ask of the kiosk, where the settings let them. */
export interface KioskCommands {
  /** Releases the camera: nothing is measured until `resume`, or the next start. */
  pause(by: string): void;
  resume(by: string): void;
  isPaused(): boolean;
  /** Reads the configuration again. */
  reload(by: string): void;
  mark(text: string, by: string): void;
}

export interface PublisherDeps {
  /** Folder of the history; a publisher may keep a file of its own there. */
  readonly dataDir: string;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  status(): KioskStatus;
  /** Sizes of the history and its disk; null while the database is not open. */
  storage(): {
    readonly databaseBytes: number;
    readonly diskFreeBytes: number;
    /** Of the newest backup beside the history; null where there is none. */
    readonly lastBackupAtMs: number | null;
  } | null;
  /** Null while the history cannot be read. */
  today(): TodaySums | null;
  readonly commands: KioskCommands;
}
