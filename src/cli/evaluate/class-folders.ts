import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { readMedia } from '../../capture/media/read-media.js';
import { EkspresiError } from '../../core/errors.js';
import { EXPRESSIONS } from '../../core/expression.js';
import { areaResize, type GrayImage } from '../../inference/crop/area-resize.js';
import type { FaceSize, LabelledFace } from './labelled-face.js';
import { officialSplit } from './split-name.js';

const CLASS_NAMES: Readonly<Record<string, number>> = Object.fromEntries([
  ...EXPRESSIONS.map((name, i) => [name, i]),
  ...EXPRESSIONS.map((_, i) => [String(i), i]),
  ...Object.entries({
    anger: 0,
    disgusted: 1,
    fearful: 2,
    scared: 2,
    happiness: 3,
    sadness: 4,
    surprised: 5,
  }),
]);
const PICTURE = /\.(jpe?g|png|webp|bmp)$/i;
const MAX_SIDE_PX = 4096;
const MAX_MEMORY_MB = 512;

export interface ClassFolder {
  readonly folder: string;
  readonly label: number;
}

/**
 * Finds `DIR/<class>/`, or `DIR/<split>/<class>/` where a split is asked for.
 * @throws EkspresiError DATASET_INVALID when no class folder is there
 */
export async function findClassFolders(
  root: string,
  split: string | null,
): Promise<readonly ClassFolder[]> {
  const own = await classFoldersIn(root);
  if (own.length > 0 && split === null) return own;
  const inside = await Promise.all(
    (await folders(root))
      .filter((name) => split === null || officialSplit(name) === split)
      .map((name) => classFoldersIn(join(root, name))),
  );
  const found = inside.flat();
  if (found.length > 0) return found;
  // The folders of one split are often handed over without its name.
  if (own.length > 0) return own;
  throw new EkspresiError(
    'DATASET_INVALID',
    `${root} has no folders named after the seven expressions${split === null ? '' : ` for ${split}`}`,
    `Lay the pictures out as DIR/<class>/*.jpg with the classes ${EXPRESSIONS.join(', ')}.`,
  );
}

/** Streams the pictures of class folders, gray and scaled to `size`, in order of their names. */
export async function* readClassFolders(
  classes: readonly ClassFolder[],
  size: FaceSize,
  ffmpegPath: string,
): AsyncGenerator<LabelledFace, void, void> {
  for (const { folder, label } of classes) {
    const names = (await readdir(folder)).filter((name) => PICTURE.test(name)).sort();
    for (const name of names) {
      const picture = await readGray(join(folder, name), ffmpegPath);
      yield { pixels: scaled(picture, size), label };
    }
  }
}

/** Number of pictures that {@link readClassFolders} will give. */
export async function countPictures(classes: readonly ClassFolder[]): Promise<number> {
  const counts = await Promise.all(
    classes.map(
      async ({ folder }) => (await readdir(folder)).filter((n) => PICTURE.test(n)).length,
    ),
  );
  return counts.reduce((total, count) => total + count, 0);
}

async function classFoldersIn(root: string): Promise<ClassFolder[]> {
  return (await folders(root)).flatMap((name) => {
    const label = CLASS_NAMES[name.toLowerCase()];
    return label === undefined ? [] : [{ folder: join(root, name), label }];
  });
}

async function folders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort();
}

/** A process of ffmpeg a picture would take minutes for thousands: JPEG and PNG are read here. */
async function readGray(path: string, ffmpegPath: string): Promise<GrayImage> {
  const bytes = await readFile(path);
  try {
    const extension = extname(path).toLowerCase();
    if (extension === '.jpg' || extension === '.jpeg') {
      return toGray(jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: MAX_MEMORY_MB }));
    }
    if (extension === '.png') return toGray(PNG.sync.read(bytes));
  } catch {
    // Told apart from a broken picture below: ffmpeg reads more variants than these decoders.
  }
  for await (const { frame } of readMedia(path, {
    everyNth: 1,
    ffmpegPath,
    maxSidePx: MAX_SIDE_PX,
  })) {
    return frame;
  }
  throw new EkspresiError(
    'MEDIA_INVALID',
    `${basename(path)} in ${path} holds no picture`,
    'Remove the file from the data set.',
  );
}

/** ITU-R BT.601 luma, as ffmpeg's gray. */
function toGray(rgba: { data: Uint8Array; width: number; height: number }): GrayImage {
  const { data, width, height } = rgba;
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const [red, green, blue] = [data[i * 4] ?? 0, data[i * 4 + 1] ?? 0, data[i * 4 + 2] ?? 0];
    pixels[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { pixels, width, height };
}

function scaled(picture: GrayImage, size: FaceSize): Uint8Array {
  if (picture.width === size.width && picture.height === size.height) return picture.pixels;
  const target = { ...size, pixels: new Uint8Array(size.width * size.height) };
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  areaResize(picture, whole, target);
  return target.pixels;
}
