import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Point } from '../src/core/face.js';
import type { GrayImage } from '../src/inference/crop/area-resize.js';
import { loadLandmarker } from '../src/inference/landmarks/landmarker.js';
import { type HeadPose, headPose } from '../src/inference/pose/head-pose.js';
import { RESTING_FACE } from '../src/synthetic/action-units.js';
import { createIdentity } from '../src/synthetic/identity.js';
import { faceLandmarks } from '../src/synthetic/landmarks.js';
import { SceneRenderer } from '../src/synthetic/scene-renderer.js';
import { cut, decodeSheet } from './pictures/decode-sheet.js';

const TILE_PX = 224;
const TILES_A_ROW = 16;
const ANGLES = ['yawDegrees', 'pitchDegrees', 'rollDegrees'] as const;

type Angles = Pick<HeadPose, (typeof ANGLES)[number]>;

/** Errors of one angle after the other, by the true yaw. */
class Errors {
  readonly #byBin = new Map<string, number[][]>();

  add(found: Angles, truth: Angles): void {
    const bin = Math.abs(truth.yawDegrees);
    const name = bin < 15 ? '0-15' : bin < 30 ? '15-30' : bin <= 45 ? '30-45' : 'over 45';
    for (const key of bin <= 45 ? [name, 'to 45'] : [name]) {
      const rows = this.#byBin.get(key) ?? [];
      this.#byBin.set(key, rows);
      rows.push(ANGLES.map((angle) => found[angle] - truth[angle]));
    }
  }

  print(title: string): void {
    process.stdout.write(
      `${title}\n  yaw bin | faces | mean |error| yaw pitch roll | bias yaw pitch roll\n`,
    );
    for (const [bin, rows] of [...this.#byBin].sort()) {
      const mean = (of: (row: readonly number[]) => number) =>
        (rows.reduce((sum, row) => sum + of(row), 0) / rows.length).toFixed(1);
      const errors = ANGLES.map((_, i) => mean((row) => Math.abs(row[i]!))).join(' ');
      const biases = ANGLES.map((_, i) => mean((row) => row[i]!)).join(' ');
      process.stdout.write(`  ${bin} | ${rows.length} | ${errors} | ${biases}\n`);
    }
  }
}

/**
 * Measures the pose: `node bench/run.js pose-accuracy [shared/landmarks] [sheets]`. On real faces
 * the network's landmarks against the teacher's 68 points, solved alike; on drawn ones, whose pose
 * is exact, from the true landmarks and from the network's; and the time of a face.
 */
export async function main([folder = '../shared/landmarks', sheets = '6']: readonly string[]) {
  const landmarker = await loadLandmarker({
    modelDir: 'models/landmarks',
    engine: 'auto',
    threads: 1,
  });
  try {
    await measureReal(folder, Number(sheets), landmarker.locateAll);
    await measureDrawn(landmarker.locateAll);
  } finally {
    await landmarker.dispose();
  }
  measureTime();
}

type Locate = Awaited<ReturnType<typeof loadLandmarker>>['locateAll'];

/** Twice, so that the second run is framed by the first one's landmarks, as in a film. */
async function poseIn(
  frame: GrayImage,
  box: { x: number; y: number; width: number; height: number },
  locate: Locate,
) {
  const [first] = await locate(frame, [{ box, previous: null }]);
  const [second] = await locate(frame, [{ box, previous: first!.points }]);
  const pose = second!.confidence < 0.6 ? null : headPose(second!.points);
  return pose === null || pose.residual > 0.12 ? null : pose;
}

async function measureReal(folder: string, sheets: number, locate: Locate): Promise<void> {
  const [head = '', ...rows] = readFileSync(join(folder, 'labels.csv'), 'utf8').trim().split('\n');
  const column = new Map(head.split(',').map((name, i) => [name, i]));
  const errors = new Errors();
  let unsure = 0;
  const bySheet = new Map<string, string[][]>();
  for (const row of rows.map((line) => line.split(','))) {
    if (row[column.get('split')!] !== 'val') continue;
    const file = row[column.get('file')!]!;
    bySheet.set(file, [...(bySheet.get(file) ?? []), row]);
  }
  for (const [file, faces] of [...bySheet].slice(0, sheets)) {
    const sheet = decodeSheet(join(folder, file), TILE_PX * TILES_A_ROW);
    for (const row of faces) {
      const number = (name: string) => Number(row[column.get(name)!]);
      const tile = number('tile');
      const frame = cut(
        sheet,
        (tile % TILES_A_ROW) * TILE_PX,
        Math.floor(tile / TILES_A_ROW) * TILE_PX,
        TILE_PX,
        TILE_PX,
      );
      const points = Array.from(
        { length: 68 },
        (_, i): Point => [number(`tx${i}`), number(`ty${i}`)],
      );
      const truth = headPose(points);
      const box = { x: number('bx'), y: number('by'), width: number('bw'), height: number('bh') };
      const found = await poseIn(frame, box, locate);
      if (found === null || truth === null) unsure++;
      else errors.add(found, truth);
    }
  }
  errors.print(`real faces, network against the teacher's points (${unsure} unsure)`);
}

const TURNS = [-45, -30, -15, 0, 15, 30, 45].flatMap((yaw) =>
  [-20, 0, 20].map((pitch) => [yaw, pitch] as const),
);

const radians = (degrees: number) => (degrees * Math.PI) / 180;

async function measureDrawn(locate: Locate): Promise<void> {
  const ofTruth = new Errors();
  const ofNetwork = new Errors();
  let unsure = 0;
  for (const seed of [1, 2, 3, 4]) {
    const identity = createIdentity(seed);
    for (const [yaw, pitch] of TURNS) {
      const pose = {
        xPx: 320,
        yPx: 240,
        sizePx: 200,
        rollRad: 0,
        yawRad: radians(yaw),
        pitchRad: radians(pitch),
      };
      const truth = { yawDegrees: yaw, pitchDegrees: pitch, rollDegrees: 0 };
      const exact = headPose(faceLandmarks(identity, RESTING_FACE, 1, pose))!;
      ofTruth.add(exact, truth);
      const person = {
        personId: 1,
        identity,
        poses: [
          { ...pose, timeS: 0, ease: 'even' as const },
          { ...pose, timeS: 1, ease: 'even' as const },
        ],
        expressions: [],
        blinks: [],
        sway: 0,
      };
      const scene = {
        name: 'pose',
        widthPx: 640,
        heightPx: 480,
        seed,
        background: { kind: 'room' as const, seed, wallTone: 0.7 },
        light: { fromX: 0.2, fromY: -0.5, ambient: 0.42, level: 0.95 },
        noiseSigma: 2,
        people: [person],
        loopS: null,
      };
      const { pixels, truth: seen } = new SceneRenderer(scene).render(0.5);
      const found = await poseIn({ pixels, width: 640, height: 480 }, seen.people[0]!.box, locate);
      if (found === null) unsure++;
      else ofNetwork.add(found, truth);
    }
  }
  ofTruth.print('drawn faces, from their true landmarks');
  ofNetwork.print(`drawn faces, from the network's landmarks (${unsure} unsure)`);
}

function measureTime(): void {
  const points = faceLandmarks(createIdentity(1), RESTING_FACE, 1, {
    xPx: 320,
    yPx: 240,
    sizePx: 200,
    rollRad: 0,
    yawRad: 0.3,
  });
  const runs = 200_000;
  for (let i = 0; i < 20_000; i++) headPose(points);
  const startedMs = performance.now();
  for (let i = 0; i < runs; i++) headPose(points);
  const us = ((performance.now() - startedMs) * 1000) / runs;
  process.stdout.write(`a pose takes ${us.toFixed(1)} µs\n`);
}
