import type { EyeRatios, Point } from '../../core/face.js';

/** First of the six points of each eye in the 68-point scheme. */
const RIGHT_EYE = 36;
const LEFT_EYE = 42;

/** Turn of the head (nose offset over eye distance) beyond which the far eye is not trusted. */
const FAR_EYE_TURN = 0.3;

/** An eye narrower than this many pixels gives no meaningful ratio. */
const SMALLEST_EYE_PX = 2;

/**
 * Eye aspect ratio (Soukupová & Čech 2016) of six points: p1 and p4 the corners, p2 and p3 on the
 * upper lid, p6 and p5 below them: (‖p2−p6‖ + ‖p3−p5‖) / (2‖p1−p4‖). Null where the corners fall
 * together or a point is missing or not finite.
 */
export function eyeAspectRatio(six: readonly Point[]): number | null {
  const [p1, p2, p3, p4, p5, p6] = six;
  if (!p1 || !p2 || !p3 || !p4 || !p5 || !p6) return null;
  const width = distance(p1, p4);
  if (!(width > 0)) return null;
  const ratio = (distance(p2, p6) + distance(p3, p5)) / (2 * width);
  return Number.isFinite(ratio) ? ratio : null;
}

/** Ratios of both eyes and their mean. */
interface FaceEyes {
  readonly eyes: EyeRatios;
  /** Mean of the eyes that count; null where none does. */
  readonly ear: number | null;
}

/**
 * Ratios from 68 points in pixels. An eye that the turned head hides is null, as is one too small
 * to measure.
 */
export function eyeRatios(points: readonly Point[]): FaceEyes {
  const turn = turnOf(points);
  const right = turn !== null && turn < -FAR_EYE_TURN ? null : measurable(points, RIGHT_EYE);
  const left = turn !== null && turn > FAR_EYE_TURN ? null : measurable(points, LEFT_EYE);
  return { eyes: { left, right }, ear: meanOf(left, right) };
}

/** Beyond it the lids are seen from the side, and no cosine helps. */
const MOST_NOD_DEGREES = 40;

/**
 * The ratios as a level head would show them: a nod foreshortens the height of an eye by its
 * cosine. A turn does not foreshorten its width so: the eye that is still measured lies on the side
 * that turns to the camera, and on real faces the open eye keeps its ratio up to 40° of yaw.
 */
export function levelled({ eyes, ear }: FaceEyes, pitchDegrees: number | null): FaceEyes {
  if (pitchDegrees === null) return { eyes, ear };
  const nod = Math.min(Math.abs(pitchDegrees), MOST_NOD_DEGREES);
  const cosine = Math.cos((nod * Math.PI) / 180);
  const level = (ratio: number | null) => (ratio === null ? null : ratio / cosine);
  return { eyes: { left: level(eyes.left), right: level(eyes.right) }, ear: level(ear) };
}

function measurable(points: readonly Point[], first: number): number | null {
  const six = points.slice(first, first + 6);
  const [p1, , , p4] = six;
  if (!p1 || !p4 || !(distance(p1, p4) >= SMALLEST_EYE_PX)) return null;
  return eyeAspectRatio(six);
}

function meanOf(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : (a + b) / 2;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/**
 * How far the head is turned, from 68 points: offset of the nose tip (point 30) from the middle of
 * the eyes, along the line of the eyes, over the distance of the eye centres. 0 is frontal, beyond
 * ±0.3 about half-profile. Positive: the nose points to the picture's right, so that the face's own
 * left eye is the far one. Null where points are missing or the eyes fall together.
 */
export function turnOf(points: readonly Point[]): number | null {
  const right = centreOf(points.slice(36, 42), 6);
  const left = centreOf(points.slice(42, 48), 6);
  const nose = points[30];
  if (right === null || left === null || nose === undefined) return null;
  const acrossX = left[0] - right[0];
  const acrossY = left[1] - right[1];
  const squared = acrossX ** 2 + acrossY ** 2;
  if (!(squared > 0)) return null;
  const offsetX = nose[0] - (left[0] + right[0]) / 2;
  const offsetY = nose[1] - (left[1] + right[1]) / 2;
  const turn = (offsetX * acrossX + offsetY * acrossY) / squared;
  return Number.isFinite(turn) ? turn : null;
}

function centreOf(points: readonly Point[], count: number): Point | null {
  if (points.length < count) return null;
  let x = 0;
  let y = 0;
  for (const point of points) {
    x += point[0] / count;
    y += point[1] / count;
  }
  return [x, y];
}
