import { type Box, boxCentre } from '../../core/box.js';
import { boxSize } from './box-motion.js';

/** Area shared by two boxes over the area of the smaller one, 0…1. */
export function sharedOfSmaller(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const smaller = Math.min(a.width * a.height, b.width * b.height);
  return smaller > 0 ? (width * height) / smaller : 0;
}

/** Distance of two centres in units of the mean face size. */
export function centreDistance(a: Box, b: Box): number {
  const from = boxCentre(a);
  const to = boxCentre(b);
  const size = (boxSize(a) + boxSize(b)) / 2;
  return Math.hypot(from.x - to.x, from.y - to.y) / size;
}

/** Absolute natural logarithm of the ratio of two face sizes; 0.69 is twice as large. */
export function sizeDifference(a: Box, b: Box): number {
  return Math.abs(Math.log(boxSize(a) / boxSize(b)));
}
