import type { Box } from '../../../core/box.js';
import type { GrayFrame } from '../../../core/frame.js';
import type { Detection } from '../../tracking/track-types.js';

export interface ScanOptions {
  /** Step from one face size to the next, > 1. */
  readonly scaleFactor: number;
  /** Groups of up to so many overlapping hits are dropped (OpenCV's own meaning). */
  readonly minNeighbors: number;
  /** Smallest and largest side of a face, pixels of the frame. */
  readonly minSizePx: number;
  readonly maxSizePx: number;
  /**
   * Shrink the region first so that the smallest face is as small as the detector can see.
   * Several times cheaper, coarser in position by `minSizePx / 12`.
   */
  readonly shrink: boolean;
  /** Asks the second cascade, which errs on other pictures than the first. */
  readonly second?: boolean;
}

/** Finds faces in regions of one frame after another. Synchronous; not to be shared by two frames. */
export interface FaceDetector {
  readonly name: string;
  /** Whether a second cascade is loaded. */
  readonly hasSecond: boolean;
  /** Makes `frame` the one that is searched. The pixels are taken over at once. */
  load(frame: Pick<GrayFrame, 'pixels' | 'width' | 'height'>): void;
  /** Faces within `region` of the loaded frame, boxes in pixels of that frame, best first. */
  detect(region: Box, options: ScanOptions): Detection[];
  dispose(): void;
}

/** Neighbours at which a detection counts as half certain. */
const HALF_SCORE_NEIGHBORS = 6;

/** Confidence 0…1 of a number of overlapping hits. */
export function neighborScore(neighbors: number): number {
  return neighbors / (neighbors + HALF_SCORE_NEIGHBORS);
}
