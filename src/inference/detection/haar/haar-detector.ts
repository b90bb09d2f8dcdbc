import type { Detection } from '../../tracking/track-types.js';
import { loadCascade, readCascadeFile } from './cascade-file.js';
import { type FaceDetector, neighborScore, type ScanOptions } from './face-detector.js';
import { FramePyramid, type FrameView } from './frame-pyramid.js';
import { type CvCascade, loadOpenCv, openCvError } from './opencv.js';

/** Side of the cascades' own window in pixels. */
const BASE_SIDE_PX = 24;

/** The cascades of {@link createHaarDetector}; the second one is optional. */
export interface CascadeFiles {
  readonly cascadePath: string;
  readonly secondPath: string | null;
}

/**
 * Loads the Haar cascade at `cascadePath` (Viola-Jones, the paper's detector) into OpenCV, and a
 * second one that is asked for confirmation. Throws CASCADE_MISSING or ENGINE_UNAVAILABLE.
 */
export function createHaarDetector({ cascadePath, secondPath }: CascadeFiles): FaceDetector {
  const paths = secondPath === null ? [cascadePath] : [cascadePath, secondPath];
  const files = paths.map((path) => ({ path, xml: readCascadeFile(path) }));
  const cv = loadOpenCv();
  const cascades = files.map(({ path, xml }) => loadCascade(cv, path, xml));
  const objects = new cv.RectVector();
  const neighbours = new cv.IntVector();
  const frame = new FramePyramid(cv);

  /** Runs a cascade over a view; the results are read out before it returns. */
  const search = (
    view: FrameView,
    options: ScanOptions,
    minSidePx: number,
    maxSidePx: number,
  ): Detection[] => {
    const cascade = cascades[options.second === true ? cascades.length - 1 : 0] as CvCascade;
    const { pointer, width, height, stepPx } = view.image;
    const mat = new cv.Mat(height, width, cv.CV_8UC1, pointer, stepPx);
    try {
      cascade.detectMultiScale2(
        mat,
        objects,
        neighbours,
        options.scaleFactor,
        options.minNeighbors,
        0,
        { width: minSidePx, height: minSidePx },
        { width: maxSidePx, height: maxSidePx },
      );
    } catch (thrown) {
      throw openCvError(cv, thrown);
    } finally {
      mat.delete();
    }
    return Array.from({ length: objects.size() }, (_, i) => {
      const found = objects.get(i);
      return {
        box: {
          x: view.left + found.x * view.scaleX,
          y: view.top + found.y * view.scaleY,
          width: found.width * view.scaleX,
          height: found.height * view.scaleY,
        },
        score: neighborScore(i < neighbours.size() ? neighbours.get(i) : 1),
      };
    }).sort((a, b) => b.score - a.score);
  };

  return {
    name: 'haar',
    hasSecond: cascades.length > 1,
    load: (picture) => frame.load(picture),

    detect(region, options) {
      const inside = frame.clip(region);
      const minSizePx = Math.max(BASE_SIDE_PX, Math.floor(options.minSizePx));
      const maxSizePx = Math.min(inside.width, inside.height, Math.ceil(options.maxSizePx));
      if (maxSizePx < minSizePx) return [];
      if (!options.shrink) {
        return search(frame.view(inside, 1, BASE_SIDE_PX), options, minSizePx, maxSizePx);
      }
      const shrinkBy = minSizePx / BASE_SIDE_PX;
      const view = frame.view(inside, shrinkBy, BASE_SIDE_PX);
      const largest = Math.ceil(maxSizePx / view.scaleX);
      return search(view, options, BASE_SIDE_PX, largest);
    },

    dispose() {
      objects.delete();
      neighbours.delete();
      for (const cascade of cascades) cascade.delete();
      frame.dispose();
    },
  };
}
