import type { Rotation } from '../../core/frame-source.js';
import { type GrayImage, shrinkTo } from '../crop/area-resize.js';
import { quarterTurn } from '../crop/pad-and-turn.js';
import type { Landmarker } from '../landmarks/landmarker.js';
import type { Detector } from './detector.js';
import { planTiles } from './tile.js';

/** The first look comes after so long: exposure and focus of a camera have settled by then. */
const FIRST_LOOK_MS = 10_000;
/** Until the next look; each that shows nobody doubles it, up to the longest. */
const LOOK_AGAIN_MS = 5000;
const LONGEST_PAUSE_MS = 60_000;
/** When it is known how the picture stands: somebody may hang the camera otherwise. */
const KNOWN_PAUSE_MS = 600_000;
/** Looks that must agree. */
const VOTES = 3;
/** Each picture is searched whole at this size: a large face tells enough. */
const LONGEST_PX = 320;
/** Detections of a picture that the landmark network looks at. */
const MOST_CANDIDATES = 3;
/**
 * Detection score times landmark confidence. Upright faces of eight films have 0.86 to 1; the same
 * upside down, which are found as well, 0.5 to 0.77.
 */
const LEAST_STRENGTH = 0.8;
const LEAST_LEAD = 0.1;

/** By how much a picture may have to be turned, clockwise. */
const TURNS = [0, 90, 180, 270] as const satisfies readonly Rotation[];

/**
 * Notices a camera that is mounted upside down or on its side: where something moves, it now and
 * then searches a frame as it is and turned, and compares how sure the faces are. A look costs
 * about four detections; there are few of them, and fewer still once the answer is known.
 */
export class TurnedPicture {
  readonly #detector: Detector;
  readonly #landmarker: Landmarker;
  #lookedAtMs: number | null = null;
  #pauseMs = FIRST_LOOK_MS;
  #vote: { readonly turn: Rotation; readonly count: number } = { turn: 0, count: 0 };
  #known: Rotation | null = null;

  constructor(detector: Detector, landmarker: Landmarker) {
    this.#detector = detector;
    this.#landmarker = landmarker;
  }

  /** Degrees clockwise by which the picture must be turned for faces to stand upright, or null. */
  get degrees(): 90 | 180 | 270 | null {
    return this.#known === 0 ? null : this.#known;
  }

  /** Since when something must have moved for a look to be worth it; null while none is due. */
  dueSinceMs(timeMs: number): number | null {
    this.#lookedAtMs ??= timeMs;
    return timeMs - this.#lookedAtMs < this.#pauseMs ? null : this.#lookedAtMs;
  }

  /** Searches a frame in all four ways. */
  async look(frame: GrayImage, timeMs: number): Promise<void> {
    this.#lookedAtMs = timeMs;
    const shrunk = shrinkTo(frame, LONGEST_PX);
    const strengths: number[] = [];
    for (const turn of TURNS) {
      const turned = turn === 0 ? shrunk : quarterTurn(shrunk, turn);
      strengths.push(await this.#strengthOf(turned));
    }
    this.#count(upright(strengths));
  }

  #count(turn: Rotation | null): void {
    if (turn === null) {
      this.#pauseMs = Math.min(Math.max(this.#pauseMs, LOOK_AGAIN_MS) * 2, LONGEST_PAUSE_MS);
      return;
    }
    this.#vote = { turn, count: turn === this.#vote.turn ? this.#vote.count + 1 : 1 };
    const isKnown = this.#vote.count >= VOTES;
    if (isKnown) this.#known = turn;
    this.#pauseMs = isKnown && turn === 0 ? KNOWN_PAUSE_MS : LOOK_AGAIN_MS;
  }

  /** Of the surest face, 0 without any. */
  async #strengthOf(picture: GrayImage): Promise<number> {
    const { min } = this.#detector.scores;
    const { width, height } = picture;
    const [whole] = planTiles(width, height, Number.POSITIVE_INFINITY, this.#detector.input);
    const hits = await this.#detector.look(picture, whole!, min);
    const best = hits.slice(0, MOST_CANDIDATES);
    if (best.length === 0) return 0;
    const places = best.map(({ box }) => ({ box, previous: null }));
    const located = await this.#landmarker.locateAll(picture, places);
    return Math.max(...best.map(({ score }, i) => score * (located[i]?.confidence ?? 0)));
  }
}

/** The turn with sure faces, where those of all others are less sure; null where none is. */
function upright(strengths: readonly number[]): Rotation | null {
  const at = strengths.indexOf(Math.max(...strengths));
  const best = strengths[at] ?? 0;
  const second = Math.max(...strengths.filter((_, i) => i !== at));
  return best < LEAST_STRENGTH || best - second < LEAST_LEAD ? null : (TURNS[at] ?? null);
}
