/** One picture: 8-bit gray pixels, row by row, `width × height` bytes. */
export interface GrayFrame {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Counts the frames of the source from 0; dropped frames leave gaps. */
  readonly sequence: number;
  /**
   * UTC epoch milliseconds at which the frame arrived: for rows. Of a recording, when it would have
   * arrived if it had been played at its own speed.
   */
  readonly capturedAtMs: number;
  /** The same in monotonic milliseconds: for durations. */
  readonly monotonicMs: number;
  /**
   * Position in the medium in seconds (file, synthetic script), or seconds since the source
   * started.
   */
  readonly mediaTimeS: number;
}

/** A JPEG as the camera gave it, for the preview of signed-in people only. */
export interface PreviewPicture {
  readonly jpeg: Uint8Array;
  readonly capturedAtMs: number;
}
