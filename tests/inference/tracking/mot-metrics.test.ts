import { describe, expect, it } from 'vitest';
import { clearMot } from '../../../bench/time/metrics/clear-mot.js';
import { identityScores } from '../../../bench/time/metrics/identity-f1.js';
import type { MotFrame } from '../../../bench/time/metrics/mot-types.js';

const box = (x: number) => ({ x, y: 0, width: 10, height: 10 });
const person = (personId: number, x: number, hidden = false) => ({ personId, box: box(x), hidden });
const claim = (trackId: number, x: number) => ({ trackId, box: box(x) });

/** One person at 0; the track that claims it in each frame, null for none. */
const onePerson = (tracks: readonly (number | null)[]): MotFrame[] =>
  tracks.map((id) => ({
    truth: [person(1, 0)],
    claimed: id === null ? [] : [claim(id, 1)],
  }));

describe('clearMot', () => {
  it('is 1 for a perfect answer', () => {
    expect(clearMot(onePerson([5, 5, 5, 5]))).toEqual({
      truthBoxes: 4,
      misses: 0,
      falsePositives: 0,
      identitySwitches: 0,
      fragmentations: 0,
      mota: 1,
    });
  });

  it('counts misses, false positives and their share', () => {
    const frames = onePerson([5, 5, null, null]);
    frames[0] = { truth: [person(1, 0)], claimed: [claim(5, 0), claim(6, 200)] };
    expect(clearMot(frames)).toMatchObject({ misses: 2, falsePositives: 1, mota: 1 - 3 / 4 });
  });

  it('counts a switch, also across a gap, and an interruption that is taken up again', () => {
    expect(clearMot(onePerson([5, 6, 6]))).toMatchObject({
      identitySwitches: 1,
      fragmentations: 0,
    });
    expect(clearMot(onePerson([5, null, 6]))).toMatchObject({
      identitySwitches: 1,
      fragmentations: 1,
    });
    expect(clearMot(onePerson([5, null, 5]))).toMatchObject({
      identitySwitches: 0,
      fragmentations: 1,
    });
    expect(clearMot(onePerson([5, null, null]))).toMatchObject({ fragmentations: 0 });
  });

  it('counts two switches when two people swap numbers', () => {
    const frames: MotFrame[] = [
      { truth: [person(1, 0), person(2, 100)], claimed: [claim(5, 0), claim(6, 100)] },
      { truth: [person(1, 0), person(2, 100)], claimed: [claim(6, 0), claim(5, 100)] },
    ];
    expect(clearMot(frames).identitySwitches).toBe(2);
  });

  it('keeps a correspondence that still holds, though another claim lies closer', () => {
    const frames: MotFrame[] = [
      { truth: [person(1, 0)], claimed: [claim(5, 0)] },
      { truth: [person(1, 0)], claimed: [claim(6, 0), claim(5, 2)] },
    ];
    expect(clearMot(frames)).toMatchObject({ identitySwitches: 0, falsePositives: 1 });
  });

  it('neither asks for nor punishes claims on hidden people', () => {
    const frames: MotFrame[] = [
      { truth: [person(1, 0, true)], claimed: [claim(5, 0)] },
      { truth: [person(1, 0, true)], claimed: [] },
      { truth: [person(1, 0)], claimed: [claim(5, 0)] },
    ];
    expect(clearMot(frames)).toMatchObject({ truthBoxes: 1, falsePositives: 0, mota: 1 });
  });

  it('needs half an overlap', () => {
    const frames: MotFrame[] = [{ truth: [person(1, 0)], claimed: [claim(5, 4)] }];
    expect(clearMot(frames)).toMatchObject({ misses: 1, falsePositives: 1 });
  });

  it('has no value without people', () => {
    expect(clearMot([]).mota).toBeNaN();
  });
});

describe('identityScores', () => {
  it('is 1 for one number a person', () => {
    expect(identityScores(onePerson([5, 5, 5]))).toEqual({
      idf1: 1,
      idPrecision: 1,
      idRecall: 1,
      identities: 1,
      people: 1,
    });
  });

  it('counts only the best number of a person', () => {
    // 3 of 4 boxes agree with number 5: IDF1 = 2·3 / (4 + 4).
    const scores = identityScores(onePerson([5, 5, 5, 6]));
    expect(scores.idf1).toBeCloseTo(0.75, 12);
    expect(scores.identities).toBe(2);
  });

  it('counts misses against recall and false claims against precision', () => {
    const frames = onePerson([5, 5, null, null]);
    frames[0] = { truth: [person(1, 0)], claimed: [claim(5, 0), claim(9, 300)] };
    expect(identityScores(frames)).toMatchObject({ idRecall: 0.5, idPrecision: 2 / 3 });
    expect(identityScores(frames).idf1).toBeCloseTo((2 * 2) / (4 + 3), 12);
  });

  it('leaves hidden people out', () => {
    const frames: MotFrame[] = [
      { truth: [person(1, 0)], claimed: [claim(5, 0)] },
      { truth: [person(1, 0, true)], claimed: [claim(5, 0)] },
    ];
    expect(identityScores(frames).idf1).toBe(1);
  });

  it('is 1 where there is nothing', () => {
    expect(identityScores([])).toMatchObject({ idf1: 1, people: 0 });
  });
});
