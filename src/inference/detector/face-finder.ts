import type { GrayFrame } from '../../core/frame.js';
import type { Detection, PredictedTrack } from '../tracking/track-types.js';
import type { FaceDetector, ScanOptions } from './face-detector.js';

/** Decides where and when the detector looks. */
export interface FaceFinder {
  /** Faces of a video frame, given where the followed ones are expected. */
  find(frame: GrayFrame, expected: readonly PredictedTrack[]): readonly Detection[];
  /** Every face of a picture, whatever it costs. */
  findAll(frame: GrayFrame): readonly Detection[];
}

export interface FaceFinderSettings {
  readonly minFacePx: number;
}

/** Scans every frame from edge to edge. */
export function createFaceFinder(detector: FaceDetector, settings: FaceFinderSettings): FaceFinder {
  const scan = (frame: GrayFrame): readonly Detection[] => {
    const options: ScanOptions = {
      scaleFactor: 1.1,
      minNeighbors: 4,
      minSizePx: settings.minFacePx,
      maxSizePx: Number.POSITIVE_INFINITY,
      shrink: false,
    };
    detector.load(frame);
    return detector.detect({ x: 0, y: 0, width: frame.width, height: frame.height }, options);
  };
  return { find: scan, findAll: scan };
}
