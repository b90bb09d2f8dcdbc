import { describe, expect, it } from 'vitest';
import { createIdentity } from '../../src/synthetic/identity.js';
import type { PersonScript } from '../../src/synthetic/scene.js';
import { blinkOpeningAt, expressionAt, poseAt } from '../../src/synthetic/script.js';

const upright = { yPx: 200, sizePx: 100, rollRad: 0, yawRad: 0 };
const person: PersonScript = {
  personId: 1,
  identity: { ...createIdentity(3), expressiveness: 1, showsTeeth: false },
  poses: [
    { ...upright, timeS: 1, xPx: 100, ease: 'even' },
    { ...upright, timeS: 3, xPx: 300, ease: 'soft' },
    { ...upright, timeS: 5, xPx: 500, sizePx: 140, ease: 'even' },
  ],
  expressions: [
    { timeS: 1, expression: 'happy', intensity: 1 },
    { timeS: 3, expression: 'surprise', intensity: 0.5 },
  ],
  blinks: [{ timeS: 2, durationS: 0.2 }],
  sway: 0,
};

describe('poseAt', () => {
  it('is null before the person enters and after they left', () => {
    expect(poseAt(person, 0.99)).toBeNull();
    expect(poseAt(person, 5.01)).toBeNull();
  });

  it('moves at even speed or eases, as the keyframe says', () => {
    expect(poseAt(person, 1.5)?.xPx).toBeCloseTo(150);
    expect(poseAt(person, 3.5)?.xPx).toBeCloseTo(300 + 200 * 0.15625);
    expect(poseAt(person, 5)).toMatchObject({ xPx: 500, sizePx: 140 });
  });

  it('sways a little, never away', () => {
    const swaying = { ...person, sway: 1 };
    for (let timeS = 1; timeS < 5; timeS += 0.1) {
      const still = poseAt(person, timeS);
      const moved = poseAt(swaying, timeS);
      expect(Math.abs((moved?.xPx ?? 0) - (still?.xPx ?? 0))).toBeLessThan(5);
    }
    expect(poseAt(swaying, 2)).not.toEqual(poseAt(person, 2));
  });
});

describe('expressionAt', () => {
  it('begins neutral and reaches the scripted expression in about a third of a second', () => {
    expect(expressionAt(person, 0.5)).toMatchObject({ expression: 'neutral' });
    expect(expressionAt(person, 1.1).expression).toBe('neutral');
    expect(expressionAt(person, 1.4)).toMatchObject({
      expression: 'happy',
      units: { lipCornerUp: 1, mouthOpen: 0 },
    });
  });

  it('scales with the intensity and leaves the old expression behind', () => {
    const { units, expression } = expressionAt(person, 4);
    expect(expression).toBe('surprise');
    expect(units.browRaise).toBeCloseTo(0.5);
    expect(units.lipCornerUp).toBe(0);
  });
});

describe('blinkOpeningAt', () => {
  it('shuts within the blink and only then', () => {
    expect(blinkOpeningAt(person.blinks, 1.99)).toBe(1);
    expect(blinkOpeningAt(person.blinks, 2.08)).toBe(0);
    expect(blinkOpeningAt(person.blinks, 2.03)).toBeGreaterThan(0);
    expect(blinkOpeningAt(person.blinks, 2.03)).toBeLessThan(1);
    expect(blinkOpeningAt(person.blinks, 2.21)).toBe(1);
  });
});
