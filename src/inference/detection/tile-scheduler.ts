import type { Box } from '../../core/box.js';
import type { PredictedTrack } from '../tracking/track-types.js';
import { bodyBox, exclusionBox } from './exclusion-box.js';
import { FramePace } from './frame-pace.js';
import type { MotionMap } from './motion-map.js';
import { REVERIFY_AFTER_MS } from './reverification.js';
import { type Tile, type TileInput, tileAt } from './tile.js';

/** In the dark the picture gets clearer from frame to frame: everything is looked at as often as this. */
const REVISIT_IN_DARK_MS = 1000;
/** Views for faces that must be found again, a frame at most … */
const URGENT_A_FRAME = 2;
/** … and views for new faces. */
const PROVING_A_FRAME = 4;
/** Those for faces that have their number go before any other that waited for fewer of its periods … */
const TOO_LATE = 3;
/** … and those for new faces before all; among themselves they take turns. */
const ALWAYS_FIRST = 1e6;
/** What new faces cost beyond the budget is saved by the time of so many runs at most. */
const MAX_DEBT_RUNS = 3;
/** With such a budget nobody waits: everything is looked at often, whether something moves or not. */
const PATIENT_MS = 10_000;
/** Weight of the newest measurement in the cost of a run. */
const COST_WEIGHT = 0.1;

/** The followed faces of a frame by how they are known. */
export interface FollowedTracks {
  /** Those that their points found. */
  readonly held: readonly PredictedTrack[];
  /** Those that the network has to find. */
  readonly lost: readonly PredictedTrack[];
}

interface QueuedView {
  readonly view: Tile;
  lookedAtMs: number;
}

/**
 * Decides which views the network looks at in each frame: first where a new face is to prove itself,
 * then where a followed one must be found again, then whichever has waited longest since something
 * moved in it or since a face in it was last verified. One run a frame, or as many as the budget allows.
 * A new face is looked at whatever that costs: on a box so slow that a run must be saved up for, it
 * would have been forgotten by the next run, and no face would ever get its number.
 */
export class TileScheduler {
  readonly #motion: MotionMap;
  readonly #input: TileInput;
  readonly #leastBudgetMs: number;
  readonly #isPatient: boolean;
  #queue: readonly QueuedView[] = [];
  #views: readonly Tile[] = [];
  readonly #pace = new FramePace();
  #runMs = 2;
  #leftMs = 0;

  constructor(motion: MotionMap, input: TileInput, leastBudgetMs: number) {
    this.#motion = motion;
    this.#input = input;
    this.#leastBudgetMs = leastBudgetMs;
    this.#isPatient = leastBudgetMs >= PATIENT_MS;
  }

  /** Begins with these views, all looked at at `lookedAtMs`. */
  reset(views: readonly Tile[], lookedAtMs: number): void {
    this.#views = views;
    this.#queue = views.map((view) => ({ view, lookedAtMs }));
    this.#pace.restart();
    this.#leftMs = 0;
  }

  /** The view in which a face with this box is looked for. */
  viewOf(box: Box): Tile {
    return tileAt(box, this.#views, this.#input);
  }

  /** The views to look at in the frame at `timeMs`. */
  take(timeMs: number, { held, lost }: FollowedTracks, isDark: boolean): readonly Tile[] {
    this.#pace.frame(timeMs);
    const urgent = new Set(lost.map((track) => this.viewOf(track.box)));
    const proving = new Set(
      lost.filter((track) => !track.confirmed).map((track) => this.viewOf(track.box)),
    );
    const verified = new Set(held.map((track) => this.viewOf(track.box)));
    const followed = [...held, ...lost].map((track) => track.box);
    const rooms = followed.map(exclusionBox);
    const people = [...rooms, ...followed.map(bodyBox)];
    const waiting: { readonly queued: QueuedView; readonly overdue: number }[] = [];
    for (const queued of this.#queue) {
      const periodMs = this.#periodMs(queued, rooms, people, isDark);
      const wantedMs = verified.has(queued.view) ? Math.min(REVERIFY_AFTER_MS, periodMs) : periodMs;
      const overdue = (timeMs - queued.lookedAtMs) / wantedMs;
      if (urgent.has(queued.view) || overdue >= 1) waiting.push({ queued, overdue });
    }
    const rank = ({ queued: { view }, overdue }: (typeof waiting)[number]) =>
      overdue + (proving.has(view) ? ALWAYS_FIRST : urgent.has(view) ? TOO_LATE : 0);
    waiting.sort((a, b) => rank(b) - rank(a));
    const runs = this.#runs(
      Math.min(PROVING_A_FRAME, proving.size),
      Math.min(URGENT_A_FRAME, urgent.size),
    );
    const taken = waiting.slice(0, runs);
    for (const { queued } of taken) queued.lookedAtMs = timeMs;
    const spentMs = taken.length * this.#runMs;
    this.#leftMs = Math.max(this.#leftMs - spentMs, -MAX_DEBT_RUNS * this.#runMs);
    return taken.map(({ queued }) => queued.view);
  }

  /** Learns what a run cost. */
  measured(spentMs: number): void {
    this.#runMs += COST_WEIGHT * (spentMs - this.#runMs);
  }

  /**
   * Runs in this frame: the urgent ones, or one; while earlier ones have used up the time only those
   * for new faces, `proving` of them; more where the budget allows.
   */
  #runs(proving: number, urgent: number): number {
    this.#leftMs = Math.min(0, this.#leftMs + this.#pace.searchMs);
    const paced = this.#leftMs < 0 ? 0 : Math.max(1, urgent);
    return Math.max(paced, proving, Math.floor(this.#leastBudgetMs / this.#runMs));
  }

  /** How long the view may wait since it was looked at, from what has moved in it since. */
  #periodMs(
    { view, lookedAtMs }: QueuedView,
    rooms: readonly Box[],
    people: readonly Box[],
    isDark: boolean,
  ): number {
    if (this.#isPatient) return view.patientPeriodMs;
    const moved = (except: readonly Box[]) =>
      this.#motion.changedSince(view.region, lookedAtMs, except) !== null;
    if (!moved(rooms)) return isDark ? REVISIT_IN_DARK_MS : view.stillPeriodMs;
    return moved(people) ? view.periodMs : view.calmPeriodMs;
  }
}
