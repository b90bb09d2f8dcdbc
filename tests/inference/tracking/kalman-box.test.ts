import { describe, expect, it } from 'vitest';
import { correctAxis, predictAxis, startAxis } from '../../../src/inference/tracking/kalman-box.js';

describe('axis filter', () => {
  it('learns a constant velocity from positions at irregular times', () => {
    let state = startAxis(0, 1, 100);
    let timeS = 0;
    for (const stepS of [0.03, 0.1, 0.05, 0.2, 0.033, 0.4, 0.1, 0.07, 0.1, 0.1]) {
      timeS += stepS;
      state = correctAxis(predictAxis(state, stepS, 1, Number.POSITIVE_INFINITY), 20 * timeS, 0.01);
    }
    expect(state.velocity).toBeCloseTo(20, 0);
    const later = predictAxis(state, 0.5, 1, Number.POSITIVE_INFINITY);
    expect(later.position).toBeCloseTo(20 * (timeS + 0.5), 0);
  });

  it('predicts the same in one step as in many', () => {
    const start = { position: 3, velocity: -2, pp: 0.5, pv: 0.1, vv: 4 };
    const once = predictAxis(start, 0.8, 2, Number.POSITIVE_INFINITY);
    let often = start;
    for (let i = 0; i < 16; i++) often = predictAxis(often, 0.05, 2, Number.POSITIVE_INFINITY);
    expect(often.position).toBeCloseTo(once.position, 9);
    expect(often.pp).toBeCloseTo(once.pp, 9);
    expect(often.pv).toBeCloseTo(once.pv, 9);
    expect(often.vv).toBeCloseTo(once.vv, 9);
  });

  it('grows less sure with time and surer with measurements', () => {
    const start = startAxis(0, 1, 4);
    const later = predictAxis(start, 1, 1, 1);
    expect(later.pp).toBeGreaterThan(start.pp);
    expect(correctAxis(later, 0, 1).pp).toBeLessThan(later.pp);
  });

  it('lets velocity fade, so that the place converges', () => {
    const moving = { position: 0, velocity: 10, pp: 1, pv: 0, vv: 1 };
    const far = predictAxis(moving, 100, 0, 0.5);
    expect(far.position).toBeCloseTo(5, 6);
    expect(far.velocity).toBeCloseTo(0, 6);
  });

  it('changes nothing for a step of no or negative time', () => {
    const state = startAxis(1, 1, 1);
    expect(predictAxis(state, 0, 1, 1)).toBe(state);
    expect(predictAxis(state, -1, 1, 1)).toBe(state);
  });
});
