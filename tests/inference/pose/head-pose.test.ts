import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/core/face.js';
import { headPose } from '../../../src/inference/pose/head-pose.js';
import { MEAN_SHAPE } from '../../../src/inference/pose/mean-shape.js';
import { createRandom, gaussian } from '../../../src/synthetic/random.js';

const EYE_DISTANCE_PX = 60;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

interface Turn {
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

/**
 * The mean head, turned by yaw, pitch, then roll, seen by a camera `distance` eye distances away:
 * an independent projection, point by point.
 */
function seen({ yaw, pitch, roll }: Turn, distance: number, noisePx = 0, seed = 1): Point[] {
  const random = createRandom(seed);
  const [cy, sy] = [Math.cos(radians(yaw)), Math.sin(radians(yaw))];
  const [cp, sp] = [Math.cos(radians(pitch)), Math.sin(radians(pitch))];
  const [cr, sr] = [Math.cos(radians(roll)), Math.sin(radians(roll))];
  return MEAN_SHAPE.map(([x, y, z]) => {
    const [x1, y1] = [cr * x - sr * y, sr * x + cr * y];
    const [y2, z2] = [cp * y1 - sp * z, sp * y1 + cp * z];
    const [x3, z3] = [cy * x1 + sy * z2, -sy * x1 + cy * z2];
    const scale = (EYE_DISTANCE_PX * distance) / (distance - z3);
    return [
      320 + scale * x3 + noisePx * gaussian(random),
      240 - scale * y2 + noisePx * gaussian(random),
    ];
  });
}

const TURNS: Turn[] = [-45, -30, -15, 0, 15, 30, 45].flatMap((yaw) =>
  [-40, -20, 0, 20, 40].flatMap((pitch) => [-40, 0, 40].map((roll) => ({ yaw, pitch, roll }))),
);

describe('headPose', () => {
  it('is exact on the projection that it assumes', () => {
    for (const turn of TURNS) {
      const pose = headPose(seen(turn, 1e6))!;
      expect(pose.yawDegrees).toBeCloseTo(turn.yaw, 3);
      expect(pose.pitchDegrees).toBeCloseTo(turn.pitch, 3);
      expect(pose.rollDegrees).toBeCloseTo(turn.roll, 3);
      expect(pose.residual).toBeLessThan(1e-4);
    }
  });

  it('errs by less than 3, 4 and 2 degrees at a metre, with landmarks that err', () => {
    const errors = { yaw: 0, pitch: 0, roll: 0 };
    for (const [i, turn] of TURNS.entries()) {
      const pose = headPose(seen(turn, 11, 1.5, i))!;
      errors.yaw += Math.abs(pose.yawDegrees - turn.yaw) / TURNS.length;
      errors.pitch += Math.abs(pose.pitchDegrees - turn.pitch) / TURNS.length;
      errors.roll += Math.abs(pose.rollDegrees - turn.roll) / TURNS.length;
    }
    expect(errors.yaw).toBeLessThan(3);
    expect(errors.pitch).toBeLessThan(4);
    expect(errors.roll).toBeLessThan(2);
  });

  it('has the signs of ISO/IEC 19794-5', () => {
    const nose = (turn: Turn) => seen(turn, 1e6)[30]!;
    // Turned to its own left the nose moves to the picture's right; looking down, downwards.
    expect(nose({ yaw: 20, pitch: 0, roll: 0 })[0]).toBeGreaterThan(325);
    expect(nose({ yaw: 0, pitch: 20, roll: 0 })[1]).toBeGreaterThan(
      nose({ yaw: 0, pitch: 0, roll: 0 })[1],
    );
    // Tilted to its own right the crown moves to the picture's left.
    const tilted = seen({ yaw: 0, pitch: 0, roll: 20 }, 1e6);
    expect(tilted[27]![0]).toBeLessThan(tilted[8]![0]);
  });

  it('turns its signs in a mirrored picture', () => {
    const points = seen({ yaw: 25, pitch: 10, roll: 8 }, 12);
    const order = [
      ...Array.from({ length: 17 }, (_, i) => 16 - i),
      ...Array.from({ length: 10 }, (_, i) => 26 - i),
      ...[27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40],
      ...[54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65],
    ];
    const pose = headPose(points)!;
    const mirrored = headPose(order.map((i): Point => [640 - points[i]![0], points[i]![1]]))!;
    expect(mirrored.yawDegrees).toBeCloseTo(-pose.yawDegrees, 1);
    expect(mirrored.pitchDegrees).toBeCloseTo(pose.pitchDegrees, 1);
    expect(mirrored.rollDegrees).toBeCloseTo(-pose.rollDegrees, 1);
  });

  it('is null for what is no face', () => {
    expect(headPose([])).toBeNull();
    expect(headPose(Array.from({ length: 68 }, (): Point => [10, 10]))).toBeNull();
    const broken = seen({ yaw: 0, pitch: 0, roll: 0 }, 12);
    broken[3] = [Number.NaN, 0];
    expect(headPose(broken)).toBeNull();
  });

  it('has a large residual for points that only look like a face from afar', () => {
    const points = seen({ yaw: 0, pitch: 0, roll: 0 }, 12, 0);
    const random = createRandom(3);
    const wrong = points.map(
      ([x, y]): Point => [x + 12 * gaussian(random), y + 12 * gaussian(random)],
    );
    expect(headPose(wrong)!.residual).toBeGreaterThan(5 * headPose(points)!.residual);
  });
});
