import { describe, expect, it } from 'vitest';
import { ScoreCounter } from '../../src/evaluation/score.js';

function sure(index: number, confidence: number): number[] {
  return Array.from({ length: 7 }, (_, i) => (i === index ? confidence : (1 - confidence) / 6));
}

describe('ScoreCounter', () => {
  it('counts the confusion by true row and predicted column', () => {
    const counter = new ScoreCounter();
    counter.add(0, sure(0, 0.9));
    counter.add(0, sure(3, 0.9));
    counter.add(3, sure(3, 0.9));
    const score = counter.score();
    expect(score.n).toBe(3);
    expect(score.accuracy).toBeCloseTo(2 / 3);
    expect(score.confusion[0]).toEqual([1, 0, 0, 1, 0, 0, 0]);
    expect(score.perClass.angry).toEqual({ n: 2, recall: 0.5, precision: 1, f1: 2 / 3 });
    expect(score.perClass.happy).toEqual({ n: 1, recall: 1, precision: 0.5, f1: 2 / 3 });
    expect(score.perClass.sad.recall).toBeNull();
    // Only the two classes that occur are averaged.
    expect(score.macroF1).toBeCloseTo(2 / 3);
  });

  it('finds no calibration error when confidence is right, and all of it when it is not', () => {
    const honest = new ScoreCounter();
    for (let i = 0; i < 10; i++) honest.add(i < 8 ? 2 : 1, sure(2, 0.8));
    expect(honest.score().ece).toBeCloseTo(0);
    const boasting = new ScoreCounter();
    for (let i = 0; i < 10; i++) boasting.add(1, sure(2, 0.9));
    expect(boasting.score().ece).toBeCloseTo(0.9);
  });

  it('gives zeros, not NaN, for nothing', () => {
    expect(new ScoreCounter().score()).toMatchObject({ n: 0, accuracy: 0, macroF1: 0, ece: 0 });
  });
});
