import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { systemClock } from '../core/clock.js';
import { EkspresiError } from '../core/errors.js';
import { EventBus } from '../core/event-bus.js';
import type { FrameAnalysis } from '../core/face.js';
import { silentLog } from '../core/log.js';
import type { AnalysisOrigin } from '../media/analyze-file.js';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';
import { defaultStoreSettings, type StoreSettings } from '../store/store-settings.js';
import { programVersion } from './version.js';

/**
 * A history that takes what `analyze` finds: each file is a run of its own, at the time at which it
 * was filmed. A file is last changed when its last frame is written, so a film ends there.
 */
export class AnalysisHistory {
  readonly #dataDir: string;
  readonly #store: Store;
  #startMs = 0;
  #isBegun = false;

  /**
   * Opens the history, made where there is none, and keeps everybody else from writing to it.
   * @throws EkspresiError STORE_UNWRITABLE, STORE_LOCKED, STORE_FULL, STORE_TOO_NEW
   */
  constructor(dataDir: string, settings: StoreSettings) {
    this.#dataDir = dataDir;
    const parts = { clock: systemClock, log: silentLog };
    this.#store = openStore({
      ...parts,
      dataDir,
      settings: keepingEverything(settings),
      bus: new EventBus(parts),
      checkCopy: async () => {},
    });
  }

  /** Takes the next analysis of the file at `path`. */
  record(path: string, analysis: FrameAnalysis, { model, durationS }: AnalysisOrigin): void {
    if (!this.#isBegun) {
      this.#isBegun = true;
      const endMs = path === '-' ? Date.now() : statSync(path).mtimeMs;
      this.#startMs = endMs - (durationS ?? 0) * 1000;
      this.#store.beginRun({
        ...{ version: programVersion(), source: basename(path) },
        ...{ model: model.name, engine: model.engine, isRecording: true },
      });
    }
    const capturedAtMs = this.#startMs + analysis.mediaTimeS * 1000;
    this.#store.record({ ...analysis, capturedAtMs });
  }

  /** Ends the visits of the file; the next one is another run. */
  endFile(): void {
    this.#isBegun = false;
    this.#store.endFaces();
  }

  /**
   * Writes what waits and lets go of the folder.
   * @throws EkspresiError STORE_UNWRITABLE where rows could not be written
   */
  async close(): Promise<void> {
    this.#store.close();
    await this.#store.closed();
    const { detail } = this.#store.status();
    if (detail !== null) {
      throw new EkspresiError('analysis-not-stored', { folder: this.#dataDir, reason: detail });
    }
  }
}

/** Old rows and backups are the kiosk's: `analyze` may not know its limits, and deletes nothing. */
function keepingEverything(settings: StoreSettings): StoreSettings {
  const off = { rawDays: 0, rollupDays: 0, maxDatabaseBytes: 0, minDiskFreeBytes: 0 };
  const retention = { ...defaultStoreSettings.retention, ...off };
  return { ...settings, backupsKept: 0, retention };
}
