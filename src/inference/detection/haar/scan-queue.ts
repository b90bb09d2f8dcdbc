import type { Box } from '../../../core/box.js';
import { bodyBox, exclusionBox } from '../exclusion-box.js';
import { FramePace } from '../frame-pace.js';
import type { MotionMap } from '../motion-map.js';
import { planScan, type ScanSlice } from './scan-plan.js';

/** Even without motion everything is scanned again after this time … */
const REVISIT_MS = 10_000;
/** … and in the dark, where the picture gets clearer from frame to frame, after this. */
const REVISIT_IN_DARK_MS = 1000;
/** What moves is no face of a slice if it is smaller than this share of the smallest one. */
const LEAST_MOTION = 0.4;
/** Weight of the newest measurement in the cost of a unit of work. */
const COST_WEIGHT = 0.1;

interface QueuedSlice {
  readonly slice: ScanSlice;
  scannedAtMs: number;
}

/** A slice whose turn it is, and the part of its region that is worth scanning. */
export interface ScanTask {
  readonly slice: ScanSlice;
  readonly region: Box;
  /** Within what time it should be scanned. */
  readonly withinMs: number;
}

/**
 * Spreads the search for new faces over the frames. A slice is due when something has moved in it
 * since its last scan; the most overdue goes first, as long as the frame's budget lasts. The budget
 * is what finishes all due slices within their periods, at most a quarter of the frame's time, and is
 * kept in milliseconds through a running measurement of what the detector costs on this machine.
 */
export class ScanQueue {
  readonly #motion: MotionMap;
  readonly #leastBudgetMs: number;
  #queue: QueuedSlice[] = [];
  #msPerWork = 1e-4;
  readonly #pace = new FramePace();
  #debtMs = 0;

  constructor(motion: MotionMap, leastBudgetMs: number) {
    this.#motion = motion;
    this.#leastBudgetMs = leastBudgetMs;
  }

  /** Plans anew for frames of this size, of which all was scanned at `scannedAtMs`. */
  reset(width: number, height: number, minFacePx: number, scannedAtMs: number): void {
    this.#queue = planScan(width, height, minFacePx).map((slice) => ({ slice, scannedAtMs }));
    this.#pace.restart();
  }

  /**
   * The scans to make in the frame at `timeMs`. Motion inside `followed` faces does not count; that of
   * their hair and bodies, which move all the time, calls for a scan less often.
   */
  take(timeMs: number, followed: readonly Box[], isDark = false): readonly ScanTask[] {
    this.#pace.frame(timeMs);
    const due = this.#due(timeMs, followed, isDark ? REVISIT_IN_DARK_MS : REVISIT_MS);
    const wishMs = due.reduce(
      (sum, { task }) => sum + (this.#costMs(task) * this.#pace.usualMs) / task.withinMs,
      0,
    );
    const pacedMs = Math.min(wishMs, this.#pace.searchMs) + this.#debtMs;
    const budgetMs = Math.max(this.#leastBudgetMs, pacedMs);
    due.sort((a, b) => b.overdue - a.overdue);
    const taken: ScanTask[] = [];
    let leftMs = budgetMs;
    for (const { task, queued } of due) {
      if (leftMs <= 0) break;
      leftMs -= this.#costMs(task);
      queued.scannedAtMs = timeMs;
      taken.push(task);
    }
    // What was overspent is saved in the next frames; what was left over is not hoarded.
    this.#debtMs = due.length > taken.length ? Math.max(-this.#pace.usualMs, leftMs) : 0;
    return taken;
  }

  /** Learns what a scan cost. */
  measured(task: ScanTask, spentMs: number): void {
    const work = workOf(task);
    if (work <= 0) return;
    this.#msPerWork += COST_WEIGHT * (spentMs / work - this.#msPerWork);
  }

  #due(timeMs: number, followed: readonly Box[], calmMs: number) {
    const faces = followed.map(exclusionBox);
    const people = [...faces, ...followed.map(bodyBox)];
    const due: { queued: QueuedSlice; task: ScanTask; overdue: number }[] = [];
    for (const queued of this.#queue) {
      const { slice, scannedAtMs } = queued;
      const agedMs = timeMs - scannedAtMs;
      const moved = this.#motion.changedSince(slice.region, scannedAtMs, faces);
      if (moved === null && agedMs <= calmMs) continue;
      const region =
        moved === null ? slice.region : intersect(grow(moved, slice.maxSizePx), slice.region);
      const others = moved && this.#motion.changedSince(region, scannedAtMs, people);
      const calm = others === null || longerSide(others) < LEAST_MOTION * slice.minSizePx;
      const periodMs = calm ? slice.calmPeriodMs : slice.periodMs;
      const withinMs = moved === null ? calmMs : periodMs;
      due.push({ queued, task: { slice, region, withinMs }, overdue: agedMs / withinMs });
    }
    return due;
  }

  #costMs(task: ScanTask): number {
    return workOf(task) * this.#msPerWork;
  }
}

/** Shrunk pixels of the part of the slice that is scanned. */
function workOf(task: ScanTask): number {
  const { slice, region } = task;
  const share = (region.width * region.height) / (slice.region.width * slice.region.height);
  return slice.work * share;
}

function longerSide(box: Box): number {
  return Math.max(box.width, box.height);
}

function grow(box: Box, byPx: number): Box {
  return {
    x: box.x - byPx,
    y: box.y - byPx,
    width: box.width + 2 * byPx,
    height: box.height + 2 * byPx,
  };
}

function intersect(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.min(a.x + a.width, b.x + b.width) - x,
    height: Math.min(a.y + a.height, b.y + b.height) - y,
  };
}
