/** What is kept, and for how long. Zero or less switches a limit off. */
export interface RetentionSettings {
  /** Observations and faces, days of age. */
  readonly rawDays: number;
  /** Rollups, events and runs, days of age. */
  readonly rollupDays: number;
  /**
   * Live pages of the database file; the oldest observations go first, unless the rest takes most
   * of it.
   */
  readonly maxDatabaseBytes: number;
  /**
   * Below this the oldest observations are deleted and their space is given back, as long
   * as the history takes a tenth of the disk or more.
   */
  readonly minDiskFreeBytes: number;
  /** What is younger is never deleted for want of disk: other programs may have filled it. */
  readonly diskLimitKeepsDays: number;
}

/** Minutes after which a marker that nobody ended is ended. */
export interface OpenMarkerLimits {
  readonly contentMinutes: number;
  readonly sessionMinutes: number;
}

export interface StoreSettings {
  /** From one commit's start to the next one's; one transaction is committed each time. */
  readonly flushIntervalMs: number;
  /** Per face; the others still count in rollups. */
  readonly maxObservationsPerFaceSecond: number;
  /** Dwell time from which on a face counts as a visitor; with less it has passed. */
  readonly visitMs: number;
  /** Attention time from which on a face counts as a watcher. */
  readonly watcherMs: number;
  /** Observations held while the database cannot take them; the oldest are dropped beyond. */
  readonly maxBufferedObservations: number;
  /** Whole-file check at start up to this size; a larger file is checked table by table. */
  readonly quickCheckMaxBytes: number;
  /**
   * Time given to saving rows out of a corrupt file at a start, of the 15 minutes that systemd
   * waits for one. While running it is less, since the watchdog waits.
   */
  readonly recoveryMaxMs: number;
  readonly retention: RetentionSettings;
  /** How long a marker that nobody ends may go on. */
  readonly openMarkers: OpenMarkerLimits;
  /** Daily backups kept beside the database; 0 makes none. */
  readonly backupsKept: number;
}

const MIB = 1024 * 1024;

/**
 * 500 ms leaves as much for the commit itself and its flush to a slow SD card, so that a power
 * cut loses at most one second.
 */
export const defaultStoreSettings: StoreSettings = {
  flushIntervalMs: 500,
  maxObservationsPerFaceSecond: 5,
  visitMs: 3000,
  watcherMs: 1000,
  maxBufferedObservations: 20_000,
  quickCheckMaxBytes: 256 * MIB,
  recoveryMaxMs: 300_000,
  retention: {
    rawDays: 30,
    rollupDays: 400,
    maxDatabaseBytes: 8192 * MIB,
    minDiskFreeBytes: 256 * MIB,
    diskLimitKeepsDays: 7,
  },
  openMarkers: { contentMinutes: 60, sessionMinutes: 240 },
  backupsKept: 7,
};
