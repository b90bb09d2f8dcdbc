import type { Expression } from '../core/expression.js';
import type { FacePose } from './face-pose.js';
import { createIdentity } from './identity.js';
import { changingExpressions, naturalBlinks } from './life.js';
import { createRandom, hashSeed } from './random.js';
import type { Blink, PersonScript, PoseKeyframe, Scene } from './scene.js';

const UPRIGHT = { rollRad: 0, yawRad: 0 } as const;

/** A 640×480 room in daylight with nobody in it. */
export function emptyRoom(seed = 1): Scene {
  return {
    name: 'emptyRoom',
    widthPx: 640,
    heightPx: 480,
    seed,
    background: { kind: 'room', seed, wallTone: 0.72 },
    light: { fromX: seed % 2 === 0 ? 0.3 : -0.3, fromY: -0.5, ambient: 0.42, level: 0.95 },
    noiseSigma: 2,
    people: [],
    loopS: null,
  };
}

export interface SingleFrontalOptions {
  readonly seed?: number;
  readonly expression?: Expression;
  readonly sizePx?: number;
  readonly durationS?: number;
}

/** One person who stands still in the middle, shows one expression and never blinks. */
export function singleFrontal(options: SingleFrontalOptions = {}): Scene {
  const { seed = 1, expression = 'neutral', sizePx = 140, durationS = 60 } = options;
  const person: PersonScript = {
    personId: 1,
    identity: createIdentity(seed),
    poses: standStill({ xPx: 320, yPx: 210, sizePx, ...UPRIGHT }, durationS),
    expressions: [{ timeS: -1, expression, intensity: 1 }],
    blinks: [],
    sway: 0,
  };
  return { ...emptyRoom(seed), name: 'singleFrontal', people: [person] };
}

/** Two people walk past each other; the nearer one, number 1, hides the other half way. */
export function crossing(seed = 1): Scene {
  const durationS = 9;
  const walker = (personId: number, fromX: number, toX: number, sizePx: number): PersonScript => {
    const random = createRandom(hashSeed(seed, personId, 0xc0));
    const at = { yPx: 200, sizePx, rollRad: 0 };
    const turn = Math.sign(toX - fromX) * 0.08;
    return {
      personId,
      identity: createIdentity(hashSeed(seed, personId)),
      poses: [
        { ...at, timeS: 0, xPx: fromX, yawRad: 0, ease: 'even' },
        { ...at, timeS: 1.5, xPx: fromX, yawRad: turn, ease: 'even' },
        { ...at, timeS: 6.5, xPx: toX, yawRad: turn, ease: 'even' },
        { ...at, timeS: durationS, xPx: toX, yawRad: 0, ease: 'even' },
      ],
      expressions: [],
      blinks: naturalBlinks(random, 0, durationS),
      sway: 0.5,
    };
  };
  const people = [walker(1, 110, 530, 140), walker(2, 530, 110, 112)];
  return { ...emptyRoom(seed), name: 'crossing', people };
}

/** Six people in two rows, all in view for `durationS`, each with a life of its own. */
export function sixFaces(seed = 1, durationS = 60): Scene {
  const places: readonly (readonly [number, number, number])[] = [
    [105, 130, 84],
    [305, 122, 80],
    [510, 134, 86],
    [205, 285, 104],
    [405, 292, 108],
    [575, 285, 100],
  ];
  const people = places.map(([xPx, yPx, sizePx], index): PersonScript => {
    const random = createRandom(hashSeed(seed, index, 0x6f));
    return {
      personId: index + 1,
      identity: createIdentity(hashSeed(seed, index)),
      poses: standStill({ xPx, yPx, sizePx, ...UPRIGHT }, durationS),
      expressions: changingExpressions(random, 1, durationS),
      blinks: naturalBlinks(random, 0, durationS),
      sway: 0.6,
    };
  });
  return { ...emptyRoom(seed), name: 'sixFaces', people };
}

/** One large, still face that blinks at known times: `scene.people[0].blinks`. */
export function blinker(seed = 1): Scene {
  const durationS = 30;
  const random = createRandom(hashSeed(seed, 0xb1));
  const blinks: readonly Blink[] = naturalBlinks(random, 0.5, durationS - 1);
  const person: PersonScript = {
    personId: 1,
    identity: { ...createIdentity(seed), glasses: 'none' },
    poses: standStill({ xPx: 320, yPx: 215, sizePx: 180, ...UPRIGHT }, durationS),
    expressions: [],
    blinks,
    sway: 0.4,
  };
  return { ...emptyRoom(seed), name: 'blinker', people: [person] };
}

/** {@link singleFrontal} at a tenth of the light, where the sensor's noise weighs more. */
export function darkRoom(options: SingleFrontalOptions = {}): Scene {
  const lit = singleFrontal(options);
  return { ...lit, name: 'darkRoom', light: { ...lit.light, level: 0.1 }, noiseSigma: 3.5 };
}

function standStill(pose: FacePose, durationS: number): readonly PoseKeyframe[] {
  return [
    { ...pose, timeS: 0, ease: 'even' },
    { ...pose, timeS: durationS, ease: 'even' },
  ];
}
