/** Where masks stand on the screen, and how they move there smoothly. Pure. */

/** As the stream has it (`src/dashboard/kiosk/mask-parameters.ts`). */
export interface MaskMessage {
  readonly slot: number;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly eyes: readonly [number, number];
  readonly brows: readonly [number, number];
  readonly mouth: readonly [number, number, number];
  readonly expression: string | null;
  readonly mix: readonly number[];
}

/** A mask as it is drawn now. */
export interface Mask {
  slot: number;
  /** Middle and half height, pixels of the canvas. */
  x: number;
  y: number;
  radius: number;
  yaw: number;
  pitch: number;
  roll: number;
  eyes: [number, number];
  brows: [number, number];
  mouth: [number, number, number];
  mix: number[];
  expression: string | null;
  /** 0 gone, 1 there. */
  presence: number;
  isLeaving: boolean;
}

export interface Stage {
  /** Kept free for words, pixels. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Below a mask stands its label. */
const LABEL_SHARE = 0.42;
/** Room for a mask in radii: its own, a gap and the label, for the nearest of them as well. */
const ROOM = { width: 2.3, height: 2.75 } as const;
const PUSHES = 12;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * Places for masks where their visitors are, as in a mirror: in as many rows as make them largest,
 * within the stage, and none upon another.
 */
export function placesOf(masks: readonly MaskMessage[], whole: Stage): readonly Place[] {
  const stage = { ...whole, height: whole.height - whole.top };
  const order = masks.map(({ slot }) => slot).sort((a, b) => a - b);
  const rows = rowsFor(masks.length, stage);
  const base = radiusIn(rows, masks.length, stage);
  const mean = (of: (mask: MaskMessage) => number) =>
    masks.reduce((sum, mask) => sum + of(mask), 0) / Math.max(1, masks.length);
  const [size, height] = [mean((mask) => mask.size), mean((mask) => mask.y)];
  const places = masks.map((mask) => {
    const nearness = size > 0 ? Math.min(1.1, Math.max(0.75, mask.size / size)) : 1;
    const row = ((order.indexOf(mask.slot) % rows) + 0.5) / rows;
    return {
      x: mask.x * stage.width,
      y: (row + ((mask.y - height) * 0.5) / rows) * stage.height - base * LABEL_SHARE * 0.4,
      radius: base * nearness,
    };
  });
  for (let push = 0; push < PUSHES; push++) {
    for (const [i, one] of places.entries()) {
      for (const other of places.slice(i + 1)) pushApart(one, other);
      keepWithin(one, stage);
    }
  }
  return places.map((place) => ({ ...place, y: place.y + whole.top }));
}

function radiusIn(rows: number, count: number, { width, height }: Stage): number {
  const columns = Math.ceil(count / rows);
  return Math.min(height / (ROOM.height * rows), width / (ROOM.width * columns));
}

function rowsFor(count: number, stage: Stage): number {
  let best = 1;
  for (let rows = 2; rows <= count; rows++) {
    if (radiusIn(rows, count, stage) > radiusIn(best, count, stage)) best = rows;
  }
  return best;
}

type Moving = { -readonly [Key in keyof Place]: Place[Key] };

function pushApart(one: Moving, other: Moving): void {
  const [dx, dy] = [other.x - one.x || 1, other.y - one.y];
  const apart = Math.hypot(dx, dy);
  const wanted = (one.radius + other.radius) * 1.12;
  if (apart >= wanted) return;
  const push = (wanted - apart) / 2 / apart;
  one.x -= dx * push;
  one.y -= dy * push * 0.6;
  other.x += dx * push;
  other.y += dy * push * 0.6;
}

function keepWithin(place: Moving, { width, height }: Stage): void {
  const { radius } = place;
  place.x = Math.min(width - radius, Math.max(radius, place.x));
  place.y = Math.min(height - radius * (1 + LABEL_SHARE), Math.max(radius * 1.05, place.y));
}

/** Time in which half of the way to what was measured is gone. */
const HALF_MS = { place: 60, pose: 35, feature: 25 } as const;
const COME_MS = 220;

/** Moves `masks` toward what the newest message says; time is what passed since the last frame. */
export function moveMasks(
  masks: Map<number, Mask>,
  messages: readonly MaskMessage[],
  stage: Stage,
  passedMs: number,
): void {
  const places = placesOf(messages, stage);
  const share = (halfMs: number) => 1 - 0.5 ** (passedMs / halfMs);
  const [place, pose, feature] = [HALF_MS.place, HALF_MS.pose, HALF_MS.feature].map(share) as [
    number,
    number,
    number,
  ];
  const to = (now: number, target: number, part: number) => now + (target - now) * part;
  for (const mask of masks.values()) mask.isLeaving = true;
  for (const [i, message] of messages.entries()) {
    const at = places[i] as Place;
    let mask = masks.get(message.slot);
    // Who comes anew does not fly in from where another left.
    if (mask === undefined || (mask.presence < 0.3 && mask.isLeaving && mask.presence > 0)) {
      mask = newMask(message, at, mask?.presence ?? 0);
      masks.set(message.slot, mask);
    }
    mask.isLeaving = false;
    mask.x = to(mask.x, at.x, place);
    mask.y = to(mask.y, at.y, place);
    mask.radius = to(mask.radius, at.radius, place);
    mask.yaw = to(mask.yaw, message.yaw, pose);
    mask.pitch = to(mask.pitch, message.pitch, pose);
    mask.roll = to(mask.roll, message.roll, pose);
    mask.eyes = [0, 1].map((e) => to(mask.eyes[e] ?? 1, message.eyes[e] ?? 1, feature)) as [
      number,
      number,
    ];
    mask.brows = [0, 1].map((b) => to(mask.brows[b] ?? 0, message.brows[b] ?? 0, feature)) as [
      number,
      number,
    ];
    mask.mouth = [0, 1, 2].map((m) => to(mask.mouth[m] ?? 0, message.mouth[m] ?? 0, feature)) as [
      number,
      number,
      number,
    ];
    mask.mix = message.mix.map((value, m) => to(mask.mix[m] ?? 0, value, pose));
    mask.expression = message.expression;
  }
  for (const [slot, mask] of masks) {
    const step = passedMs / COME_MS;
    mask.presence = Math.min(1, Math.max(0, mask.presence + (mask.isLeaving ? -step : step)));
    if (mask.presence === 0 && mask.isLeaving) masks.delete(slot);
  }
}

function newMask(message: MaskMessage, at: Place, presence: number): Mask {
  const { slot, yaw, pitch, roll, eyes, brows, mouth, mix, expression } = message;
  return {
    ...{ slot, ...at, yaw, pitch, roll, expression, presence, isLeaving: false },
    eyes: [...eyes],
    brows: [...brows],
    mouth: [...mouth],
    mix: [...mix],
  };
}
