import { describe, expect, it } from 'vitest';
import { AdaptiveInferenceRate } from '../../../src/inference/expression/adaptive-inference-rate.js';
import { drawnPoints, moved } from '../landmarks/drawn-points.js';

const CALM = [0.1, 0, 0, 0.1, 0.1, 0, 0.7];
const GLAD = [0, 0, 0, 0.9, 0, 0, 0.1];

/** A face that was read twice with the same result, the last time at 100 ms. */
function restingFace(perSecond = 10): AdaptiveInferenceRate {
  const rest = new AdaptiveInferenceRate(perSecond);
  rest.note(CALM, drawnPoints(), 0);
  rest.note(CALM, drawnPoints(), 100);
  return rest;
}

describe('ExpressionRest', () => {
  it('wants two readings that agree', () => {
    const rest = new AdaptiveInferenceRate(10);
    expect(rest.due(drawnPoints(), 0)).not.toBe('skip');
    rest.note(GLAD, drawnPoints(), 0);
    expect(rest.due(drawnPoints(), 50)).not.toBe('skip');
    rest.note(CALM, drawnPoints(), 100);
    expect(rest.due(drawnPoints(), 150)).not.toBe('skip');
    rest.note(CALM, drawnPoints(), 200);
    expect(rest.due(drawnPoints(), 250)).toBe('skip');
  });

  it('ends after half a second', () => {
    expect(restingFace().due(drawnPoints(), 599)).toBe('skip');
    expect(restingFace().due(drawnPoints(), 600)).toBe('due');
  });

  it('ends when the face moves, not when the head does', () => {
    const elsewhere = moved(drawnPoints(), 0.2, 1.1, 40);
    expect(restingFace().due(elsewhere, 200)).toBe('skip');
    expect(restingFace().due(drawnPoints(2), 200)).toBe('changed');
    expect(restingFace().due(drawnPoints(2), 900)).toBe('changed');
  });

  it('is not for faces without points', () => {
    expect(restingFace().due(null, 200)).not.toBe('skip');
    const rest = new AdaptiveInferenceRate(10);
    rest.note(CALM, null, 0);
    rest.note(CALM, null, 100);
    expect(rest.due(drawnPoints(), 150)).not.toBe('skip');
  });

  it('is short where many readings are wanted, and never where every frame is', () => {
    expect(restingFace(50).due(drawnPoints(), 199)).toBe('skip');
    expect(restingFace(50).due(drawnPoints(), 200)).not.toBe('skip');
    expect(restingFace(Number.MAX_SAFE_INTEGER).due(drawnPoints(), 133)).not.toBe('skip');
  });

  it('holds the mean of two readings that agree, and nothing of two that do not', () => {
    const rest = new AdaptiveInferenceRate(10);
    rest.note([0.5, 0.5, 0, 0, 0, 0, 0], drawnPoints(), 0);
    expect(rest.steady).toBeNull();
    rest.note([0.6, 0.4, 0, 0, 0, 0, 0], drawnPoints(), 100);
    expect(rest.steady?.[0]).toBeCloseTo(0.55);
    rest.note(GLAD, drawnPoints(), 200);
    expect(rest.steady).toBeNull();
  });
});
