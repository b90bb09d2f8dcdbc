/** `value` held within [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : Math.min(value, high);
}

/** From `a` (share 0) to `b` (share 1). */
export function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** 0 below `edge0`, 1 above `edge1`, smooth between; falls when edge0 > edge1. */
export function smoothstep(edge0: number, edge1: number, value: number): number {
  const t = clamp((value - edge0) / (edge1 - edge0), 0, 1);
  return t * t * (3 - 2 * t);
}

/** Coverage of the band from `top` to `bottom`, soft at both edges; 0 where it has no height. */
export function band(top: number, bottom: number, y: number, soft: number): number {
  if (bottom - top < 1e-4 || y <= top - soft || y >= bottom + soft) return 0;
  return smoothstep(top - soft, top + soft, y) * smoothstep(bottom + soft, bottom - soft, y);
}

/** A soft hill of height 1 around the origin; `dx`, `dy` in units of its spread. */
export function hill(dx: number, dy: number): number {
  const d2 = dx * dx + dy * dy;
  return d2 > 12 ? 0 : Math.exp(-d2);
}

/** Distance from (x, y) to the segment (ax, ay)–(bx, by). */
export function segmentDistance(
  x: number,
  y: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): number {
  const dx = bx - ax;
  const dy = by - ay;
  const t = clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1);
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
