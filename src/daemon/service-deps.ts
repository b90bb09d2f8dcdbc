import type { Clock } from '../core/clock.js';
import type { EventBus } from '../core/event-bus.js';
import type { FrameSource } from '../core/frame-source.js';
import type { Log } from '../core/log.js';
import type { InferenceHost } from '../inference/worker/inference-host.js';
import type { Store } from '../store/store.js';
import type { Config } from './config/config-schema.js';
import type { PageSettings } from './config/settings-overlay.js';
import type { HeatThrottle } from './heat-throttle.js';
import { ReloadRequest } from './keep-running.js';
import type { Commands } from './kiosk-commands.js';
import type { KioskMonitor } from './kiosk-monitor.js';
import type { Snapshot } from './snapshot.js';
import type { ServiceManager } from './systemd/service-manager.js';

export interface DaemonOptions {
  /** The file that `config` comes from, null where there is none. */
  readonly configPath: string | null;
  readonly config: Config;
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly version: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once, when the pages are served. */
  readonly onReady?: (url: string) => void;
  /** Called with the first administrator's password, once in the life of a data folder. */
  readonly tellPassword: (name: string, password: string) => void;
}

/** What the services share: each takes from here what it needs. */
export interface ServiceDeps extends DaemonOptions {
  readonly bus: EventBus;
  readonly source: FrameSource;
  readonly store: Store;
  readonly host: InferenceHost;
  readonly monitor: KioskMonitor;
  readonly settings: PageSettings;
  readonly throttle: HeatThrottle;
  readonly snapshot: Snapshot;
  readonly manager: ServiceManager;
  readonly lifecycle: Lifecycle;
  readonly commands: Commands;
}

/** Why this life of the daemon ends before somebody stops it. */
export class Lifecycle {
  readonly #end = new AbortController();
  #hasFailed = false;
  #restorePath: string | null = null;

  /** Aborts with the reason: a {@link ReloadRequest} where the daemon is to start again. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The backup to restore before the next start, null for none. */
  get restorePath(): string | null {
    return this.#restorePath;
  }

  /** For a service that ended although nobody asked. */
  readonly fail = (error: unknown): void => {
    this.#hasFailed = true;
    this.#end.abort(error);
  };

  reload(): void {
    this.#end.abort(new ReloadRequest());
  }

  /** Starts again on the backup at `path`. */
  restore(path: string): void {
    this.#restorePath = path;
    this.reload();
  }
}
