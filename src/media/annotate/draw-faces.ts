import { EXPRESSIONS } from '../../core/expression.js';
import { EXPRESSION_COLOURS } from '../../core/expression-colours.js';
import type { FaceObservation } from '../../core/face.js';
import { type ColourPicture, yuvColour } from './colour-picture.js';
import { GLYPH_ADVANCE, GLYPH_HEIGHT, textWidth } from './glyphs.js';

const COLOURS = EXPRESSIONS.map((name) => yuvColour(EXPRESSION_COLOURS[name]));
const UNCLEAR = yuvColour('#9aa0aa');
const PAPER = yuvColour('#101418');
const INK = yuvColour('#ffffff');
const PAPER_OPACITY = 0.72;
/** Pictures of this height are drawn with dots of one pixel. */
const LINES_A_DOT = 400;
/** Of more faces than this the bars would cover each other. */
const MOST_WITH_BARS = 6;
const LONGEST_NAME = Math.max(...EXPRESSIONS.map(textWidth));
const BAR_DOTS = 40;

/**
 * Draws boxes, labels with their confidence and a bar for each expression.
 * @param scale pixels of the picture per pixel of the analysed frame
 */
export function drawFaces(
  picture: ColourPicture,
  faces: readonly FaceObservation[],
  scale: number,
): void {
  const dotPx = Math.max(1, Math.round(picture.heightPx / LINES_A_DOT));
  const withBars = faces.length <= MOST_WITH_BARS;
  for (const face of faces) {
    const { x, y, width, height } = face.box;
    const box = { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
    const colour = face.clear ? (COLOURS[EXPRESSIONS.indexOf(face.expression)] ?? INK) : UNCLEAR;
    picture.frame(box, dotPx * 2, colour);
    if (withBars) drawBars(picture, box, face.smoothed, dotPx);
    drawLabel(picture, box, labelOf(face), colour, dotPx);
  }
}

function labelOf({ trackId, clear, expression, confidence }: FaceObservation): string {
  const reading = clear ? `${expression} ${Math.round(confidence * 100)}%` : 'unclear';
  return `#${trackId} ${reading}`;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Above the box, or inside it where there is no room. */
function drawLabel(
  picture: ColourPicture,
  box: Area,
  label: string,
  colour: typeof INK,
  dotPx: number,
): void {
  const width = (textWidth(label) + 4) * dotPx;
  const height = (GLYPH_HEIGHT + 4) * dotPx;
  const x = Math.min(Math.max(box.x, 0), Math.max(0, picture.widthPx - width));
  const y = box.y >= height ? box.y - height : Math.max(0, box.y);
  picture.fill({ x, y, width, height }, PAPER, PAPER_OPACITY);
  picture.fill({ x, y, width: dotPx, height }, colour);
  picture.text(label, { x: x + 3 * dotPx, y: y + 2 * dotPx }, dotPx, INK);
}

/** To the right of the box, to its left, or inside it. */
function drawBars(
  picture: ColourPicture,
  box: Area,
  probabilities: readonly number[],
  dotPx: number,
): void {
  const rowPx = (GLYPH_HEIGHT + 2) * dotPx;
  const width = (LONGEST_NAME + BAR_DOTS + 8) * dotPx;
  const height = rowPx * EXPRESSIONS.length + 2 * dotPx;
  const right = box.x + box.width + 2 * dotPx;
  const left = box.x - width - 2 * dotPx;
  const beside = left >= 0 ? left : Math.max(0, picture.widthPx - width);
  const x = right + width <= picture.widthPx ? right : beside;
  const y = Math.min(Math.max(box.y, 0), Math.max(0, picture.heightPx - height));
  picture.fill({ x, y, width, height }, PAPER, PAPER_OPACITY);
  for (const [i, name] of EXPRESSIONS.entries()) {
    const top = y + 2 * dotPx + i * rowPx;
    picture.text(name, { x: x + 2 * dotPx, y: top }, dotPx, INK);
    const barX = x + (LONGEST_NAME + GLYPH_ADVANCE) * dotPx;
    const share = Math.min(Math.max(probabilities[i] ?? 0, 0), 1);
    const bar = { x: barX, y: top, width: BAR_DOTS * dotPx * share, height: GLYPH_HEIGHT * dotPx };
    picture.fill({ ...bar, width: Math.max(bar.width, 1) }, COLOURS[i] ?? INK);
  }
}
