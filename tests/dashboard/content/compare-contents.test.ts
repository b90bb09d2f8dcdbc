import { describe, expect, it } from 'vitest';
import {
  type Comparison,
  compareContents,
  hourOverlap,
} from '../../../src/dashboard/content/compare-contents.js';
import type { VisitExposures } from '../../../src/store/content-rows.js';

/** Numbers between 0 and 1 that follow from a seed (a generator apart from the one tested). */
function uniform(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** People in front of a screen: each has a mood of its own, and smiles by it in what it sees. */
function audience(
  seed: number,
  visits: number,
  happier: { readonly a: number; readonly b: number },
): { readonly a: VisitExposures[]; readonly b: VisitExposures[] } {
  const random = uniform(seed);
  for (let i = 0; i < 20; i++) random();
  const result: { a: VisitExposures[]; b: VisitExposures[] } = { a: [], b: [] };
  for (let faceId = 1; faceId <= visits; faceId++) {
    const mood = random() ** 2;
    const showings = 1 + Math.floor(random() * 4);
    for (const name of ['a', 'b'] as const) {
      // Many leave before the other one comes.
      if (random() < 0.4) continue;
      const viewMs = 2000 + random() * 10_000 * showings;
      const clearMs = viewMs * (0.7 + 0.3 * random());
      const noise = 0.4 * (random() - 0.5);
      const share = Math.min(1, Math.max(0, (mood + noise) * happier[name]));
      result[name].push({
        ...{ faceId, showings, viewMs, clearMs, happyMs: share * clearMs },
        ...{ attentionMs: viewMs * random(), posedViewMs: viewMs },
        ...{ valenceSum: (share - 0.3) * viewMs, valenceMs: viewMs },
      });
    }
  }
  return result;
}

const by = (comparisons: readonly Comparison[], name: Comparison['by']) =>
  comparisons.find((one) => one.by === name) as Comparison;

describe('two contents', () => {
  it('of which one makes people a tenth happier are told apart over a month', () => {
    for (let seed = 1; seed <= 4; seed++) {
      const { a, b } = audience(seed, 4000, { a: 1, b: 1.1 });
      const compared = compareContents(a, b);
      expect(by(compared, 'happyShare')).toMatchObject({ verdict: 'higher', moreTimes: null });
      expect(by(compared, 'valence').verdict).toBe('higher');
      expect(by(compareContents(b, a), 'happyShare').verdict).toBe('lower');
    }
  });

  it('that are the same are told apart once in twenty times: the interval is one of 95 %', () => {
    let told = 0;
    const rounds = 200;
    for (let seed = 1; seed <= rounds; seed++) {
      const { a, b } = audience(1000 + seed, 120, { a: 1, b: 1 });
      if (by(compareContents(a, b), 'happyShare').verdict !== 'unknown') told++;
    }
    // 5 % of 200 is 10; 99.9 % of such experiments lie within these.
    expect(told).toBeGreaterThanOrEqual(2);
    expect(told).toBeLessThanOrEqual(21);
  });

  it('that are the same over a month, with blocks of visits, are as seldom told apart', () => {
    let told = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const { a, b } = audience(5000 + seed, 1500, { a: 1, b: 1 });
      if (by(compareContents(a, b), 'happyShare').verdict !== 'unknown') told++;
    }
    expect(told).toBeLessThanOrEqual(5);
  });

  it('with too few visits are not compared, and the values are still there', () => {
    const { a, b } = audience(3, 12, { a: 1, b: 3 });
    expect(by(compareContents(a, b.slice(0, 3)), 'happyShare')).toMatchObject({
      ...{ interval: null, verdict: 'unknown', moreTimes: null },
      a: expect.any(Number),
    });
    expect(by(compareContents([], []), 'valence')).toMatchObject({ a: null, difference: null });
  });

  it('say how many times the showings would tell, and with as many more they do', () => {
    const few = audience(12, 60, { a: 1, b: 1.1 });
    const unsure = by(compareContents(few.a, few.b), 'happyShare');
    expect(unsure.verdict).toBe('unknown');
    expect(unsure.moreTimes).toBeGreaterThan(1);
    // Four times the people, half the standard error.
    const width = ({ interval }: Comparison) => (interval?.[1] ?? 0) - (interval?.[0] ?? 0);
    const many = audience(12, 240, { a: 1, b: 1.1 });
    const ratio = width(by(compareContents(many.a, many.b), 'happyShare')) / width(unsure);
    expect(ratio).toBeGreaterThan(0.35);
    expect(ratio).toBeLessThan(0.7);
  });

  it('give the same answer for the same visits', () => {
    const { a, b } = audience(5, 200, { a: 1, b: 1.2 });
    expect(compareContents(a, b)).toEqual(compareContents(a, b));
  });

  it('without a pose have no attention share', () => {
    const { a, b } = audience(5, 50, { a: 1, b: 1 });
    const blind = (visits: VisitExposures[]) =>
      visits.map((visit) => ({ ...visit, attentionMs: 0, posedViewMs: 0 }));
    expect(by(compareContents(blind(a), blind(b)), 'attentionShare')).toMatchObject({
      ...{ a: null, b: null, difference: null, verdict: 'unknown' },
    });
  });
});

it('the hours of two contents are alike, apart, or partly so', () => {
  const hour = (atMs: number) => atMs;
  expect(hourOverlap([9, 10], [9, 10], hour)).toBeCloseTo(1);
  expect(hourOverlap([9, 10], [20, 21], hour)).toBe(0);
  expect(hourOverlap([9, 10], [10, 11], hour)).toBeCloseTo(0.5);
});
