import { join } from 'node:path';
import type { Box } from '../src/core/box.js';
import { areaResize } from '../src/inference/crop/area-resize.js';
import { loadCascade } from '../src/inference/detection/haar/cascade.js';
import { DEBIAN_CASCADE_PATH } from '../src/inference/inference-settings.js';
import { decodeSheet } from './pictures/decode-sheet.js';

const TILE_PX = 48;
const TILES_A_ROW = 48;
const ENLARGE = 4;
/** Edge repeated around a tile, so that a box may reach over it. */
const PADDING = 0.25;

/**
 * Measures where Haar finds the face in FER2013's pictures (PublicTest, every third tile), enlarged
 * four times and padded with their edge: `node bench/run.js crop-framing [shared/fer2013] [tiles]`.
 * Prints the medians that `FER_FRAMING` holds.
 */
export function main([folder = '../shared/fer2013', tiles = '600']: readonly string[]): void {
  const sheet = decodeSheet(join(folder, 'publictest-000.webp'), TILE_PX * TILES_A_ROW);
  const cascade = loadCascade(DEBIAN_CASCADE_PATH);
  const side = Math.round(TILE_PX * ENLARGE * (1 + 2 * PADDING));
  const picture = { pixels: new Uint8Array(side * side), width: side, height: side };
  const found: Box[] = [];
  for (let i = 0; i < Number(tiles); i++) {
    const tile = i * 3;
    const pixels = new Uint8Array(TILE_PX * TILE_PX);
    for (let y = 0; y < TILE_PX; y++) {
      const row = (Math.floor(tile / TILES_A_ROW) * TILE_PX + y) * sheet.width;
      const from = row + (tile % TILES_A_ROW) * TILE_PX;
      pixels.set(sheet.pixels.subarray(from, from + TILE_PX), y * TILE_PX);
    }
    const margin = -TILE_PX * PADDING;
    const whole = TILE_PX * (1 + 2 * PADDING);
    areaResize(
      { pixels, width: TILE_PX, height: TILE_PX },
      { x: margin, y: margin, width: whole, height: whole },
      picture,
    );
    const [best] = cascade.detect(picture, {
      scaleFactor: 1.05,
      minNeighbours: 5,
      minSizePx: TILE_PX * ENLARGE * 0.4,
    });
    if (best !== undefined) found.push(inTile(best.box));
  }
  cascade.dispose();
  const report = {
    tiles: Number(tiles),
    found: found.length,
    boxSide: quartiles(found.map((box) => box.width)),
    centreX: quartiles(found.map((box) => box.x + box.width / 2)),
    centreY: quartiles(found.map((box) => box.y + box.height / 2)),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}

/** A box of the padded picture in units of the tile's side. */
function inTile(box: Box): Box {
  const unit = TILE_PX * ENLARGE;
  return {
    x: box.x / unit - PADDING,
    y: box.y / unit - PADDING,
    width: box.width / unit,
    height: box.height / unit,
  };
}

function quartiles(values: readonly number[]): { q25: number; median: number; q75: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => Number(sorted[Math.floor(share * sorted.length)]?.toFixed(3));
  return { q25: at(0.25), median: at(0.5), q75: at(0.75) };
}
