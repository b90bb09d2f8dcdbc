import type { Clock } from './clock.js';
import type { GrayFrame, PreviewPicture } from './frame.js';
import type { Log } from './log.js';

/** Where a source puts what it captures. Both are called synchronously and must not block. */
export interface FrameSinks {
  /**
   * Takes one frame. The frame owns its memory (one `ArrayBuffer` a frame, never reused by
   * the source), so the consumer may keep it or transfer it to a thread.
   */
  onFrame(frame: GrayFrame): void;
  /** Takes the picture for the preview; absent where nobody is to see one. */
  onPreview?(picture: PreviewPicture): void;
}

export type SourceKind = 'camera' | 'file' | 'stream' | 'synthetic' | 'snapshot';

/** Something that gives frames: one attempt at a time, never retried by itself. */
export interface FrameSource {
  readonly kind: SourceKind;
  /** For people and rows; never holds credentials. */
  readonly name: string;
  /** True where an end is a fault (cameras, streams), false where it is natural (files). */
  readonly endless: boolean;
  /**
   * Captures until `signal` aborts or the medium ends (resolves) or something fails
   * (rejects with an `EkspresiError`). May be called again afterwards.
   */
  run(signal: AbortSignal, sinks: FrameSinks): Promise<void>;
}

/** What every source needs. */
export interface SourceDeps {
  readonly clock: Clock;
  readonly log: Log;
}
