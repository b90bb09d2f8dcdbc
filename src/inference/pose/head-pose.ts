import type { Point } from '../../core/face.js';
import { MEAN_SHAPE } from './mean-shape.js';

/**
 * Where a head is turned, in degrees, by the axes of ISO/IEC 19794-5 (right-handed: x to the
 * picture's right, y up, z towards the camera).
 */
export interface HeadPose {
  /** Positive: turned to the person's own left, the picture's right. */
  readonly yawDegrees: number;
  /** Positive: looking down. */
  readonly pitchDegrees: number;
  /** Positive: tilted to the person's own right, the picture's left. */
  readonly rollDegrees: number;
  /**
   * Mean distance of the landmarks from the turned shape, in distances of the outer eye corners.
   */
  readonly residual: number;
}

const LANDMARKS = 68;
/** Mouth, brows and chin move in the face and count less. */
const WEIGHTS = normalised(
  Array.from({ length: LANDMARKS }, (_, i) => {
    if (i >= 48) return 0.3;
    if (i >= 17 && i < 27) return 0.5;
    return i >= 5 && i < 12 ? 0.4 : 1;
  }),
);
const SHAPE = centred(MEAN_SHAPE);
/**
 * Least squares in one product: the linear map of a face is the sum of its points by these rows.
 */
const SOLVER = leastSquaresRows(SHAPE);

/**
 * The pose of a head from its 68 landmarks (pixels, y down): the scaled orthographic projection of
 * {@link MEAN_SHAPE} that fits them best (weighted least squares, then the nearest orthonormal
 * axes). Null for other numbers of points, points that are not finite, and points that are no face.
 */
export function headPose(points: readonly Point[]): HeadPose | null {
  if (points.length !== LANDMARKS) return null;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < LANDMARKS; i++) {
    meanX += WEIGHTS[i]! * points[i]![0];
    meanY += WEIGHTS[i]! * points[i]![1];
  }
  const a: Vector = [0, 0, 0];
  const b: Vector = [0, 0, 0];
  for (let i = 0; i < LANDMARKS; i++) {
    const x = points[i]![0] - meanX;
    const y = meanY - points[i]![1];
    const row = SOLVER[i]!;
    for (let k = 0; k < 3; k++) {
      a[k]! += x * row[k]!;
      b[k]! += y * row[k]!;
    }
  }
  const axes = nearestOrthonormal(a, b);
  if (axes === null) return null;
  const { right, up, scale } = axes;
  const towards = cross(right, up);
  const [facingX, facingY, facingZ] = [right[2]!, up[2]!, towards[2]!];
  const residual = meanDistance(points, meanX, meanY, axes) / scale;
  if (!Number.isFinite(residual)) return null;
  return {
    yawDegrees: degrees(Math.atan2(facingX, facingZ)),
    pitchDegrees: degrees(Math.atan2(-facingY, Math.hypot(facingX, facingZ))),
    rollDegrees: degrees(Math.atan2(up[0]!, up[1]!)),
    residual,
  };
}

type Vector = [number, number, number];

interface Axes {
  /** Rows of the rotation from the head to the picture, and pixels per unit of the shape. */
  readonly right: Vector;
  readonly up: Vector;
  readonly scale: number;
}

/**
 * The orthonormal pair nearest to rows `a` and `b` (polar decomposition), and their mean length.
 */
function nearestOrthonormal(a: Vector, b: Vector): Axes | null {
  // (Q Qᵀ) = [[p, r], [r, q]]; its inverse square root turns Q into orthonormal rows.
  const [p, q, r] = [dot(a, a), dot(b, b), dot(a, b)];
  const determinant = Math.sqrt(p * q - r * r);
  const trace = Math.sqrt(p + q + 2 * determinant);
  if (!(determinant > 1e-9 * (p + q)) || !Number.isFinite(trace)) return null;
  const unit = 1 / (determinant * trace);
  const [pp, qq, rr] = [(q + determinant) * unit, (p + determinant) * unit, -r * unit];
  return {
    right: combined(pp, a, rr, b),
    up: combined(rr, a, qq, b),
    // The two singular values add up to the trace of the square root.
    scale: trace / 2,
  };
}

function meanDistance(
  points: readonly Point[],
  meanX: number,
  meanY: number,
  { right, up, scale }: Axes,
): number {
  let sum = 0;
  for (let i = 0; i < LANDMARKS; i++) {
    const x = points[i]![0] - meanX - scale * dot(right, SHAPE[i]!);
    const y = meanY - points[i]![1] - scale * dot(up, SHAPE[i]!);
    sum += WEIGHTS[i]! * Math.sqrt(x * x + y * y);
  }
  return sum;
}

/** Rows W·X·(Xᵀ·W·X)⁻¹ of the weighted least squares. */
function leastSquaresRows(shape: readonly Vector[]): readonly Vector[] {
  const columns: Vector[] = [0, 1, 2].map((j) => {
    const column: Vector = [0, 0, 0];
    shape.forEach((point, i) => {
      for (let k = 0; k < 3; k++) column[k]! += WEIGHTS[i]! * point[j]! * point[k]!;
    });
    return column;
  });
  const [x, y, z] = columns as [Vector, Vector, Vector];
  const volume = dot(x, cross(y, z));
  // The matrix is symmetric, and so is its inverse.
  const inverse = [cross(y, z), cross(z, x), cross(x, y)].map((row) =>
    row.map((value) => value / volume),
  ) as [Vector, Vector, Vector];
  return shape.map((point, i) =>
    inverse.map((row) => WEIGHTS[i]! * dot(point, row as Vector)),
  ) as Vector[];
}

function centred(shape: readonly (readonly [number, number, number])[]): readonly Vector[] {
  const mean: Vector = [0, 0, 0];
  shape.forEach((point, i) => {
    for (let k = 0; k < 3; k++) mean[k]! += WEIGHTS[i]! * point[k]!;
  });
  return shape.map((point) => point.map((value, k) => value - mean[k]!) as Vector);
}

function normalised(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function combined(s: number, a: Vector, t: number, b: Vector): Vector {
  return [s * a[0] + t * b[0], s * a[1] + t * b[1], s * a[2] + t * b[2]];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
