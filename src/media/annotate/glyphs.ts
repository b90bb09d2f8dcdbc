/** Rows of five dots from top to bottom, a bit a dot; drawn for small pictures. */
const ROWS: Readonly<Record<string, string>> = {
  a: '01110 10001 10001 11111 10001 10001 10001',
  b: '11110 10001 10001 11110 10001 10001 11110',
  c: '01110 10001 10000 10000 10000 10001 01110',
  d: '11110 10001 10001 10001 10001 10001 11110',
  e: '11111 10000 10000 11110 10000 10000 11111',
  f: '11111 10000 10000 11110 10000 10000 10000',
  g: '01110 10001 10000 10111 10001 10001 01110',
  h: '10001 10001 10001 11111 10001 10001 10001',
  i: '01110 00100 00100 00100 00100 00100 01110',
  l: '10000 10000 10000 10000 10000 10000 11111',
  n: '10001 11001 10101 10011 10001 10001 10001',
  p: '11110 10001 10001 11110 10000 10000 10000',
  r: '11110 10001 10001 11110 10100 10010 10001',
  s: '01111 10000 10000 01110 00001 00001 11110',
  t: '11111 00100 00100 00100 00100 00100 00100',
  u: '10001 10001 10001 10001 10001 10001 01110',
  y: '10001 10001 01010 00100 00100 00100 00100',
  0: '01110 10001 10011 10101 11001 10001 01110',
  1: '00100 01100 00100 00100 00100 00100 01110',
  2: '01110 10001 00001 00110 01000 10000 11111',
  3: '11110 00001 00001 01110 00001 00001 11110',
  4: '00010 00110 01010 10010 11111 00010 00010',
  5: '11111 10000 11110 00001 00001 10001 01110',
  6: '01110 10000 10000 11110 10001 10001 01110',
  7: '11111 00001 00010 00100 01000 01000 01000',
  8: '01110 10001 10001 01110 10001 10001 01110',
  9: '01110 10001 10001 01111 00001 00001 01110',
  '%': '11001 11001 00010 00100 01000 10011 10011',
  '#': '01010 01010 11111 01010 11111 01010 01010',
};

const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 7;
/** Dots from the beginning of one letter to that of the next. */
export const GLYPH_ADVANCE = GLYPH_WIDTH + 1;

const DOTS = new Map(
  Object.entries(ROWS).map(([letter, rows]) => [
    letter,
    rows
      .split(' ')
      .flatMap((row, y) => [...row].flatMap((dot, x) => (dot === '1' ? [{ x, y }] : []))),
  ]),
);

/** The dots of a letter in capitals; none for a space and for what has no glyph. */
export function glyphDots(letter: string): readonly { readonly x: number; readonly y: number }[] {
  return DOTS.get(letter.toLowerCase()) ?? [];
}

/** Width of a text in dots. */
export function textWidth(text: string): number {
  return text.length * GLYPH_ADVANCE - 1;
}
