/**
 * How a head is turned, in head units: the drawn face lies on a rounded head with a nose and is
 * turned with it. The outline stays where it is, as that of a round head does.
 */
interface HeadTurn {
  /** About the vertical; positive moves the features to the picture's right. */
  readonly yawRad: number;
  /** Up and down; positive looks down. */
  readonly pitchRad: number;
}

/** Outline of the face: an ellipse around its middle. */
const OUTLINE = { y: 0.1, halfWidth: 1, halfHeight: 1.5 } as const;
/** The neck's end of the axis of nodding, behind the nose. */
const PIVOT_Y = 0.4;
/** Depth of the head before its outline; the eyes of a person are so far before the ears. */
const DEPTH = 1.2;
/** The face falls back less towards chin and brow than to the sides. */
const LENGTH = 2.4;
const NOSE = { height: 0.42, halfWidth: 0.22, y: 0.6, halfHeight: 0.38 } as const;

/** Depth of the face at a place of it, before the plane of the outline. */
function depthAt(x: number, y: number): number {
  const round = 1 - x * x - ((y - OUTLINE.y) / LENGTH) ** 2;
  const aside = (x / NOSE.halfWidth) ** 2 + ((y - NOSE.y) / NOSE.halfHeight) ** 2;
  return DEPTH * Math.sqrt(Math.max(0, round)) + NOSE.height * Math.exp(-aside);
}

/** 0 in the middle of the face, 1 at its outline, more outside. */
function distanceFromMiddle(x: number, y: number): number {
  return Math.hypot(x / OUTLINE.halfWidth, (y - OUTLINE.y) / OUTLINE.halfHeight);
}

/** Where a place of the face is seen after the turn, and how near: a rotation in space. */
function rotated({ yawRad, pitchRad }: HeadTurn, x: number, y: number) {
  const up = PIVOT_Y - y;
  const depth = depthAt(x, y);
  const turnedUp = Math.cos(pitchRad) * up - Math.sin(pitchRad) * depth;
  const forward = Math.sin(pitchRad) * up + Math.cos(pitchRad) * depth;
  return {
    x: Math.cos(yawRad) * x + Math.sin(yawRad) * forward,
    y: PIVOT_Y - turnedUp,
    nearness: Math.cos(yawRad) * forward - Math.sin(yawRad) * x,
  };
}

/** From here to the outline a landmark comes to lie on the outline, where that is seen. */
const INNER = 0.86;
const RIM = 0.93;

/** A landmark after the turn; those of the outline nod but stay on it, as the eye sees them. */
export function turnedPoint(turn: HeadTurn, x: number, y: number): readonly [number, number] {
  const part = (RIM - distanceFromMiddle(x, y)) / (RIM - INNER);
  const inside = Math.min(1, Math.max(0, part));
  const at = rotated(turn, x, y);
  const outline = rotated({ yawRad: 0, pitchRad: turn.pitchRad }, x, y);
  return [x + inside * (at.x - x), outline.y + inside * (at.y - outline.y)];
}

const CELL = 0.045;
const LEFT = -1.35;
const TOP = -1.6;
const COLUMNS = 60;
const ROWS = 78;
/** The edge of the chin is drawn a little beyond the outline. */
const EDGE = 1.04;
/** Surely within the edge, where there is skin or hair. */
const SKIN = 0.92;
/** Below so much of the outline's width there is the neck, which does not turn. */
const CHIN_HALF_WIDTH = 0.85;
/** Places of the face that are looked at for each cell, in both directions. */
const SAMPLES = 3;

/** Places of the face, close to each other: x, y and depth in turn. */
const FACE_PLACES = facePlaces();

function facePlaces(): Float32Array {
  const places: number[] = [];
  const step = CELL / SAMPLES;
  for (let y = TOP; y < TOP + ROWS * CELL; y += step) {
    for (let x = -EDGE * OUTLINE.halfWidth; x <= EDGE * OUTLINE.halfWidth; x += step) {
      if (distanceFromMiddle(x, y) <= EDGE) places.push(x, y, depthAt(x, y));
    }
  }
  return Float32Array.from(places);
}

/** For each place of the turned head the place of the face that is seen there. */
export class TurnMap {
  readonly #x = new Float32Array(COLUMNS * ROWS);
  readonly #y = new Float32Array(COLUMNS * ROWS);

  constructor(turn: HeadTurn) {
    const nearness = new Float32Array(COLUMNS * ROWS).fill(Number.NEGATIVE_INFINITY);
    this.#see(turn, nearness);
    this.#fill(nearness);
    this.#bareNeck(turn, nearness);
  }

  /**
   * The place of the face that is seen at (x, y), written to `into`; itself outside the head, and
   * not a number where nothing of it is seen.
   */
  lookUp(x: number, y: number, into: { x: number; y: number }): void {
    const column = (x - LEFT) / CELL - 0.5;
    const row = (y - TOP) / CELL - 0.5;
    into.x = x;
    into.y = y;
    if (!(column >= 0 && column < COLUMNS - 1 && row >= 0 && row < ROWS - 1)) return;
    const [c, r] = [column | 0, row | 0];
    const [fx, fy] = [column - c, row - r];
    const i = r * COLUMNS + c;
    into.x = bilinear(this.#x, i, fx, fy);
    into.y = bilinear(this.#y, i, fx, fy);
  }

  /** The nearest of the places that fall into a cell is seen there: {@link rotated} for all. */
  #see({ yawRad, pitchRad }: HeadTurn, nearness: Float32Array): void {
    const [cosYaw, sinYaw] = [Math.cos(yawRad), Math.sin(yawRad)];
    const [cosPitch, sinPitch] = [Math.cos(pitchRad), Math.sin(pitchRad)];
    for (let k = 0; k < FACE_PLACES.length; k += 3) {
      const x = FACE_PLACES[k]!;
      const y = FACE_PLACES[k + 1]!;
      const depth = FACE_PLACES[k + 2]!;
      const up = PIVOT_Y - y;
      const forward = sinPitch * up + cosPitch * depth;
      const atX = cosYaw * x + sinYaw * forward;
      const atY = PIVOT_Y - cosPitch * up + sinPitch * depth;
      const column = Math.floor((atX - LEFT) / CELL);
      const row = Math.floor((atY - TOP) / CELL);
      if (column < 0 || column >= COLUMNS || row < 0 || row >= ROWS) continue;
      const i = row * COLUMNS + column;
      const near = cosYaw * forward - sinYaw * x;
      if (near <= nearness[i]!) continue;
      nearness[i] = near;
      // What is seen in the middle of the cell lies as far beside it.
      this.#x[i] = x + centreX(column) - atX;
      this.#y[i] = y + centreY(row) - atY;
    }
  }

  /** Where the turn bares the side of the head, the edge of the face goes on to the outline. */
  #fill(nearness: Float32Array): void {
    for (let row = 0; row < ROWS; row++) {
      const start = row * COLUMNS;
      const seen: number[] = [];
      for (let c = 0; c < COLUMNS; c++) if (nearness[start + c]! > -9) seen.push(c);
      const y = centreY(row);
      for (let column = 0; column < COLUMNS; column++) {
        const i = start + column;
        if (nearness[i]! > -9) continue;
        const x = centreX(column);
        this.#x[i] = x;
        this.#y[i] = y;
        if (seen.length === 0 || distanceFromMiddle(x, y) >= 1) continue;
        const nearest = column < seen[0]! ? seen[0]! : seen.findLast((c) => c < column)!;
        this.#x[i] = SKIN * this.#x[start + nearest]!;
        this.#y[i] = OUTLINE.y + SKIN * (this.#y[start + nearest]! - OUTLINE.y);
      }
    }
  }

  /** Below the chin, which nods, nothing of the head is seen. */
  #bareNeck(turn: HeadTurn, nearness: Float32Array): void {
    for (let column = 0; column < COLUMNS; column++) {
      const chinY = chinAt(turn, centreX(column));
      for (let row = 0; chinY !== null && row < ROWS; row++) {
        const i = row * COLUMNS + column;
        if (centreY(row) > chinY && nearness[i]! < -9) this.#x[i] = Number.NaN;
      }
    }
  }
}

/** Lower edge of the head at a place across it; null beside the chin. */
function chinAt({ pitchRad }: HeadTurn, x: number): number | null {
  if (Math.abs(x) > CHIN_HALF_WIDTH) return null;
  const y = OUTLINE.y + EDGE * OUTLINE.halfHeight * Math.sqrt(1 - x * x);
  return rotated({ yawRad: 0, pitchRad }, x, y).y;
}

const centreX = (column: number) => LEFT + (column + 0.5) * CELL;
const centreY = (row: number) => TOP + (row + 0.5) * CELL;

function bilinear(values: Float32Array, i: number, fx: number, fy: number): number {
  const upper = values[i]! + (values[i + 1]! - values[i]!) * fx;
  const j = i + COLUMNS;
  const lower = values[j]! + (values[j + 1]! - values[j]!) * fx;
  return upper + (lower - upper) * fy;
}
