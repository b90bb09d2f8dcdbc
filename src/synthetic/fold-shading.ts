import { type FaceGrid, forEachTexel, type TexelRect, texelsWithin } from './face-grid.js';
import type { RestingHead } from './face-layers.js';
import type { Fold } from './fold-relief.js';
import type { FaceIdentity } from './identity.js';
import { illuminate, type Light } from './lighting.js';

/** Relative change of brightness that a full fold makes, over a rectangle of the grid. */
export interface FoldShading {
  readonly rect: TexelRect;
  readonly change: Float32Array;
}

/** Lights the bent relief and compares it with the resting one. */
export function shadeFold(
  fold: Fold,
  head: RestingHead,
  identity: FaceIdentity,
  light: Light,
): FoldShading {
  const { grid } = head.layers;
  const bent = head.height.slice();
  const depth = 0.7 + 0.5 * identity.age;
  forEachTexel(grid, fold.bounds, (i, x, y) => {
    bent[i] = bent[i]! + depth * fold.relief(identity, Math.abs(x), y);
  });
  const rect = texelsWithin(grid, fold.bounds);
  const lit = new Float32Array(bent.length);
  illuminate(grid, bent, light, rect, lit);
  return { rect, change: cutOut(grid, rect, (i) => lit[i]! / Math.max(head.lit[i]!, 0.05) - 1) };
}

function cutOut(grid: FaceGrid, rect: TexelRect, value: (index: number) => number): Float32Array {
  const columns = rect.lastColumn - rect.firstColumn;
  const cut = new Float32Array(columns * (rect.lastRow - rect.firstRow));
  for (let row = rect.firstRow; row < rect.lastRow; row++) {
    for (let column = 0; column < columns; column++) {
      cut[(row - rect.firstRow) * columns + column] = value(
        row * grid.width + rect.firstColumn + column,
      );
    }
  }
  return cut;
}

/** Adds `share` of a fold to a gray layer, in place. */
export function applyFold(
  gray: Float32Array,
  grid: FaceGrid,
  shading: FoldShading,
  share: number,
): void {
  const { rect, change } = shading;
  let from = 0;
  for (let row = rect.firstRow; row < rect.lastRow; row++) {
    const end = row * grid.width + rect.lastColumn;
    for (let i = row * grid.width + rect.firstColumn; i < end; i++) {
      gray[i] = gray[i]! * (1 + share * change[from]!);
      from++;
    }
  }
}
