import type { Clock } from './clock.js';
import type { EkspresiError } from './errors.js';
import type { GrayFrame, PreviewPicture } from './frame.js';
import type { Log } from './log.js';

/** Where a source puts what it captures: `onFrame` and `onPreview` must not block. */
export interface FrameSinks {
  /**
   * Resolves when a frame can be taken without one before it being lost, or when `signal` aborts.
   * A recording awaits it before each frame; live sources don't ask. Absent: at any time.
   */
  whenReady?(signal: AbortSignal): Promise<void>;
  /**
   * Takes one frame. The frame owns its memory (one `ArrayBuffer` a frame, never reused by
   * the source), so the consumer may keep it or transfer it to a thread.
   */
  onFrame(frame: GrayFrame): void;
  /** Takes the picture for the preview; absent where nobody is to see one. */
  onPreview?(picture: PreviewPicture): void;
}

/** Wait before the next attempt: doubles from the first one up to the longest. */
export interface BackoffMs {
  readonly first: number;
  readonly max: number;
}

/**
 * What the supervisor and the pages have to know of a kind of source. Its name, and what to try
 * when it gives no frames, stand in both languages in `localised-text.ts`.
 */
export interface SourceTraits {
  /** One word for people, rows and the API: `camera`. */
  readonly kind: string;
  /** True where a picture that stays the same, or black, is a fault of the source. */
  readonly isLive: boolean;
  readonly backoffMs: BackoffMs;
}

/** Something that gives frames: one attempt at a time, never retried by itself. */
export interface FrameSource {
  readonly traits: SourceTraits;
  /** For people and rows; never holds credentials. */
  readonly name: string;
  /**
   * True where an end is a fault (cameras, streams), false where it is natural (files). Known for
   * certain once `run` has given a frame: an address may turn out to be a recording.
   */
  readonly endless: boolean;
  /**
   * Captures until `signal` aborts or the medium ends (resolves) or something fails
   * (rejects with an `EkspresiError`). May be called again afterwards.
   */
  run(signal: AbortSignal, sinks: FrameSinks): Promise<void>;
}

export const PIXEL_FORMATS = ['auto', 'mjpeg', 'yuyv'] as const;
export type PixelFormat = (typeof PIXEL_FORMATS)[number];
export const RTSP_TRANSPORTS = ['auto', 'tcp', 'udp'] as const;
export type RtspTransport = (typeof RTSP_TRANSPORTS)[number];
export const ROTATIONS = [0, 90, 180, 270] as const;
export type Rotation = (typeof ROTATIONS)[number];

/** How the picture that comes in has to be put right. */
export interface PictureSettings {
  /** Degrees clockwise by which the picture is turned. */
  readonly rotate: Rotation;
  /** Left and right are swapped, after the turn. */
  readonly mirror: boolean;
  /** Width by height of the whole picture before the turn; null: what the source says. */
  readonly displayAspect: number | null;
}

/** The slice of the configuration that sources need. */
export interface SourceSettings extends PictureSettings {
  /** As the configuration names it; may hold credentials. */
  readonly source: string;
  /** The picture is fitted into this size (before it is turned); it is never enlarged. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
  readonly pixelFormat: PixelFormat;
  readonly rtspTransport: RtspTransport;
  /** File with `user:password` for a stream; null where the address holds them, or none. */
  readonly credentialsFile: string | null;
  readonly ffmpegPath: string;
  /** Longest wait for a device to say what it offers; the next one is asked then. */
  readonly answerWithinMs: number;
  readonly wantPreview: boolean;
  /** For `synthetic`: the script of its visitors. */
  readonly seed: number;
  readonly people: number;
}

/** What every source needs. */
export interface SourceDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** What the doctor finds: a text where all is well, otherwise what to do about it. */
export type SourceVerdict = string | { readonly warning: string; readonly remedy: string };

/**
 * A kind of source, described by plain data. Everything that depends on the kind reads it here:
 * to add one, make a folder with such a description and put it into `capture/source-types.ts`.
 */
export interface SourceType extends SourceTraits {
  /** Examples of how it is written, in no language, for help and messages. */
  readonly examples: string;
  /** How the configuration names it, for the manual. */
  readonly manual: string;
  /**
   * True where the source films people: by default its pages go to the network, behind a
   * sign-in. False for trials: by default only this machine sees the pages, without a sign-in.
   */
  readonly needsSignIn: boolean;
  /** True where the people are drawn: their picture is shown unless it is turned off. */
  readonly drawsPeople?: boolean;
  /** Whether this kind is meant, from how the source is written, without looking at the machine. */
  matches(source: string): boolean;
  /** What is wrong with a source of this kind as it is written, without secrets; null: nothing. */
  problem?(source: string): EkspresiError | null;
  /** Makes the source. Nothing is opened before its `run`. */
  create(settings: SourceSettings, deps: SourceDeps): FrameSource;
  /** Looks whether the source could be opened, for the doctor. @throws EkspresiError */
  check(
    settings: SourceSettings,
    deps: { clock: Clock; signal: AbortSignal },
  ): Promise<SourceVerdict>;
}
