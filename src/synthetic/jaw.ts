import { smoothstep } from './curves.js';
import type { FaceLayers } from './face-layers.js';
import type { FaceIdentity } from './identity.js';

/** Height from which the lower face follows the jaw; above it nothing moves. */
function hingeY(identity: FaceIdentity): number {
  return identity.mouthY - 0.25;
}

/** Where a point of the resting face at height `y` goes when the chin drops by `drop`. */
export function droppedY(identity: FaceIdentity, y: number, drop: number): number {
  return y + drop * smoothstep(hingeY(identity), identity.chinY, y);
}

/** Copies the resting layers into `out`, stretched below the hinge so that the chin drops. */
export function copyWithJaw(
  resting: FaceLayers,
  identity: FaceIdentity,
  drop: number,
  out: FaceLayers,
): void {
  const { grid } = resting;
  if (drop < 0.002) {
    out.gray.set(resting.gray);
    out.alpha.set(resting.alpha);
    out.shade.set(resting.shade);
    return;
  }
  const hinge = hingeY(identity);
  const firstRow = Math.floor((hinge - grid.top) * grid.pxPerUnit);
  const still = firstRow * grid.width;
  out.gray.set(resting.gray.subarray(0, still));
  out.alpha.set(resting.alpha.subarray(0, still));
  out.shade.set(resting.shade.subarray(0, still));
  for (let row = firstRow; row < grid.height; row++) {
    const y = grid.top + (row + 0.5) / grid.pxPerUnit;
    const source = (restingY(identity, y, drop) - grid.top) * grid.pxPerUnit - 0.5;
    copyRow(resting, out, row, source);
  }
}

/** Inverse of {@link droppedY} by bisection: it rises with y. */
function restingY(identity: FaceIdentity, y: number, drop: number): number {
  let low = y - drop;
  let high = y;
  for (let step = 0; step < 12; step++) {
    const middle = (low + high) / 2;
    if (droppedY(identity, middle, drop) < y) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function copyRow(from: FaceLayers, to: FaceLayers, row: number, sourceRow: number): void {
  const { width, height } = from.grid;
  const upper = Math.min(height - 2, Math.max(0, Math.floor(sourceRow)));
  const share = Math.min(1, Math.max(0, sourceRow - upper));
  const a = upper * width;
  for (let column = 0; column < width; column++) {
    const i = a + column;
    const j = i + width;
    const k = row * width + column;
    to.gray[k] = from.gray[i]! + (from.gray[j]! - from.gray[i]!) * share;
    to.alpha[k] = from.alpha[i]! + (from.alpha[j]! - from.alpha[i]!) * share;
    to.shade[k] = from.shade[i]! + (from.shade[j]! - from.shade[i]!) * share;
  }
}
