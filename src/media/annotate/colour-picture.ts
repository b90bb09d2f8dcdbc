import { GLYPH_ADVANCE, glyphDots } from './glyphs.js';

/** Luma and chroma, 0…255 each (BT.601, limited range). */
interface YuvColour {
  readonly y: number;
  readonly u: number;
  readonly v: number;
}

/** A colour of a style sheet, `#rrggbb`. */
export function yuvColour(hex: string): YuvColour {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return {
    y: Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b),
    u: Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b),
    v: Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b),
  };
}

/** A planar yuv420p picture that is drawn on; what lies outside of it is left out. */
export class ColourPicture {
  readonly #planes: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;

  /** `planes` is drawn on; both sides are even. */
  constructor(planes: Uint8Array, widthPx: number, heightPx: number) {
    this.#planes = planes;
    this.widthPx = widthPx;
    this.heightPx = heightPx;
  }

  /** Fills a rectangle; `opacity` 1 covers what is there. */
  fill(
    area: { x: number; y: number; width: number; height: number },
    colour: YuvColour,
    opacity = 1,
  ): void {
    const left = clamp(area.x, this.widthPx);
    const right = clamp(area.x + area.width, this.widthPx);
    const top = clamp(area.y, this.heightPx);
    const bottom = clamp(area.y + area.height, this.heightPx);
    const size = this.widthPx * this.heightPx;
    const half = this.widthPx / 2;
    this.#fillPlane({ left, right, top, bottom }, 0, this.widthPx, colour.y, opacity);
    const chroma = {
      ...{ left: left >> 1, right: (right + 1) >> 1 },
      ...{ top: top >> 1, bottom: (bottom + 1) >> 1 },
    };
    this.#fillPlane(chroma, size, half, colour.u, opacity);
    this.#fillPlane(chroma, size + size / 4, half, colour.v, opacity);
  }

  /** The edge of a rectangle, `linePx` thick, inwards. */
  frame(
    { x, y, width, height }: { x: number; y: number; width: number; height: number },
    linePx: number,
    colour: YuvColour,
  ): void {
    this.fill({ x, y, width, height: linePx }, colour);
    this.fill({ x, y: y + height - linePx, width, height: linePx }, colour);
    this.fill({ x, y, width: linePx, height }, colour);
    this.fill({ x: x + width - linePx, y, width: linePx, height }, colour);
  }

  /** A line of text in capitals; `dotPx` is the side of a dot. */
  text(text: string, at: { x: number; y: number }, dotPx: number, colour: YuvColour): void {
    for (const [i, letter] of [...text].entries()) {
      const x = at.x + i * GLYPH_ADVANCE * dotPx;
      for (const dot of glyphDots(letter)) {
        this.fill(
          { x: x + dot.x * dotPx, y: at.y + dot.y * dotPx, width: dotPx, height: dotPx },
          colour,
        );
      }
    }
  }

  #fillPlane(
    area: { left: number; right: number; top: number; bottom: number },
    offset: number,
    stride: number,
    value: number,
    opacity: number,
  ): void {
    const { left, right, top, bottom } = area;
    if (right <= left) return;
    for (let y = top; y < bottom; y++) {
      const row = offset + y * stride;
      if (opacity >= 1) this.#planes.fill(value, row + left, row + right);
      else {
        for (let i = row + left; i < row + right; i++) {
          const there = this.#planes[i] as number;
          this.#planes[i] = there + (value - there) * opacity;
        }
      }
    }
  }
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(Math.round(value), 0), most);
}
