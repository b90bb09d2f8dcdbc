import type { Box } from '../../core/box.js';

/** Where a label stands and how large it is, pixels of the frame. */
export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How many rows above and below a box are tried. */
const MOST_ROWS = 4;

/**
 * Places labels above their boxes, and where that would cover another label, further up or below.
 * Labels stay within the frame.
 */
export function labelPlaces(
  labels: readonly { readonly box: Box; readonly width: number; readonly height: number }[],
  frame: { readonly width: number; readonly height: number },
): readonly LabelPlace[] {
  const placed: LabelPlace[] = [];
  for (const { box, width, height } of labels) {
    const gap = height * 0.16;
    const x = Math.max(0, Math.min(box.x, frame.width - width));
    const rows = [...Array(MOST_ROWS).keys()];
    const heights = [
      ...rows.map((row) => box.y - gap - (height + gap) * (row + 1) + gap),
      ...rows.map((row) => box.y + box.height + gap + (height + gap) * row),
      box.y + gap,
    ];
    const candidates = heights
      .filter((y) => y >= 0 && y + height <= frame.height)
      .map((y) => ({ x, y, width, height }));
    const free = candidates.find((place) => !placed.some((other) => overlaps(place, other)));
    const kept = { x, y: Math.max(0, Math.min(box.y, frame.height - height)), width, height };
    placed.push(free ?? candidates[0] ?? kept);
  }
  return placed;
}

function overlaps(one: LabelPlace, other: LabelPlace): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
