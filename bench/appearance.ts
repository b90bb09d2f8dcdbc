import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Point } from '../src/core/face.js';
import { embeddingOf, embeddingSimilarity } from '../src/inference/appearance/embedding.js';
import { createLogGaborDescriptor } from '../src/inference/appearance/log-gabor-descriptor.js';
import type { GrayImage } from '../src/inference/crop/area-resize.js';
import {
  alignedCrop,
  expressionCrop,
  FER_EYES,
  ferCropFromHaarBox,
} from '../src/inference/expression/face-crop.js';
import { cut, decodeSheet } from './pictures/decode-sheet.js';
import { markdownTable } from './time/markdown-table.js';
import { createRandom, type Random } from './time/random.js';

const LANDMARKS = fileURLToPath(new URL('../../shared/landmarks', import.meta.url));
const STATISTICS = fileURLToPath(
  new URL('../src/inference/appearance/face-statistics.ts', import.meta.url),
);
const TILE = 224;
const TILES_A_ROW = 16;
/** Standard deviation of a landmark in the tile, pixels, and of Haar's box in sides. */
const POINT_NOISE = 0.6;
const BOX_NOISE = 0.04;
/** Haar's square over the longer side of the labelled box. */
const HAAR_SIDE = 0.89;

interface Described {
  readonly person: string;
  readonly clip: string;
  readonly byBox: Float32Array;
  readonly byEyes: Float32Array;
}

interface Statistics {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/**
 * Log-Gabor magnitudes of the frames of real videos, cut by a noisy box and by noisy eye points.
 */
function describeFrames(): Described[] {
  const random = createRandom(1);
  const descriptor = createLogGaborDescriptor();
  const [head, ...lines] = readFileSync(`${LANDMARKS}/labels.csv`, 'utf8').trim().split('\n');
  const columns = head!.split(',');
  const described: Described[] = [];
  let sheet: { file: string; image: GrayImage } = {
    file: '',
    image: { pixels: new Uint8Array(0), width: 0, height: 0 },
  };
  for (const line of lines) {
    const values = line.split(',');
    const text = (name: string) => values[columns.indexOf(name)]!;
    if (text('source') !== 'p1fk') continue;
    if (text('file') !== sheet.file) {
      const file = text('file');
      sheet = { file, image: decodeSheet(`${LANDMARKS}/${file}`, TILE * TILES_A_ROW) };
    }
    const tile = Number(text('tile'));
    const [column, row] = [tile % TILES_A_ROW, Math.floor(tile / TILES_A_ROW)];
    const image = cut(sheet.image, column * TILE, row * TILE, TILE, TILE);
    const points = Array.from({ length: 68 }, (_, i): Point => {
      const at = (axis: string) =>
        Number(text(`t${axis}${i}`)) + 0.5 + POINT_NOISE * random.gauss();
      return [at('x'), at('y')];
    });
    const box = noisyBox(
      [text('bx'), text('by'), text('bw'), text('bh')].map(Number) as [
        number,
        number,
        number,
        number,
      ],
      random,
    );
    // YouTube Faces names a frame person_<clip><frame>.
    const clip = `${text('person')}/${/_(\d)\d*\.jpg$/.exec(text('name'))?.[1]}`;
    described.push({
      person: text('person'),
      clip,
      byBox: descriptor.describe(expressionCrop(image, ferCropFromHaarBox(box))),
      byEyes: descriptor.describe(alignedCrop(image, points, FER_EYES)),
    });
  }
  return described;
}

function noisyBox([x, y, width, height]: [number, number, number, number], random: Random) {
  const side = HAAR_SIDE * Math.max(width, height);
  const size = side * Math.exp(BOX_NOISE * random.gauss());
  const left = x + width / 2 - size / 2 + BOX_NOISE * side * random.gauss();
  const top = y + height / 2 - size / 2 + BOX_NOISE * side * random.gauss();
  return { x: left, y: top, width: size, height: size };
}

/** Mean of the square roots over all faces; their deviation within clips. */
function statisticsOf(faces: readonly Described[]): Statistics {
  const roots = faces.map((face) => face.byEyes.map(Math.sqrt));
  const mean = meanOf(roots);
  const clips = new Map<string, Float32Array[]>();
  for (const [i, { clip }] of faces.entries())
    clips.set(clip, [...(clips.get(clip) ?? []), roots[i]!]);
  const squares = mean.map(() => 0);
  let freedom = 0;
  for (const members of clips.values()) {
    const centre = meanOf(members);
    freedom += members.length - 1;
    for (const member of members) {
      for (let i = 0; i < squares.length; i++) squares[i]! += (member[i]! - centre[i]!) ** 2;
    }
  }
  return { mean, deviation: squares.map((sum) => Math.sqrt(sum / freedom)) };
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]!;
  return Float32Array.from(sum, (value) => value / vectors.length);
}

/** How well similarity tells two frames of one clip from frames of two people. */
function separation(faces: readonly Described[], vectors: readonly Float32Array[]) {
  const [same, other]: [number[], number[]] = [[], []];
  for (let i = 0; i < faces.length; i++) {
    for (let j = 0; j < i; j++) {
      const similarity = embeddingSimilarity(vectors[i]!, vectors[j]!);
      if (faces[i]!.clip === faces[j]!.clip) same.push(similarity);
      else if (faces[i]!.person !== faces[j]!.person) other.push(similarity);
    }
  }
  same.sort((a, b) => a - b);
  other.sort((a, b) => a - b);
  const told = (share: number) => {
    const threshold = quantile(other, 1 - share);
    return same.filter((value) => value > threshold).length / same.length;
  };
  return { same, other, told };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

/**
 * `node bench/run.js appearance [--write]`: how well looks tell people apart in videos of people
 * that were not used for the statistics (half of them). `--write` stores the statistics of all of
 * them.
 */
export function main(args: readonly string[]): void {
  const faces = describeFrames();
  const people = [...new Set(faces.map(({ person }) => person))].sort();
  const first = new Set(people.filter((_, i) => i % 2 === 0));
  const { mean, deviation } = statisticsOf(faces.filter(({ person }) => first.has(person)));
  const tested = faces.filter(({ person }) => !first.has(person));
  const rows = [
    ['magnitudes, by box', tested.map((face) => face.byBox)],
    ['magnitudes, by eyes', tested.map((face) => face.byEyes)],
    ['looks, by box', tested.map((face) => embeddingOf(face.byBox, mean, deviation))],
    ['looks, by eyes', tested.map((face) => embeddingOf(face.byEyes, mean, deviation))],
  ] as const;
  const table = rows.map(([name, vectors]) => {
    const { same, other, told } = separation(tested, vectors);
    const span = (values: readonly number[]) =>
      [0.05, 0.5, 0.95].map((share) => quantile(values, share).toFixed(2)).join(' / ');
    const shares = [0.05, 0.01, 0.001].map((share) => told(share).toFixed(3));
    return [name, span(same), span(other), ...shares];
  });
  const head = [
    'descriptor',
    'one person (5/50/95 %)',
    'two people',
    'found at 5 % false',
    '1 %',
    '0.1 %',
  ];
  process.stdout.write(`${markdownTable(head, table)}\n`);
  if (args.includes('--write')) writeStatistics(statisticsOf(faces), faces.length);
}

function writeStatistics({ mean, deviation }: Statistics, frames: number): void {
  const bytes = Buffer.alloc(8 * mean.length);
  for (const [i, value] of [...mean, ...deviation].entries()) bytes.writeFloatLE(value, 4 * i);
  writeFileSync(
    STATISTICS,
    `/**
 * Mean of the square roots of the log-Gabor magnitudes over ${frames} frames of faces cut by their eyes, and
 * their deviation between frames of one clip: written by \`node bench/run.js appearance --write\`.
 */
export const FACE_STATISTICS =
  '${bytes.toString('base64')}';
`,
  );
}
