import { EXPRESSIONS, type Expression } from '../../core/expression.js';
import type { FaceObservation, FrameAnalysis, Point } from '../../core/face.js';
import { FacePlaces } from '../live/face-places.js';

/**
 * What drives the mask of one visitor, as in a mirror: left and right are the viewer's. It says
 * how a face moves, never how it is shaped: the movements of brows and mouth are differences from
 * the face's own rest.
 */
interface MaskParameters {
  /** Middle of the face, 0…1 of the picture. */
  readonly x: number;
  readonly y: number;
  /** Height of the face, share of the picture's height. */
  readonly size: number;
  /** Degrees: turned to the right, looking down, tilted clockwise. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Opening of the eyes, 0 shut to 1 open. */
  readonly eyes: readonly [left: number, right: number];
  /** Raise of the brows from their rest, −1…1. */
  readonly brows: readonly [left: number, right: number];
  /** Opening 0…1, width and raise of the corners from their rest, −1…1. */
  readonly mouth: readonly [open: number, wide: number, smile: number];
  /** Null while the reading is unclear. */
  readonly expression: Expression | null;
  /** Probability of each expression, in the order of EXPRESSIONS. */
  readonly mix: readonly number[];
}

/** Movements measured on the landmarks, before their rest is taken away. */
interface Movements {
  readonly browLeft: number;
  readonly browRight: number;
  readonly mouthOpen: number;
  readonly mouthWide: number;
  readonly smile: number;
}

/** How an average face holds brows and mouth at rest, in distances between the eyes. */
const AVERAGE_REST: Movements = {
  browLeft: 0.36,
  browRight: 0.36,
  mouthOpen: 0.02,
  mouthWide: 0.82,
  smile: 0,
};
/** A movement of this much (distances between the eyes) is a full one. */
const FULL_MOVEMENT: Movements = {
  browLeft: 0.18,
  browRight: 0.18,
  mouthOpen: 0.5,
  mouthWide: 0.25,
  smile: 0.14,
};
const OPEN_EYE_RATIO = 0.28;
/** Rest is learned this slowly, so that a smile of some seconds does not become it. */
const REST_TIME_MS = 8000;

const mean = (points: readonly Point[], axis: 0 | 1) =>
  points.reduce((sum, point) => sum + point[axis], 0) / Math.max(1, points.length);
const middle = (points: readonly Point[]): Point => [mean(points, 0), mean(points, 1)];
const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const clamp = (value: number, least: number, most: number) =>
  Math.min(most, Math.max(least, value));

/** Measures movements along the axes of the face itself. Landmarks: iBUG's 68. */
function movementsOf(landmarks: readonly Point[]): Movements | null {
  const at = (i: number): Point => landmarks[i] ?? [0, 0];
  const imageLeftEye = middle(landmarks.slice(36, 42));
  const imageRightEye = middle(landmarks.slice(42, 48));
  const eyes = distance(imageLeftEye, imageRightEye);
  if (landmarks.length < 68 || eyes < 1) return null;
  const right: Point = [
    (imageRightEye[0] - imageLeftEye[0]) / eyes,
    (imageRightEye[1] - imageLeftEye[1]) / eyes,
  ];
  /** How far `a` is above `b` along the face's own upward axis. */
  const above = (a: Point, b: Point) =>
    ((b[1] - a[1]) * right[0] - (b[0] - a[0]) * right[1]) / eyes;
  const lips = middle([at(51), at(57)]);
  return {
    browLeft: above(middle(landmarks.slice(17, 22)), imageLeftEye),
    browRight: above(middle(landmarks.slice(22, 27)), imageRightEye),
    mouthOpen: distance(at(62), at(66)) / eyes,
    mouthWide: distance(at(48), at(54)) / eyes,
    smile: above(middle([at(48), at(54)]), lips),
  };
}

/** How a face holds itself at rest, as far as it is known by now. */
interface Rest {
  movements: Movements;
  atMs: number;
}

const MAX_MASKS = 12;
const KEYS = Object.keys(AVERAGE_REST) as readonly (keyof Movements)[];

/**
 * Turns analyses into masks. Each visitor gets the lowest free number of a mask and keeps it while
 * in view; the number of the track does not leave.
 */
export class MaskSlots {
  readonly #places = new FacePlaces();
  #rests = new Map<string, Rest>();

  /** `flip`: the picture is seen as a camera sees it, and is to look like a mirror. */
  masksOf(
    { faces, generation, width, height, monotonicMs }: FrameAnalysis,
    flip: boolean,
  ): readonly (MaskParameters & { readonly slot: number })[] {
    const shown = [...faces].sort((a, b) => a.trackId - b.trackId).slice(0, MAX_MASKS);
    const keys = shown.map(({ trackId }) => `${generation} ${trackId}`);
    const slots = this.#places.placesOf(keys);
    const unknown = (): Rest => ({ movements: AVERAGE_REST, atMs: monotonicMs });
    this.#rests = new Map(keys.map((key) => [key, this.#rests.get(key) ?? unknown()]));
    return shown.map((face, i) => {
      const rest = this.#rests.get(keys[i] ?? '') ?? unknown();
      const movements = face.landmarks === null ? null : movementsOf(face.landmarks);
      const moved = movements === null ? null : this.#moved(rest, movements, monotonicMs);
      return { slot: slots[i] ?? i, ...parametersOf(face, moved, { width, height }, flip) };
    });
  }

  /** Movements as differences from the face's rest, which is learned meanwhile. */
  #moved(rest: Rest, movements: Movements, atMs: number): Movements {
    const share = 1 - Math.exp(-Math.max(0, atMs - rest.atMs) / REST_TIME_MS);
    const each = (of: (key: keyof Movements) => number) =>
      Object.fromEntries(KEYS.map((key) => [key, of(key)])) as unknown as Movements;
    const known = rest.movements;
    rest.movements = each((key) => known[key] + (movements[key] - known[key]) * share);
    rest.atMs = atMs;
    return each((key) => clamp((movements[key] - rest.movements[key]) / FULL_MOVEMENT[key], -1, 1));
  }
}

function parametersOf(
  face: FaceObservation,
  moved: Movements | null,
  picture: { readonly width: number; readonly height: number },
  flip: boolean,
): MaskParameters {
  const { box, eyes, clear } = face;
  const side = flip ? -1 : 1;
  const pair = (left: number, right: number): readonly [number, number] =>
    flip ? [right, left] : [left, right];
  const share = (box.x + box.width / 2) / picture.width;
  const opening = (ratio: number | null | undefined) =>
    ratio == null ? 1 : clamp(ratio / OPEN_EYE_RATIO, 0, 1);
  return {
    x: round(flip ? 1 - share : share),
    y: round((box.y + box.height / 2) / picture.height),
    size: round(box.height / picture.height),
    yaw: round(side * (face.yaw ?? 0)),
    pitch: round(face.pitch ?? 0),
    // Its plus is clockwise as the person has it, which is clockwise in a mirror.
    roll: round(-side * (face.roll ?? 0)),
    // Of the person's own sides, the picture has the right one at its left.
    eyes: [...pair(opening(eyes?.right), opening(eyes?.left))] as const,
    brows: moved ? [...pair(round(moved.browLeft), round(moved.browRight))] : [0, 0],
    mouth: moved
      ? [Math.max(0, round(moved.mouthOpen)), round(moved.mouthWide), round(moved.smile)]
      : [0, 0, 0],
    expression: clear ? face.expression : null,
    mix: EXPRESSIONS.map((_, i) => round(face.smoothed[i] ?? 0)),
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
