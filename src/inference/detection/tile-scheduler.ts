import { type Box, scaledBox } from '../../core/box.js';
import type { SearchMode } from '../inference-settings.js';
import type { PredictedTrack } from '../tracking/track-types.js';
import type { MotionMap } from './motion-map.js';
import { type Tile, type TileInput, tileAt } from './tile.js';

/** A face that its landmarks follow is verified by the detector this often. */
const REVERIFY_AFTER_MS = 1000;

/** A tile is searched again after this time while something new moves in it … */
const MOVED_MS = 250;
/** … and until it has been at rest for so long: who has just stopped is no longer blurred. */
const SETTLES_MS = 600;
/** … while only followed people move in it (the whole frame, and finer tiles), … */
const PEOPLE_MOVED_MS = { whole: 1000, fine: 4000 };
/** … and while nothing moves: a pale face may come in without changing a gray level. */
const STILL_MS = { whole: 1500, fine: 6000 };
/** Where time allows, while followed people move somebody may step out from behind them. */
const PEOPLE_MOVED_WITH_HEADROOM_MS = { whole: 500, fine: 3000 };
/** In a recording, for which nobody waits, every tile is searched at least this often. */
const OFFLINE_MS = 250;
/** In the dark the picture gets clearer from frame to frame, whether something moves or not. */
const STILL_IN_DARK_MS = 1000;
/**
 * Time allows it while a look at every tile within 250 ms would take this share of one core at
 * most.
 */
const HEADROOM_SHARE = 0.1;

/** Tiles for faces that must be found again, a frame at most … */
const URGENT_A_FRAME = 2;
/** … and tiles for new faces. */
const PROVING_A_FRAME = 4;
/** Tiles of lost faces go before any other that waited for fewer of its periods … */
const URGENT_RANK = 3;
/** … and those of new faces before all; among themselves they take turns. */
const PROVING_RANK = 1e6;
/** What new faces cost beyond the budget is saved by the time of so many looks at most. */
const MAX_DEBT_LOOKS = 3;
/** Cost of a look before the first is measured. */
const FIRST_LOOK_MS = 2;
/** Weight of the newest measurement in the cost of a look. */
const COST_WEIGHT = 0.1;

/** Within this many sides of a followed face's box there is no room for another face. */
const EXCLUSION_SCALE = 1.4;

/** The followed faces of a frame by how they are known. */
interface FollowedTracks {
  /** Those that their landmarks found. */
  readonly held: readonly PredictedTrack[];
  /** Those that the detector has to find. */
  readonly lost: readonly PredictedTrack[];
}

interface QueuedTile {
  readonly tile: Tile;
  searchedAtMs: number;
}

interface DueTile {
  readonly queued: QueuedTile;
  readonly rank: number;
}

/**
 * Decides which tiles the detector looks at in each frame: first where a new face must be
 * confirmed, then where a followed one must be found again, then whichever has waited longest. The
 * period of a tile depends on what has moved in it: nobody comes in without that, and a slow sweep
 * of all tiles finds whom no motion told of. With headroom every tile in which something moves has
 * its turn four times a second; without it the time of all looks stays below a quarter of the
 * frame's. A new face is looked at whatever that costs: on a slow box it would be forgotten before
 * its next turn.
 */
export class TileScheduler {
  readonly #motion: MotionMap;
  readonly #input: TileInput;
  readonly #mode: SearchMode;
  #queue: readonly QueuedTile[] = [];
  #tiles: readonly Tile[] = [];
  #beganAtMs = 0;
  readonly #pace = new FramePace();
  /** Usual cost of a look; null before the first. */
  #usualLookMs: number | null = null;
  #leftMs = 0;

  constructor(motion: MotionMap, input: TileInput, mode: SearchMode) {
    this.#motion = motion;
    this.#input = input;
    this.#mode = mode;
  }

  /** Begins with these tiles, all searched at `searchedAtMs`. */
  reset(tiles: readonly Tile[], searchedAtMs: number): void {
    this.#tiles = tiles;
    this.#beganAtMs = searchedAtMs;
    this.#queue = tiles.map((tile) => ({ tile, searchedAtMs }));
    this.#pace.restart();
    this.#leftMs = 0;
  }

  /** The tiles to look at in the frame at `timeMs`. */
  take(timeMs: number, { held, lost }: FollowedTracks, isDark: boolean): readonly Tile[] {
    this.#pace.frame(timeMs);
    if (this.#mode === 'thorough') return this.#tiles;
    const tileOf = ({ box }: PredictedTrack) => tileAt(box, this.#tiles, this.#input);
    const urgent = new Set(lost.map(tileOf));
    const proving = new Set(lost.filter(({ confirmed }) => !confirmed).map(tileOf));
    const verified = new Set(held.map(tileOf));
    const followed = [...held, ...lost].map(({ box }) => box);
    const faces = followed.map((box) => scaledBox(box, EXCLUSION_SCALE));
    const people = [...faces, ...followed.map(bodyBox)];
    const due: DueTile[] = [];
    for (const queued of this.#queue) {
      const { tile, searchedAtMs } = queued;
      const periodMs = this.#periodMs(queued, timeMs, faces, people, isDark);
      const dueMs = verified.has(tile) ? Math.min(REVERIFY_AFTER_MS, periodMs) : periodMs;
      const overdue = (timeMs - searchedAtMs) / dueMs;
      if (overdue < 1 && !urgent.has(tile)) continue;
      const before = proving.has(tile) ? PROVING_RANK : urgent.has(tile) ? URGENT_RANK : 0;
      due.push({ queued, rank: overdue + before });
    }
    due.sort((a, b) => b.rank - a.rank);
    const taken = due.slice(0, this.#looksNow(proving.size, urgent.size));
    for (const { queued } of taken) queued.searchedAtMs = timeMs;
    const spentMs = taken.length * this.#lookMs;
    this.#leftMs = Math.max(this.#leftMs - spentMs, -MAX_DEBT_LOOKS * this.#lookMs);
    return taken.map(({ queued }) => queued.tile);
  }

  /** Learns what a look cost. */
  measured(spentMs: number): void {
    const usualMs = this.#usualLookMs ?? spentMs;
    this.#usualLookMs = usualMs + COST_WEIGHT * (spentMs - usualMs);
  }

  get #lookMs(): number {
    return this.#usualLookMs ?? FIRST_LOOK_MS;
  }

  /** Whether a look at every tile four times a second takes little of the processor's time. */
  get #hasHeadroom(): boolean {
    const looksASecond = (this.#queue.length * 1000) / MOVED_MS;
    return looksASecond * this.#lookMs <= HEADROOM_SHARE * 1000;
  }

  /**
   * Looks in this frame. While earlier ones have used up the time only those for new faces; else
   * one, those for lost faces, or with headroom as many as give every tile its turn in time.
   */
  #looksNow(proving: number, urgent: number): number {
    if (this.#mode === 'offline') return this.#queue.length;
    this.#leftMs = Math.min(0, this.#leftMs + this.#pace.searchMs);
    const turns = Math.ceil((this.#queue.length * this.#pace.usualMs) / MOVED_MS);
    const paced = Math.max(this.#hasHeadroom ? turns + 1 : 1, Math.min(URGENT_A_FRAME, urgent));
    return Math.max(this.#leftMs < 0 ? 0 : paced, Math.min(PROVING_A_FRAME, proving));
  }

  /** How long the tile may wait since it was searched, from what has moved in it since. */
  #periodMs(
    { tile, searchedAtMs }: QueuedTile,
    timeMs: number,
    faces: readonly Box[],
    people: readonly Box[],
    isDark: boolean,
  ): number {
    const size = tile.isWhole ? 'whole' : 'fine';
    const hasMoved = (sinceMs: number, except: readonly Box[]) =>
      this.#motion.changedSince(tile.region, sinceMs, except) !== null;
    if (this.#mode === 'offline') return hasMoved(searchedAtMs, faces) ? 1 : OFFLINE_MS;
    const settlesMs = this.#hasHeadroom ? SETTLES_MS : 0;
    const sinceMs = Math.max(this.#beganAtMs, Math.min(searchedAtMs, timeMs - settlesMs));
    if (hasMoved(sinceMs, people)) return MOVED_MS;
    const stillMs = isDark ? STILL_IN_DARK_MS : STILL_MS[size];
    if (!hasMoved(searchedAtMs, faces)) return stillMs;
    return (this.#hasHeadroom ? PEOPLE_MOVED_WITH_HEADROOM_MS : PEOPLE_MOVED_MS)[size];
  }
}

/** Where the hair and body of a followed face are, which move all the time. */
function bodyBox(face: Box): Box {
  return {
    x: face.x - 0.9 * face.width,
    y: face.y - 0.8 * face.height,
    width: 2.8 * face.width,
    height: 5.8 * face.height,
  };
}

/** Share of the time between two frames that the search may use at most. */
const MAX_FRAME_SHARE = 0.25;
/** Before the first interval is known: fifteen frames a second. */
const FIRST_GUESS_MS = 66;
/** Weight of the newest interval; a pause counts as a second. */
const INTERVAL_WEIGHT = 0.1;
const LONGEST_INTERVAL_MS = 1000;

/** The usual time between two frames, and how much of it the search for new faces may take. */
class FramePace {
  #lastMs: number | null = null;
  #usualMs = FIRST_GUESS_MS;

  get usualMs(): number {
    return this.#usualMs;
  }

  /** The most that the search may take in one frame, milliseconds. */
  get searchMs(): number {
    return MAX_FRAME_SHARE * this.#usualMs;
  }

  /** The next frame does not count from the last one: another source, or another size. */
  restart(): void {
    this.#lastMs = null;
  }

  frame(timeMs: number): void {
    const last = this.#lastMs;
    this.#lastMs = timeMs;
    if (last === null || timeMs <= last) return;
    const intervalMs = Math.min(LONGEST_INTERVAL_MS, timeMs - last);
    this.#usualMs += INTERVAL_WEIGHT * (intervalMs - this.#usualMs);
  }
}
