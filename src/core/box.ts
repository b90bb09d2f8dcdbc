/** An axis-aligned rectangle in pixels of the source frame; `x`, `y` is the top-left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Intersection over union of two boxes, 0…1; 0 when either has no area. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const overlapWidth = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const overlapHeight = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (overlapWidth <= 0 || overlapHeight <= 0) return 0;
  const overlap = overlapWidth * overlapHeight;
  return overlap / (a.width * a.height + b.width * b.height - overlap);
}

/** Centre of a box in pixels. */
export function boxCentre(box: Box): { readonly x: number; readonly y: number } {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A box around the same centre with sides `scale` times as long. */
export function scaledBox(box: Box, scale: number): Box {
  const growX = (box.width * (scale - 1)) / 2;
  const growY = (box.height * (scale - 1)) / 2;
  return {
    x: box.x - growX,
    y: box.y - growY,
    width: box.width + 2 * growX,
    height: box.height + 2 * growY,
  };
}
