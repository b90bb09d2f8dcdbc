import { commonFields, type ModelManifest, readManifest } from './manifest.js';
import type { Fields } from './manifest-fields.js';

export interface DetectorManifest extends ModelManifest {
  /** Maps of squares, from the finest to the coarsest; a cell is `stridePx` input pixels wide. */
  readonly outputs: readonly { readonly name: string; readonly stridePx: number }[];
  /** Smallest side of a face that it finds, pixels of the input. */
  readonly minSidePx: number;
  /** Score from which on a square is a face by itself … */
  readonly sureScore: number;
  /** … from which on it is one if the landmark network sees it too … */
  readonly minScore: number;
  /** … and from which on it is one where a face is expected. */
  readonly keepScore: number;
  /** Score from which on a square is one if the landmark network is at least so sure of it. */
  readonly candidateScore: number;
  readonly candidateLandmarkScore: number;
}

/** For detectors whose manifest does not name them; fitted for detector 0.1.0. */
const DEFAULT_CANDIDATE_SCORE = 0.3;
const DEFAULT_CANDIDATE_LANDMARK_SCORE = 0.65;

/** Reads and checks `manifest.json` of a detection model. Throws MODEL_MISSING or MODEL_INVALID. */
export function readDetectorManifest(modelDir: string): DetectorManifest {
  return readManifest(modelDir, detectorFields);
}

function detectorFields(fields: Fields): DetectorManifest {
  fields.oneOf('task', 'detection');
  return {
    ...commonFields(fields),
    outputs: fields.parts('outputs').map((output) => ({
      name: output.text('name'),
      stridePx: output.side('stridePx'),
    })),
    minSidePx: fields.positive('minSidePx'),
    sureScore: fields.innerShare('sureScore'),
    minScore: fields.innerShare('minScore'),
    keepScore: fields.innerShare('keepScore'),
    candidateScore: fields.has('candidateScore')
      ? fields.innerShare('candidateScore')
      : DEFAULT_CANDIDATE_SCORE,
    candidateLandmarkScore: fields.has('candidateLandmarkScore')
      ? fields.share('candidateLandmarkScore')
      : DEFAULT_CANDIDATE_LANDMARK_SCORE,
  };
}
