import type { Expression } from '../core/expression.js';
import { type ActionUnits, actionUnitsOf, blendActionUnits, RESTING_FACE } from './action-units.js';
import { clamp, mix, smoothstep } from './curves.js';
import type { FacePose } from './face-pose.js';
import { hashSeed } from './random.js';
import type { Blink, PersonScript } from './scene.js';

/** How long a face takes from one expression to the next. */
const EXPRESSION_CHANGE_S = 0.35;

/** The pose at `timeS`, or null while the person is not in the scene. */
export function poseAt(person: PersonScript, timeS: number): FacePose | null {
  const { poses } = person;
  const last = poses.length - 1;
  if (last < 0 || timeS < poses[0]!.timeS || timeS > poses[last]!.timeS) return null;
  let next = poses.findIndex((pose) => pose.timeS > timeS);
  if (next < 0) next = last;
  const from = poses[Math.max(0, next - 1)]!;
  const to = poses[next]!;
  const span = to.timeS - from.timeS;
  const even = span > 0 ? clamp((timeS - from.timeS) / span, 0, 1) : 0;
  const share = from.ease === 'soft' ? smoothstep(0, 1, even) : even;
  const pose = {
    xPx: mix(from.xPx, to.xPx, share),
    yPx: mix(from.yPx, to.yPx, share),
    sizePx: mix(from.sizePx, to.sizePx, share),
    rollRad: mix(from.rollRad, to.rollRad, share),
    yawRad: mix(from.yawRad, to.yawRad, share),
    pitchRad: mix(from.pitchRad ?? 0, to.pitchRad ?? 0, share),
  };
  return person.sway > 0 ? swayed(pose, person, timeS) : pose;
}

/** Slow sums of sines stand for breath, balance and looking about. */
function swayed(pose: Required<FacePose>, person: PersonScript, timeS: number): FacePose {
  const phase = (hashSeed(person.identity.seed, 0x57) % 1000) / 159;
  const slow = (rate: number, offset: number) => Math.sin(rate * timeS + phase * offset);
  const amount = person.sway;
  return {
    xPx: pose.xPx + amount * pose.sizePx * 0.02 * (slow(0.9, 1) + 0.4 * slow(2.3, 2)),
    yPx: pose.yPx + amount * pose.sizePx * 0.012 * (slow(1.4, 3) + 0.3 * slow(3.1, 4)),
    sizePx: pose.sizePx * (1 + amount * 0.008 * slow(0.7, 5)),
    rollRad: pose.rollRad + amount * 0.03 * (slow(0.6, 6) + 0.3 * slow(1.9, 7)),
    pitchRad: pose.pitchRad,
    yawRad: pose.yawRad + amount * 0.05 * (slow(0.5, 8) + 0.3 * slow(1.7, 9)),
  };
}

/** The movements of the face at `timeS`, and the expression that weighs most in them. */
export function expressionAt(
  person: PersonScript,
  timeS: number,
): { readonly units: ActionUnits; readonly expression: Expression } {
  const { expressions, identity } = person;
  let units = RESTING_FACE;
  let expression: Expression = 'neutral';
  for (const keyframe of expressions) {
    if (keyframe.timeS > timeS) break;
    const intensity = Math.min(1, keyframe.intensity * identity.expressiveness);
    const target = actionUnitsOf(keyframe.expression, intensity, identity.showsTeeth);
    const share = smoothstep(0, EXPRESSION_CHANGE_S, timeS - keyframe.timeS);
    units = share >= 1 ? target : blendActionUnits(units, target, share);
    if (share >= 0.5) expression = keyframe.expression;
  }
  return { units, expression };
}

/** 1 outside blinks; inside one it falls quickly to 0, stays, and rises more slowly. */
export function blinkOpeningAt(blinks: readonly Blink[], timeS: number): number {
  for (const blink of blinks) {
    const share = (timeS - blink.timeS) / blink.durationS;
    if (share > 0 && share < 1) return 1 - smoothstep(0, 0.3, share) * smoothstep(1, 0.55, share);
  }
  return 1;
}

/** Sideways look in head units: it rests, and jumps every second or two. */
export function gazeAt(person: PersonScript, timeS: number): number {
  if (person.sway === 0) return 0;
  const glance = Math.floor(timeS / 1.3);
  const chance = hashSeed(person.identity.seed, glance, 0x9a) / 4294967296;
  return chance < 0.6 ? 0 : (chance - 0.8) * 0.16;
}
