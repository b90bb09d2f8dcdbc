import type { Accounts } from '../accounts/accounts.js';
import type { ExportFormat, ExportLevel } from '../core/export-format.js';
import type { KioskStatus } from '../core/kiosk-status.js';
import type { LiveFeed } from '../core/live-feed.js';
import type { ErrorData } from '../core/localised-text.js';
import type { Mask } from '../core/mask.js';
import { ALWAYS_OPEN, type OpeningHoursSettings } from '../core/opening-hours.js';
import type { ScreenPlace } from '../core/screen-place.js';
import type { StoreQueries } from '../store/store-queries.js';
import type { EvidenceRule } from './history/evidence.js';
import type { Language } from './i18n/languages.js';
import {
  defaultScreenSettings,
  type LogoStore,
  type ScreenSettings,
} from './kiosk/screen-settings.js';
import type { DashboardMarkers } from './markers/marker-book.js';
import type { PageDeps } from './page-deps.js';
import type { ModelInfo } from './system/model-info.js';

/** The dashboard's slice of the configuration. */
export interface DashboardSettings {
  /** `off` hides positions too, `boxes` draws them on an empty canvas, `video` the picture. */
  readonly preview: 'off' | 'boxes' | 'video';
  /** Which pages the navigation leads to; a kiosk's own where it says nothing. */
  readonly pages?: 'kiosk' | 'fleet';
  /** What the preview is where nobody has chosen. */
  readonly autoPreview: 'boxes' | 'video';
  readonly language: Language | 'auto';
  /** IANA name, for visitors whose browser does not say its own. */
  readonly timeZone: string;
  /**
   * Host names (without port) that the box may be called by, besides IP addresses, localhost and
   * *.local.
   */
  readonly allowedHosts: readonly string[];
  /** Addresses and ranges of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Origins of the pages that may show `/kiosk` in a frame. */
  readonly embedOrigins: readonly string[];
  /** What a share, a best hour, a cell of the heat map must stand on. */
  readonly evidence: EvidenceRule;
  /** What the place and this box in it are called; empty where they have no name. */
  readonly siteName: string;
  readonly boxName: string;
  readonly openingHours: OpeningHoursSettings;
  /** The screen for visitors and the notice. */
  readonly kiosk: ScreenSettings;
  /** Whether the pictures are mirrored before they are analysed. */
  readonly isMirrored: boolean;
  /** Of `/.well-known/security.txt`; empty where there is none. */
  readonly securityContact: string;
  /** Least time between two live updates of one client. */
  readonly liveIntervalMs: number;
  readonly maxLiveClients: number;
}

export const defaultDashboardSettings: DashboardSettings = {
  preview: 'boxes',
  autoPreview: 'boxes',
  language: 'auto',
  timeZone: 'UTC',
  allowedHosts: [],
  trustedProxies: [],
  embedOrigins: [],
  evidence: { visitors: 3, seconds: 60 },
  siteName: '',
  boxName: '',
  openingHours: ALWAYS_OPEN,
  kiosk: defaultScreenSettings,
  isMirrored: false,
  securityContact: '',
  liveIntervalMs: 125,
  maxLiveClients: 200,
};

export interface ExportRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly level: ExportLevel;
  readonly format: ExportFormat;
  readonly timeZone: string;
  readonly site: { readonly name: string; readonly box: string };
  /** Told after each page how many rows are written. */
  onProgress?(rows: number): void;
  /** Told at the end where rows were left out, since damage has made them impossible. */
  onUnreadable?(rows: number): void;
}

/** The box under the program. */
export interface SystemInfo {
  readonly loadAverage: number;
  readonly cores: number;
  /** Null where the box has no sensor. */
  readonly temperatureC: number | null;
}

/** Backups on the box, for the settings page. */
export interface DashboardBackups {
  /** Newest first. */
  list(): readonly { readonly name: string; readonly bytes: number; readonly madeAtMs: number }[];
  /** Path of a listed backup, null for any other name. */
  path(name: string): string | null;
  isMaking(): boolean;
  /** Begins a backup; it is listed when complete, a failure becomes an event. */
  make(): void;
  remove(name: string): void;
  /** Bytes that an upload may have now. */
  uploadRoomBytes(): number;
  /**
   * Takes a backup from elsewhere, lists it once it is checked, and resolves with its name.
   * @throws EkspresiError where it is no sound backup, there is no room, or one is on its way
   */
  receive(content: AsyncIterable<Uint8Array>): Promise<string>;
  /** Has the kiosk start again on this backup; false for a name that is not listed. */
  restore(name: string): boolean;
}

/** A film that was uploaded: only its numbers are kept. */
export interface Recording {
  readonly id: string;
  readonly participant: string;
  readonly stimulus: string;
  readonly condition: string;
  readonly addedAtMs: number;
  readonly durationS: number;
  readonly faces: number;
  /** Endings of its files. */
  readonly files: readonly string[];
}

/** What is done with a film that was uploaded. */
export interface FilmJob {
  readonly stage: 'receiving' | 'analysing' | 'done' | 'failed';
  readonly participant: string;
  readonly bytes: number;
  readonly doneS: number;
  /** Null where the film does not say. */
  readonly durationS: number | null;
  /** Of a failed one. */
  readonly error: ErrorData | string | null;
}

/** Films that administrators upload to be analysed, one at a time. */
export interface DashboardRecordings {
  /** Newest first. */
  list(): readonly Recording[];
  /** The one that goes on, or the last one; null before the first. */
  job(): FilmJob | null;
  maxBytes(): number;
  /**
   * Takes a film and begins its analysis. `describe` is called when the file begins.
   * @throws EkspresiError where another goes on, it is too large, or it stops half way
   */
  receive(
    content: AsyncIterable<Uint8Array>,
    describe: () => Pick<Recording, 'participant' | 'stimulus' | 'condition'>,
  ): Promise<void>;
  /** Path of a file of a recording, null where there is none. */
  path(id: string, ending: string): string | null;
  remove(id: string): boolean;
}

/** One message of a webhook, delivered or not. */
export interface WebhookDelivery {
  readonly id: string;
  readonly hook: string;
  readonly state: 'waiting' | 'delivered' | 'given-up';
  readonly createdAtMs: number;
  readonly tries: number;
  /** HTTP status of the last answer; null where there was none. */
  readonly status: number | null;
  readonly reason: string | null;
}

/** The webhooks of the configuration, for the settings page. */
export interface DashboardWebhooks {
  hooks(): readonly { readonly name: string; readonly host: string; readonly kind: string }[];
  /** Newest first. */
  deliveries(limit: number): readonly WebhookDelivery[];
  /** Sends a test message; false for an unknown hook. */
  test(name: string): boolean;
}

/** What an administrator may change while the kiosk runs. */
export interface ChangeableSettings
  extends Pick<
    DashboardSettings,
    'language' | 'timeZone' | 'siteName' | 'boxName' | 'openingHours'
  > {
  readonly preview: DashboardSettings['preview'] | 'auto';
  /** Days; 0 keeps for ever. */
  readonly rawDays: number;
  readonly rollupDays: number;
  /** 0 sets no limit. */
  readonly maxDatabaseMiB: number;
  readonly minDiskFreeMiB: number;
  readonly masks: readonly Mask[];
  readonly kiosk: ScreenSettings;
  readonly screen: ScreenPlace;
}

/** Keeps the changeable settings over restarts. */
export interface SettingsStore {
  current(): ChangeableSettings;
  /** The file that changes go to. */
  overlayPath(): string;
  /**
   * Takes effect at once; on a failure nothing is changed.
   * @throws EkspresiError CONFIG_INVALID, CONFIG_UNWRITABLE, CONFIG_UNREADABLE
   */
  change(change: Partial<ChangeableSettings>): void;
}

export interface DashboardDeps extends PageDeps {
  readonly live: LiveFeed;
  readonly queries: StoreQueries;
  status(): KioskStatus;
  readonly markers: DashboardMarkers;
  /** Users and sessions. Without it every page is open, which only a loopback address allows. */
  readonly accounts?: Accounts;
  /** Settings that an administrator may change; `settings` are those that stay. */
  readonly changeable?: SettingsStore;
  /** The next picture as it is analysed (JPEG), null when none comes in time. */
  takeStill?(): Promise<Uint8Array | null>;
  readonly backups?: DashboardBackups;
  /** The logo of the screen; without it there is none, and none can be uploaded. */
  readonly logo?: LogoStore;
  /** How others reach the pages, such as `http://192.168.1.20:8080`; null where they cannot. */
  networkOrigin?(): string | null;
  readonly recordings?: DashboardRecordings;
  readonly webhooks?: DashboardWebhooks;
  /** The loaded model's manifest. */
  readonly model?: ModelInfo;
  /** Reads load and temperature now. */
  machine?(): Promise<SystemInfo>;
  /**
   * Deletes the history of the whole hours of a range, for good.
   * @throws EkspresiError `purge-too-new`
   */
  purge?(range: { readonly fromMs: number; readonly toMs: number }): Promise<void>;
  /** Streams the history in constant memory; without it the export links are not offered. */
  exportHistory?(request: ExportRequest): AsyncIterable<Uint8Array>;
}
