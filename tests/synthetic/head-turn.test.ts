import { describe, expect, it } from 'vitest';
import { headPose } from '../../src/inference/pose/head-pose.js';
import { RESTING_FACE } from '../../src/synthetic/action-units.js';
import { TurnMap, turnedPoint } from '../../src/synthetic/head-turn.js';
import { createIdentity } from '../../src/synthetic/identity.js';
import { faceLandmarks } from '../../src/synthetic/landmarks.js';
import { visitorsScene } from '../../src/synthetic/visitors-scene.js';

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const TURNS = [-45, -30, -15, 0, 15, 30, 45].flatMap((yaw) =>
  [-20, 0, 20].map((pitch) => ({ yaw, pitch })),
);

/** Pose of the true landmarks of a drawn head. */
function poseOf(seed: number, { yaw, pitch }: (typeof TURNS)[number]) {
  const turn = { yawRad: radians(yaw), pitchRad: radians(pitch) };
  const pose = { xPx: 320, yPx: 240, sizePx: 200, rollRad: 0, ...turn };
  return headPose(faceLandmarks(createIdentity(seed), RESTING_FACE, 1, pose))!;
}

describe('a drawn head', () => {
  it('is turned as its script says, by the signs of the measure', () => {
    const errors = { yaw: 0, pitch: 0 };
    const seeds = [1, 2, 3, 4];
    for (const seed of seeds) {
      for (const turn of TURNS) {
        const pose = poseOf(seed, turn);
        errors.yaw += Math.abs(pose.yawDegrees - turn.yaw) / (seeds.length * TURNS.length);
        errors.pitch += Math.abs(pose.pitchDegrees - turn.pitch) / (seeds.length * TURNS.length);
      }
    }
    expect(errors.yaw).toBeLessThan(3);
    expect(errors.pitch).toBeLessThan(4);
  });

  it('shows at the turned place what lay there before', () => {
    const turn = { yawRad: radians(30), pitchRad: radians(-15) };
    const map = new TurnMap(turn);
    const seen = { x: 0, y: 0 };
    // Eyes, nose and mouth of the near side.
    for (const [x, y] of [
      [-0.44, 0],
      [-0.2, 0.3],
      [-0.36, 1.02],
      [-0.46, -0.36],
    ] as const) {
      map.lookUp(...turnedPoint(turn, x, y), seen);
      expect(Math.hypot(seen.x - x, seen.y - y)).toBeLessThan(0.03);
    }
    // Outside the head nothing moves.
    map.lookUp(1.2, -1.2, seen);
    expect(seen.x).toBeCloseTo(1.2, 6);
    expect(seen.y).toBeCloseTo(-1.2, 6);
  });

  it('has visitors who look away: walkers turned to their way, some who look down', () => {
    const { people } = visitorsScene({ seed: 1, people: 3 });
    const yaws = people.flatMap(({ poses }) => poses.map(({ yawRad }) => Math.abs(yawRad)));
    const pitches = people.flatMap(({ poses }) => poses.map(({ pitchRad = 0 }) => pitchRad));
    expect(Math.max(...yaws)).toBeGreaterThan(radians(30));
    expect(Math.max(...pitches)).toBeGreaterThan(radians(20));
  });
});
