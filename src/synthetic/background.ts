import { clamp, hill, mix, smoothstep } from './curves.js';
import type { Light } from './lighting.js';
import { noiseField } from './noise-field.js';
import { between, createRandom, hashSeed, type Random } from './random.js';

/** A room behind the visitors, or a plain wall. */
export interface Background {
  readonly kind: 'room' | 'wall';
  readonly seed: number;
  /** Albedo of the wall, 0…1. */
  readonly wallTone: number;
}

/** A flat thing on the wall, in shares of the frame's height; x counts from its left. */
interface Panel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: number;
  /** Softness of its edges, the room being out of focus. */
  readonly blur: number;
}

/** Renders the empty room once; `width × height` gray bytes. */
export function drawBackground(
  background: Background,
  light: Light,
  width: number,
  height: number,
): Uint8Array {
  const pixels = new Uint8Array(width * height);
  const aspect = width / height;
  const panels = background.kind === 'room' ? furnish(background, aspect) : [];
  const floorY = background.kind === 'room' ? 0.84 : 2;
  const white = 255 * light.level;
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / height;
    for (let column = 0; column < width; column++) {
      const x = (column + 0.5) / height;
      let tone = wallTone(background, light, x / aspect, y);
      for (const panel of panels) tone = mix(tone, panel.tone, panelCover(panel, x, y));
      tone *= mix(1, 0.62, smoothstep(floorY - 0.01, floorY + 0.012, y));
      pixels[row * width + column] = clamp(tone * white, 0, 255);
    }
  }
  return pixels;
}

/** The wall: a pool of light on the side it comes from, and faint unevenness. */
function wallTone(background: Background, light: Light, x: number, y: number): number {
  const pool = hill((x - 0.5 - 0.4 * light.fromX) / 0.75, (y - 0.35) / 0.8);
  const uneven = 0.05 * (noiseField(x * 6, y * 6, background.seed) - 0.5);
  return background.wallTone * (0.68 + 0.34 * pool + uneven);
}

function panelCover(panel: Panel, x: number, y: number): number {
  const { blur } = panel;
  if (x < panel.x - blur || x > panel.x + panel.width + blur) return 0;
  if (y < panel.y - blur || y > panel.y + panel.height + blur) return 0;
  return (
    smoothstep(panel.x - blur, panel.x + blur, x) *
    smoothstep(panel.x + panel.width + blur, panel.x + panel.width - blur, x) *
    smoothstep(panel.y - blur, panel.y + blur, y) *
    smoothstep(panel.y + panel.height + blur, panel.y + panel.height - blur, y)
  );
}

/** A door on one side, shelves with books on the other, a picture between them. */
function furnish(background: Background, aspect: number): Panel[] {
  const random = createRandom(hashSeed(background.seed, 0xb6));
  const doorLeft = random() < 0.5;
  const doorX = doorLeft ? between(random, 0.04, 0.16) : aspect - between(random, 0.4, 0.5);
  const shelfX = doorLeft ? aspect - between(random, 0.46, 0.54) : between(random, 0.02, 0.12);
  const wall = background.wallTone;
  return [
    { x: doorX - 0.02, y: 0.14, width: 0.36, height: 0.71, tone: wall * 1.06, blur: 0.008 },
    {
      x: doorX,
      y: 0.16,
      width: 0.32,
      height: 0.69,
      tone: wall * between(random, 0.5, 0.62),
      blur: 0.008,
    },
    { x: doorX + 0.27, y: 0.5, width: 0.025, height: 0.03, tone: wall * 0.9, blur: 0.008 },
    ...shelves(random, shelfX, wall),
    { x: aspect / 2 - 0.13, y: 0.12, width: 0.26, height: 0.2, tone: wall * 0.6, blur: 0.007 },
    { x: aspect / 2 - 0.12, y: 0.13, width: 0.24, height: 0.18, tone: wall * 0.86, blur: 0.007 },
    { x: aspect / 2 - 0.12, y: 0.23, width: 0.24, height: 0.08, tone: wall * 0.66, blur: 0.03 },
  ];
}

function shelves(random: Random, x: number, wall: number): Panel[] {
  const panels: Panel[] = [];
  for (const boardY of [0.34, 0.56]) {
    let bookX = x + 0.01;
    while (bookX < x + between(random, 0.24, 0.36)) {
      const width = between(random, 0.018, 0.04);
      const height = between(random, 0.09, 0.15);
      const tone = wall * between(random, 0.35, 0.95);
      panels.push({ x: bookX, y: boardY - height, width, height, tone, blur: 0.005 });
      bookX += width + 0.003;
    }
    panels.push({ x, y: boardY, width: 0.4, height: 0.02, tone: wall * 0.5, blur: 0.006 });
  }
  return panels;
}
