import { join } from 'node:path';
import type { Box } from '../src/core/box.js';
import type { Point } from '../src/core/face.js';
import { packageRoot } from '../src/core/package-root.js';
import { areaResize, type GrayImage } from '../src/inference/crop/area-resize.js';
import { turnPicture } from '../src/inference/crop/pad-and-turn.js';
import { type Cascade, loadCascade } from '../src/inference/detection/haar/cascade.js';
import { loadClassifier } from '../src/inference/expression/classifier.js';
import {
  alignedCrop,
  type EyeFraming,
  expressionCrop,
  ferCropFromHaarBox,
} from '../src/inference/expression/face-crop.js';
import { DEBIAN_CASCADE_PATH } from '../src/inference/inference-settings.js';
import { loadLandmarker } from '../src/inference/landmarks/landmarker.js';
import { cut, decodeSheet } from './pictures/decode-sheet.js';
import { readLabels } from './pictures/fer-labels.js';

const TILE_PX = 48;
const TILES_A_ROW = 48;
const ENLARGE = 4;
const PADDING = 0.25;
const ROLLS_DEGREES = [0, -15, 15, -25, 25];

/**
 * Accuracy on PublicTest faces that the detector finds, enlarged and rolled, with the expression
 * crop cut from the detector's box and from the landmarks' eyes: `node bench/run.js alignment
 * [shared/fer2013] [tiles]`. Prints one JSON line a roll, first the eyes' median place in the
 * tiles, which {@link EyeFraming} holds.
 */
export async function main([folder = '../shared/fer2013', tiles = '400']: readonly string[]) {
  const sheet = decodeSheet(join(folder, 'publictest-000.webp'), TILE_PX * TILES_A_ROW);
  const labels = readLabels(folder, 'publictest-000.webp');
  const cascade = loadCascade(DEBIAN_CASCADE_PATH);
  const models = join(packageRoot(), 'models');
  const common = { engine: 'auto', threads: 1 } as const;
  const landmarker = await loadLandmarker({ modelDir: join(models, 'landmarks'), ...common });
  const classifier = await loadClassifier({
    modelDir: join(models, 'edge'),
    labels: 'fer2013',
    ...common,
  });
  const places: { middleX: number; middleY: number; distance: number }[] = [];
  const count = Math.min(Number(tiles), labels.length);
  const step = Math.floor(Math.min(labels.length, (sheet.height / TILE_PX) * TILES_A_ROW) / count);

  const locate = async (picture: GrayImage, box: Box) => {
    const [first] = await landmarker.locate(picture, [{ box, previous: null }]);
    if (!first) return null;
    const [again] = await landmarker.locate(picture, [{ box, previous: first.points }]);
    return again?.points ?? null;
  };
  const rows: {
    roll: number;
    label: number;
    box: Uint8Array;
    points: readonly Point[];
    at: GrayImage;
  }[] = [];
  for (let i = 0; i < count; i++) {
    const tile = i * step;
    const x = (tile % TILES_A_ROW) * TILE_PX;
    const y = Math.floor(tile / TILES_A_ROW) * TILE_PX;
    const large = enlarged(cut(sheet, x, y, TILE_PX, TILE_PX));
    for (const roll of ROLLS_DEGREES) {
      const { picture } = turnPicture(large, roll);
      const box = findFace(cascade, picture);
      const points = box && (await locate(picture, box));
      if (box === null || points === null) continue;
      const crop = expressionCrop(picture, ferCropFromHaarBox(box));
      rows.push({ roll, label: labels[tile]!, box: crop, points, at: picture });
      if (roll === 0) places.push(eyesInTile(points));
    }
  }
  const middle = (key: 'middleX' | 'middleY' | 'distance') => median(places.map((p) => p[key]));
  const framing: EyeFraming = {
    middleX: middle('middleX'),
    middleY: middle('middleY'),
    distance: middle('distance'),
  };
  process.stdout.write(`${JSON.stringify({ framing, tiles: count })}\n`);
  for (const roll of ROLLS_DEGREES) {
    const members = rows.filter((row) => row.roll === roll);
    const fromBox = await classifier.classify(members.map((row) => row.box));
    const fromEyes = await classifier.classify(
      members.map((row) => alignedCrop(row.at, row.points, framing)),
    );
    const share = (given: readonly (readonly number[])[]) =>
      given.filter((p, i) => p.indexOf(Math.max(...p)) === members[i]!.label).length /
      members.length;
    const both = fromBox.map((p, i) => p.map((value, k) => value + fromEyes[i]![k]!));
    const line = {
      roll,
      found: members.length,
      fromBox: Number(share(fromBox).toFixed(4)),
      fromEyes: Number(share(fromEyes).toFixed(4)),
      bothAveraged: Number(share(both).toFixed(4)),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
  cascade.dispose();
}

function enlarged(tile: GrayImage): GrayImage {
  const side = Math.round(TILE_PX * ENLARGE * (1 + 2 * PADDING));
  const picture = { pixels: new Uint8Array(side * side), width: side, height: side };
  const corner = -TILE_PX * PADDING;
  const whole = TILE_PX * (1 + 2 * PADDING);
  areaResize(tile, { x: corner, y: corner, width: whole, height: whole }, picture);
  return picture;
}

function findFace(cascade: Cascade, picture: GrayImage): Box | null {
  const minSizePx = TILE_PX * ENLARGE * 0.5;
  const [best] = cascade.detect(picture, { scaleFactor: 1.1, minNeighbours: 2, minSizePx });
  return best?.box ?? null;
}

/** Middle and distance of the eyes in units of the tile, from points in the enlarged picture. */
function eyesInTile(points: readonly Point[]) {
  const unit = TILE_PX * ENLARGE;
  const [rightX, rightY] = centreOf(points.slice(36, 42));
  const [leftX, leftY] = centreOf(points.slice(42, 48));
  return {
    middleX: (leftX + rightX) / 2 / unit - PADDING,
    middleY: (leftY + rightY) / 2 / unit - PADDING,
    distance: Math.hypot(leftX - rightX, leftY - rightY) / unit,
  };
}

function centreOf(points: readonly Point[]): Point {
  const sum = points.reduce<Point>(([x, y], point) => [x + point[0], y + point[1]], [0, 0]);
  return [sum[0] / points.length, sum[1] / points.length];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Number(sorted[sorted.length >> 1]!.toFixed(3));
}
