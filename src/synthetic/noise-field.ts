import { hashSeed } from './random.js';

/** Smooth random field, 0…1, with features about one unit wide (value noise). */
export function noiseField(x: number, y: number, seed: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const tx = x - column;
  const ty = y - row;
  const sx = tx * tx * (3 - 2 * tx);
  const sy = ty * ty * (3 - 2 * ty);
  const top = corner(column, row, seed) * (1 - sx) + corner(column + 1, row, seed) * sx;
  const bottom = corner(column, row + 1, seed) * (1 - sx) + corner(column + 1, row + 1, seed) * sx;
  return top * (1 - sy) + bottom * sy;
}

function corner(column: number, row: number, seed: number): number {
  return hashSeed(column, row, seed) / 4294967296;
}
