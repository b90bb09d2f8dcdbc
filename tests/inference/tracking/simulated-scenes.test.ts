import { describe, expect, it } from 'vitest';
import { clearMot } from '../../../bench/time/metrics/clear-mot.js';
import { identityScores } from '../../../bench/time/metrics/identity-f1.js';
import { HAAR_NOISE, simulateScene } from '../../../bench/time/scenes/noisy-detector.js';
import { followSequence, measureTracking } from '../../../bench/time/tracking.js';

/** The whole tracker on simulated people; `bench/time/tracking.ts` prints the same at length. */
describe('tracking simulated scenes', () => {
  const rows = measureTracking(3);
  const of = (scene: string) => rows.filter((row) => row.scene === scene);
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value / values.length, 0);

  it('follows standing people through jitter, turned heads and false detections', () => {
    for (const row of of('standing')) {
      expect(row.mota).toBeGreaterThan(0.9);
      expect(row.idf1).toBeGreaterThan(0.94);
      expect(row.switches).toBeLessThanOrEqual(1);
    }
  });

  it('keeps most numbers of people that cross', () => {
    expect(mean(of('crossing').map((row) => row.idf1))).toBeGreaterThan(0.8);
    expect(mean(of('busy').map((row) => row.idf1))).toBeGreaterThan(0.75);
  });

  it('gives returning people their numbers back', () => {
    expect(mean(of('return').map((row) => row.idf1))).toBeGreaterThan(0.9);
  });

  it('gives hardly more numbers than there are people', () => {
    const identities = rows.reduce((sum, row) => sum + row.identities, 0);
    const people = rows.reduce((sum, row) => sum + row.people, 0);
    expect(identities / people).toBeLessThan(1.3);
  });

  it('is perfect where the detector is', () => {
    const noise = { ...HAAR_NOISE, jitter: 0, missed: 0, falsePerMinute: 0, duplicates: 0 };
    const frames = simulateScene('standing', 15, noise, 5).map((frame) => ({
      ...frame,
      detections: frame.truth.map(({ box }) => ({ box, score: 1 })),
    }));
    const followed = followSequence(frames);
    expect(clearMot(followed)).toMatchObject({ falsePositives: 0, identitySwitches: 0 });
    expect(clearMot(followed).mota).toBeGreaterThan(0.98);
    const { identities, people } = identityScores(followed);
    expect(identities).toBe(people);
  });
});
