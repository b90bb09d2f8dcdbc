import { describe, expect, it } from 'vitest';
import { ExpressionRest } from '../../../src/inference/schedule/expression-rest.js';
import { drawnPoints, moved } from '../landmarks/drawn-points.js';

const CALM = [0.1, 0, 0, 0.1, 0.1, 0, 0.7];
const GLAD = [0, 0, 0, 0.9, 0, 0, 0.1];

/** A face that was read twice with the same result, the last time at 100 ms. */
function restingFace(perSecond = 10): ExpressionRest {
  const rest = new ExpressionRest(perSecond);
  rest.note(CALM, drawnPoints(), 0);
  rest.note(CALM, drawnPoints(), 100);
  return rest;
}

describe('ExpressionRest', () => {
  it('wants two readings that agree', () => {
    const rest = new ExpressionRest(10);
    expect(rest.isResting(drawnPoints(), 0)).toBe(false);
    rest.note(GLAD, drawnPoints(), 0);
    expect(rest.isResting(drawnPoints(), 50)).toBe(false);
    rest.note(CALM, drawnPoints(), 100);
    expect(rest.isResting(drawnPoints(), 150)).toBe(false);
    rest.note(CALM, drawnPoints(), 200);
    expect(rest.isResting(drawnPoints(), 250)).toBe(true);
  });

  it('ends after half a second', () => {
    expect(restingFace().isResting(drawnPoints(), 599)).toBe(true);
    expect(restingFace().isResting(drawnPoints(), 600)).toBe(false);
  });

  it('ends when the face moves, not when the head does', () => {
    expect(restingFace().isResting(moved(drawnPoints(), 0.2, 1.1, 40), 200)).toBe(true);
    expect(restingFace().isResting(drawnPoints(2), 200)).toBe(false);
  });

  it('is not for faces without points', () => {
    expect(restingFace().isResting(null, 200)).toBe(false);
    const rest = new ExpressionRest(10);
    rest.note(CALM, null, 0);
    rest.note(CALM, null, 100);
    expect(rest.isResting(drawnPoints(), 150)).toBe(false);
  });

  it('is short where many readings are wanted, and never where every frame is', () => {
    expect(restingFace(50).isResting(drawnPoints(), 199)).toBe(true);
    expect(restingFace(50).isResting(drawnPoints(), 200)).toBe(false);
    expect(restingFace(Number.MAX_SAFE_INTEGER).isResting(drawnPoints(), 133)).toBe(false);
  });
});
