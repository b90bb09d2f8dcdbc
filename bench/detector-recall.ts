import type { Box } from '../src/core/box.js';
import type { GrayImage } from '../src/inference/crop/area-resize.js';
import { confirmFace } from '../src/inference/detection/haar/confirm-face.js';
import type { FaceDetector } from '../src/inference/detection/haar/face-detector.js';
import { createHaarDetector } from '../src/inference/detection/haar/haar-detector.js';
import { scanPaddedPicture, scanPicture } from '../src/inference/detection/haar/scan-picture.js';
import { planScan, SCAN_STEP } from '../src/inference/detection/haar/scan-plan.js';
import {
  DEBIAN_CASCADE_PATH,
  DEBIAN_SECOND_CASCADE_PATH,
} from '../src/inference/inference-settings.js';
import { cleanDetections } from '../src/inference/tracking/detections.js';
import { type FacePicture, readFacePictures } from './pictures/face-pictures.js';
import { pastedScenes } from './pictures/paste-faces.js';
import { scorePictures } from './pictures/score-pictures.js';

const MIN_FACE_PX = 24;

type Search = (detector: FaceDetector, picture: GrayImage) => readonly { readonly box: Box }[];

/** Plain Haar as everybody runs it, and the ways in which the product searches. */
const SEARCHES: Readonly<Record<string, Search>> = {
  'plain Haar 1.1, 3 neighbours': (detector, picture) => plain(detector, picture, 3),
  'plain Haar 1.1, 6 neighbours': (detector, picture) => plain(detector, picture, 6),
  'first frame (two cascades, confirmed)': (detector, picture) =>
    scanPicture(detector, picture, MIN_FACE_PX),
  'single picture (the same, padded)': (detector, picture) =>
    scanPaddedPicture(detector, picture, MIN_FACE_PX),
  'video slices (one whole round, confirmed)': sliced,
};

/**
 * Faces found and false faces of the searches on `shared/faces` (val pictures, and `ex`) and on
 * scenes with small faces pasted in: `node bench/run.js detector-recall [shared/faces] [pictures a set]
 * [part of a search's name]`.
 */
export async function main([
  folder = '../shared/faces',
  limit = '60',
  only = '',
]: readonly string[]): Promise<void> {
  const pictures = readFacePictures(folder, (source, split) => split === 'val' || source === 'ex');
  const of = (source: string) => pictures.filter((picture) => picture.source === source);
  const tight = of('mfe').filter((picture) => picture.faces.length === 1);
  const sets: Readonly<Record<string, readonly FacePicture[]>> = {
    p1fk: of('p1fk').slice(0, Number(limit)),
    ex: of('ex').slice(0, Number(limit)),
    mfe: tight.slice(0, Number(limit)),
    neg: of('neg').slice(0, Number(limit)),
    pasted: pastedScenes(of('neg'), tight, Math.ceil(Number(limit) / 2), 5),
  };
  const detector = createHaarDetector({
    cascadePath: DEBIAN_CASCADE_PATH,
    secondPath: DEBIAN_SECOND_CASCADE_PATH,
  });
  for (const [search, find] of Object.entries(SEARCHES)) {
    if (!search.includes(only)) continue;
    for (const [set, members] of Object.entries(sets)) {
      const result = await scorePictures(members, async (picture) => {
        detector.load(picture);
        return find(detector, picture);
      });
      process.stdout.write(`${JSON.stringify({ search, set, ...result })}\n`);
    }
  }
  detector.dispose();
}

function whole(picture: GrayImage): Box {
  return { x: 0, y: 0, width: picture.width, height: picture.height };
}

function plain(detector: FaceDetector, picture: GrayImage, minNeighbors: number) {
  return detector.detect(whole(picture), {
    scaleFactor: 1.1,
    minNeighbors,
    minSizePx: MIN_FACE_PX,
    maxSizePx: Number.POSITIVE_INFINITY,
    shrink: false,
  });
}

/** What the video's slices find when each is scanned once. */
function sliced(detector: FaceDetector, picture: GrayImage) {
  const faces = planScan(picture.width, picture.height, MIN_FACE_PX)
    .flatMap(({ region, minSizePx, maxSizePx }) =>
      detector.detect(region, {
        scaleFactor: SCAN_STEP,
        minNeighbors: 1,
        minSizePx,
        maxSizePx,
        shrink: true,
      }),
    )
    .map((candidate) => confirmFace(detector, candidate.box))
    .filter((face) => face !== null);
  return cleanDetections(faces, faces.length);
}
