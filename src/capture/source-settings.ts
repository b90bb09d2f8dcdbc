export type PixelFormat = 'auto' | 'mjpeg' | 'yuyv';

/** The slice of the configuration that capture needs. */
export interface SourceSettings {
  /** `camera`, a device, a file, a stream's address, `synthetic` or `snapshot`. */
  readonly source: string;
  /** The picture is fitted into this size; it is never enlarged. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly framesPerSecond: number;
  readonly pixelFormat: PixelFormat;
  readonly ffmpegPath: string;
  /** Longest wait for a device to say what it offers; the next one is asked then. */
  readonly answerWithinMs: number;
  readonly wantPreview: boolean;
  /** For `synthetic`: the script of its visitors. */
  readonly seed: number;
  readonly people: number;
}
