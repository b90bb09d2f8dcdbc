import type { FacePose } from './face-pose.js';
import { createIdentity } from './identity.js';
import { changingExpressions, naturalBlinks } from './life.js';
import { between, createRandom, hashSeed, type Random } from './random.js';
import type { PersonScript, PoseKeyframe, Scene } from './scene.js';

interface VisitorsOptions {
  readonly seed: number;
  /** How many may be in view at once, 1…4. */
  readonly people: number;
  /** Length of the script, which then starts again; at least 20 s. */
  readonly durationS?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
}

/** Who walks past is turned to where the way leads, beyond the cone of those who look. */
const WALKING_YAW_RAD = 0.62;
const NEARER_STEP = 1.06;
const LOOKING_DOWN_RAD = 0.4;

/** One place to stand, taken by one visitor after another. */
interface Place {
  readonly index: number;
  readonly count: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * An endless gallery: visitors walk in, stop, look, change their expression every few
 * seconds, and leave, often across the others. The first one is in view within a second.
 */
export function visitorsScene(options: VisitorsOptions): Scene {
  const { seed, people: count, durationS = 180, widthPx = 640, heightPx = 480 } = options;
  const random = createRandom(hashSeed(seed, 0x71));
  const people: PersonScript[] = [];
  for (let index = 0; index < count; index++) {
    const place = { index, count, widthPx, heightPx };
    let timeS = index === 0 ? 0 : between(random, 1.5, 3) * index;
    while (timeS + 12 < durationS) {
      const leaveS = Math.min(durationS - 3.5, timeS + between(random, 10, 18));
      const visitor = visit(random, place, seed, people.length + 1, timeS, leaveS);
      people.push(visitor);
      timeS = visitor.poses.at(-1)!.timeS + between(random, 1.5, 4);
    }
  }
  return {
    name: 'visitors',
    widthPx,
    heightPx,
    seed,
    background: { kind: 'room', seed, wallTone: between(random, 0.62, 0.82) },
    light: { fromX: between(random, -0.45, 0.45), fromY: -0.5, ambient: 0.42, level: 0.95 },
    noiseSigma: 2,
    people,
    loopS: durationS,
  };
}

function visit(
  random: Random,
  place: Place,
  seed: number,
  personId: number,
  enterS: number,
  leaveS: number,
): PersonScript {
  const identity = createIdentity(hashSeed(seed, personId));
  return {
    personId,
    identity,
    poses: walk(random, place, enterS, leaveS),
    expressions: changingExpressions(random, enterS + 1.5, leaveS + 1),
    blinks: naturalBlinks(random, enterS, leaveS + 3),
    sway: 1,
  };
}

/** In from one side, two or three stops, out at either side. */
function walk(random: Random, place: Place, enterS: number, leaveS: number): PoseKeyframe[] {
  const { widthPx, heightPx, index, count } = place;
  const standX = (widthPx * (index + 0.5)) / count;
  const nearness = (index * 0.37 + between(random, 0, 0.3)) % 1;
  const sizePx = heightPx * (0.2 + 0.13 * nearness);
  const standing: FacePose = {
    xPx: standX + between(random, -0.03, 0.03) * widthPx,
    yPx: heightPx * (0.38 + between(random, -0.04, 0.06)),
    sizePx,
    rollRad: between(random, -0.06, 0.06),
    yawRad: between(random, -0.06, 0.06),
  };
  const outside = sizePx * 1.3;
  const from = random() < 0.5 ? -outside : widthPx + outside;
  const to = random() < 0.5 ? -outside : widthPx + outside;
  const walkS = (fromX: number) => Math.abs(standing.xPx - fromX) / (widthPx * 0.38);
  const arriveS = enterS + (enterS === 0 ? 1.1 : walkS(from));
  const poses: PoseKeyframe[] = [
    {
      ...standing,
      timeS: enterS,
      xPx: from,
      yawRad: Math.sign(standX - from) * WALKING_YAW_RAD,
      ease: 'even',
    },
    { ...standing, timeS: arriveS, ease: 'soft' },
  ];
  for (let timeS = arriveS + 2.5; timeS < leaveS - 2; timeS += between(random, 2.5, 4)) {
    poses.push({ ...shifted(random, standing), timeS, ease: 'soft' });
  }
  poses.push({ ...standing, timeS: leaveS, ease: 'soft' });
  const goneS = leaveS + Math.min(3.4, walkS(to));
  poses.push({
    ...standing,
    timeS: goneS,
    xPx: to,
    yawRad: Math.sign(to - standX) * WALKING_YAW_RAD,
    ease: 'even',
  });
  return poses;
}

/** A small change of stance: a step nearer or back, a tilt, a turn of the head. */
function shifted(random: Random, standing: FacePose): FacePose {
  const step = between(random, 0.88, 1.14);
  return {
    xPx: standing.xPx + between(random, -0.25, 0.25) * standing.sizePx,
    yPx: standing.yPx + between(random, -0.05, 0.05) * standing.sizePx,
    sizePx: standing.sizePx * step,
    rollRad: standing.rollRad + between(random, -0.12, 0.12),
    yawRad: standing.yawRad + between(random, -0.16, 0.16),
    // Who steps nearer looks down at something.
    pitchRad: step > NEARER_STEP ? LOOKING_DOWN_RAD : 0,
  };
}
