import { intersectionOverUnion } from '../../../src/core/box.js';
import { assignCheapest } from '../../../src/inference/tracking/hungarian.js';
import type { ClaimedFace, MotFrame, TruthFace } from './mot-types.js';

/** Counts of CLEAR MOT (Bernardin & Stiefelhagen 2008) and of MOTChallenge's fragmentation. */
export interface ClearMot {
  readonly truthBoxes: number;
  readonly misses: number;
  readonly falsePositives: number;
  readonly identitySwitches: number;
  /** Times a person's trajectory was interrupted and taken up again. */
  readonly fragmentations: number;
  /** 1 − (misses + false positives + switches) / truth boxes. */
  readonly mota: number;
}

const LEAST_IOU = 0.5;

/**
 * Evaluates a sequence. A correspondence of the last frame is kept while it still overlaps enough;
 * the rest is matched by the most overlap. Claims that lie on a hidden person are left out.
 */
export function clearMot(frames: readonly MotFrame[]): ClearMot {
  const lastTrackOf = new Map<number, number>();
  const followed = new Map<number, boolean>();
  let truthBoxes = 0;
  let misses = 0;
  let falsePositives = 0;
  let identitySwitches = 0;
  let fragmentations = 0;
  for (const { truth, claimed } of frames) {
    const visible = truth.filter((face) => !face.hidden);
    truthBoxes += visible.length;
    const pairs = matchFrame(visible, claimed, lastTrackOf);
    const used = new Set(pairs.values());
    for (const face of visible) {
      const claim = pairs.get(face);
      if (claim === undefined) {
        misses++;
        if (followed.get(face.personId)) followed.set(face.personId, false);
        continue;
      }
      const before = lastTrackOf.get(face.personId);
      if (before !== undefined && before !== claim.trackId) identitySwitches++;
      lastTrackOf.set(face.personId, claim.trackId);
      if (followed.get(face.personId) === false) fragmentations++;
      followed.set(face.personId, true);
    }
    const hidden = truth.filter((face) => face.hidden);
    falsePositives += claimed.filter(
      (claim) =>
        !used.has(claim) &&
        !hidden.some((face) => intersectionOverUnion(face.box, claim.box) >= LEAST_IOU),
    ).length;
  }
  const errors = misses + falsePositives + identitySwitches;
  const mota = truthBoxes > 0 ? 1 - errors / truthBoxes : Number.NaN;
  return { truthBoxes, misses, falsePositives, identitySwitches, fragmentations, mota };
}

function matchFrame(
  truth: readonly TruthFace[],
  claimed: readonly ClaimedFace[],
  lastTrackOf: ReadonlyMap<number, number>,
): Map<TruthFace, ClaimedFace> {
  const pairs = new Map<TruthFace, ClaimedFace>();
  const free = new Set(claimed);
  for (const face of truth) {
    for (const claim of free) {
      if (lastTrackOf.get(face.personId) !== claim.trackId) continue;
      if (intersectionOverUnion(face.box, claim.box) < LEAST_IOU) continue;
      pairs.set(face, claim);
      free.delete(claim);
      break;
    }
  }
  const open = truth.filter((face) => !pairs.has(face));
  const rest = [...free];
  const cost = open.flatMap((face) =>
    rest.map((claim) => {
      const iou = intersectionOverUnion(face.box, claim.box);
      return iou >= LEAST_IOU ? 1 - iou : Number.POSITIVE_INFINITY;
    }),
  );
  for (const [row, column] of assignCheapest(cost, open.length, rest.length).entries()) {
    if (column >= 0) pairs.set(open[row]!, rest[column]!);
  }
  return pairs;
}
