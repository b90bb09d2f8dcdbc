import { intersectionOverUnion } from '../../../src/core/box.js';
import { assignCheapest } from '../../../src/inference/tracking/hungarian.js';
import type { MotFrame } from './mot-types.js';

/** Identity measures of Ristani et al. 2016. */
export interface IdentityScores {
  readonly idf1: number;
  readonly idPrecision: number;
  readonly idRecall: number;
  /** Different numbers given in the sequence. */
  readonly identities: number;
  /** Different people in it. */
  readonly people: number;
}

const LEAST_IOU = 0.5;

/**
 * IDF1 = 2·IDTP / (truth boxes + claimed boxes), where IDTP is the most boxes that agree when each
 * person is given at most one number for the whole sequence. Hidden people and claims on them are
 * left out.
 */
export function identityScores(frames: readonly MotFrame[]): IdentityScores {
  const people = new Map<number, number>();
  const numbers = new Map<number, number>();
  const agreed = new Map<string, number>();
  let truthBoxes = 0;
  let claimedBoxes = 0;
  for (const { truth, claimed } of frames) {
    for (const face of truth) {
      if (!people.has(face.personId)) people.set(face.personId, people.size);
      if (!face.hidden) truthBoxes++;
    }
    for (const claim of claimed) {
      if (!numbers.has(claim.trackId)) numbers.set(claim.trackId, numbers.size);
      const over = truth.filter((face) => intersectionOverUnion(face.box, claim.box) >= LEAST_IOU);
      const onVisible = over.filter((face) => !face.hidden);
      if (over.length > 0 && onVisible.length === 0) continue;
      claimedBoxes++;
      for (const face of onVisible) {
        const pair = `${people.get(face.personId)}:${numbers.get(claim.trackId)}`;
        agreed.set(pair, (agreed.get(pair) ?? 0) + 1);
      }
    }
  }
  const cost: number[] = [];
  for (let p = 0; p < people.size; p++) {
    for (let n = 0; n < numbers.size; n++) cost.push(-(agreed.get(`${p}:${n}`) ?? 0));
  }
  let agreedBoxes = 0;
  for (const [row, column] of assignCheapest(cost, people.size, numbers.size).entries()) {
    if (column >= 0) agreedBoxes -= cost[row * numbers.size + column]!;
  }
  return {
    idf1: truthBoxes + claimedBoxes > 0 ? (2 * agreedBoxes) / (truthBoxes + claimedBoxes) : 1,
    idPrecision: claimedBoxes > 0 ? agreedBoxes / claimedBoxes : 1,
    idRecall: truthBoxes > 0 ? agreedBoxes / truthBoxes : 1,
    identities: numbers.size,
    people: people.size,
  };
}
