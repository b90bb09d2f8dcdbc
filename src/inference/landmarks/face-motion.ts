import type { Point } from '../../core/face.js';

/** Brows, eyes and mouth of 68 points: what an expression moves. */
const MOVED_BY_EXPRESSIONS = [...range(17, 27), ...range(36, 68)];

/**
 * How far brows, eyes and mouth have moved in the face between two sets of 68 points: the mean
 * distance of the points over the distance of the eyes, when the second face is shifted, scaled and
 * rolled so that the eye centres fall together. Infinity where a set has no two eyes.
 */
export function faceMotion(before: readonly Point[], after: readonly Point[]): number {
  const from = eyesOf(before);
  const to = eyesOf(after);
  if (from === null || to === null) return Number.POSITIVE_INFINITY;
  // In units of the own eyes' distance, along and across their line.
  let sum = 0;
  for (const i of MOVED_BY_EXPRESSIONS) {
    const [ax, ay] = inEyeFrame(before[i]!, from);
    const [bx, by] = inEyeFrame(after[i]!, to);
    sum += Math.hypot(bx - ax, by - ay);
  }
  return sum / MOVED_BY_EXPRESSIONS.length;
}

/** Middle of the eyes, and the vector from the face's right eye to its left one. */
interface Eyes {
  readonly middleX: number;
  readonly middleY: number;
  readonly acrossX: number;
  readonly acrossY: number;
}

function eyesOf(points: readonly Point[]): Eyes | null {
  if (points.length < 68) return null;
  const right = middleOf(points, 36, 42);
  const left = middleOf(points, 42, 48);
  const acrossX = left[0] - right[0];
  const acrossY = left[1] - right[1];
  if (!(acrossX ** 2 + acrossY ** 2 > 0)) return null;
  const middleX = (left[0] + right[0]) / 2;
  const middleY = (left[1] + right[1]) / 2;
  return { middleX, middleY, acrossX, acrossY };
}

function inEyeFrame([x, y]: Point, { middleX, middleY, acrossX, acrossY }: Eyes): Point {
  const squared = acrossX ** 2 + acrossY ** 2;
  const dx = x - middleX;
  const dy = y - middleY;
  return [(dx * acrossX + dy * acrossY) / squared, (dy * acrossX - dx * acrossY) / squared];
}

function middleOf(points: readonly Point[], from: number, to: number): Point {
  let x = 0;
  let y = 0;
  for (let i = from; i < to; i++) {
    x += points[i]![0] / (to - from);
    y += points[i]![1] / (to - from);
  }
  return [x, y];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Two faces cannot be nearer to each other than this, in distances of the eyes. */
const SHARED_DISTANCE = 0.35;

/**
 * Whether two sets of 68 landmarks lie on one face: their mean distance from each other is a small
 * part of the distance of the eyes. False where one is not known.
 */
export function shareLandmarks(a: readonly Point[] | null, b: readonly Point[] | null): boolean {
  const eyes = a === null ? null : eyesOf(a);
  if (a === null || b === null || eyes === null || b.length < a.length) return false;
  const sum = a.reduce((total, [x, y], i) => total + Math.hypot(x - b[i]![0], y - b[i]![1]), 0);
  const eyeDistance = Math.hypot(eyes.acrossX, eyes.acrossY);
  return sum / a.length < SHARED_DISTANCE * eyeDistance;
}
