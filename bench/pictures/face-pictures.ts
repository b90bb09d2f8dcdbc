import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Box } from '../../src/core/box.js';
import type { GrayImage } from '../../src/inference/crop/area-resize.js';
import { cut, decodeSheet } from './decode-sheet.js';

const SHEET_WIDTH_PX = 3840;

/** A picture of `shared/faces` with its boxes. */
export interface FacePicture {
  readonly source: string;
  readonly name: string;
  readonly image: GrayImage;
  readonly faces: readonly Box[];
  /** Boxes that count neither way. */
  readonly ignored: readonly Box[];
}

/** Reads the pictures of `folder` (shared/faces) that `wanted` asks for by source and split. */
export function readFacePictures(
  folder: string,
  wanted: (source: string, split: string) => boolean,
): FacePicture[] {
  const [header, ...lines] = readFileSync(join(folder, 'labels.csv'), 'utf8').trim().split(/\r?\n/);
  const columns = header!.split(',');
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((name, i) => [name, cells[i]!]));
  });
  const pictures: FacePicture[] = [];
  let sheetFile = '';
  let sheet: GrayImage = { pixels: new Uint8Array(0), width: 0, height: 0 };
  for (const row of rows) {
    if (!wanted(row.source!, row.split!)) continue;
    if (sheetFile !== row.file) {
      sheetFile = row.file!;
      sheet = decodeSheet(join(folder, sheetFile), SHEET_WIDTH_PX);
    }
    const boxes = parseBoxes(row.boxes!);
    pictures.push({
      source: row.source!,
      name: row.name!,
      image: cut(sheet, Number(row.x), Number(row.y), Number(row.w), Number(row.h)),
      faces: boxes.filter((box) => box.label === 'face'),
      ignored: boxes.filter((box) => box.label === 'ignore'),
    });
  }
  return pictures;
}

function parseBoxes(text: string): (Box & { label: string })[] {
  return text
    .split(';')
    .filter((part) => part !== '')
    .map((part) => {
      const [x, y, width, height, label] = part.split(' ');
      return {
        x: Number(x),
        y: Number(y),
        width: Number(width),
        height: Number(height),
        label: label!,
      };
    });
}
