import { areaResize } from '../../crop/area-resize.js';
import type { DetectorScores, LoadDetector } from '../detector.js';
import { loadCascade, neighbourScore } from './cascade.js';

/**
 * Pixels of a tile as the cascade sees it, and the smallest face there: its window of 24 pixels
 * also fits a face a tenth smaller, as the steps between the sizes are that large.
 */
const INPUT = { width: 320, height: 240, minSidePx: 22 };
/** Step from one size to the next, and OpenCV's least number of overlapping hits less one. */
const SCALE_FACTOR = 1.1;
const MIN_NEIGHBOURS = 1;

/** From overlapping hits; measured by `node bench/run.js still-recall ../shared/faces 60 haar`. */
const SCORES: DetectorScores = {
  sure: neighbourScore(12),
  min: neighbourScore(6),
  keep: neighbourScore(2),
  candidate: neighbourScore(2),
  candidateConfidence: 0.65,
};

/**
 * The Haar cascade (Viola-Jones, the paper's detector) as a detector: OpenCV searches each tile,
 * shrunk to its input, for every size. Throws CASCADE_MISSING or ENGINE_UNAVAILABLE.
 */
export const loadHaarDetector: LoadDetector = async ({ cascadePath }) => {
  const cascade = loadCascade(cascadePath);
  const { width, height } = INPUT;
  const shrunk = { pixels: new Uint8Array(width * height), width, height };
  return {
    input: INPUT,
    scores: SCORES,
    async look(picture, { region, shrinkBy }, minScore) {
      areaResize(picture, region, shrunk);
      return cascade
        .detect(shrunk, { scaleFactor: SCALE_FACTOR, minNeighbours: MIN_NEIGHBOURS })
        .filter(({ score }) => score >= minScore)
        .map(({ box, score }) => ({
          box: {
            x: region.x + box.x * shrinkBy,
            y: region.y + box.y * shrinkBy,
            width: box.width * shrinkBy,
            height: box.height * shrinkBy,
          },
          score,
        }));
    },
    async dispose() {
      cascade.dispose();
    },
  };
};
