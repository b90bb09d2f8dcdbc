import type { Database, Statement } from 'better-sqlite3';
import { sqliteCode } from '../sqlite-code.js';

export type Row = readonly unknown[];

/** A table with the columns to read and the one, an integer, by which its rows are in order. */
interface KeyedTable {
  readonly name: string;
  readonly key: string;
  readonly columns: readonly string[];
}

/** Keys between two that are not in it. */
export interface KeyRange {
  readonly low: number;
  readonly high: number;
}

/** What is known of a table whose reader was killed before. */
export interface ReadGuard {
  readonly chunkRows: number;
  /** Places that are not read: they count as damaged. */
  readonly avoided: readonly KeyRange[];
  /**
   * The last key, in a direction from `low` up (1) or from `high` down (-1), up to which every row
   * has been saved before; null where the next one has not.
   */
  savedUpTo(direction: -1 | 1, low: number, high: number): number | null;
  /** Called before each read, from `low` up (1) or from `high` down (-1), neither included. */
  beforeRead(direction: -1 | 1, low: number, high: number): void;
  afterRead(): void;
}

const UNGUARDED: ReadGuard = {
  chunkRows: 500,
  avoided: [],
  savedUpTo: () => null,
  beforeRead: () => {},
  afterRead: () => {},
};

const LOWEST_KEY = Number.MIN_SAFE_INTEGER;
const HIGHEST_KEY = Number.MAX_SAFE_INTEGER;
/** Less than the rows of a page; it doubles until rows come again. */
const FIRST_STEP = 16;
/** Looks into what lies between two damaged places: enough for pages in a gap of a hundred. */
const MOST_PROBES_PER_GAP = 256;

/** Towards lower keys, or towards higher ones. */
type Direction = -1 | 1;

/** Where reading in one direction ended; `lastKey` is null when no row came. */
interface RunEnd {
  readonly lastKey: number | null;
  readonly damaged: boolean;
}

/**
 * Reads what can be read of a damaged table, from its highest key down, while `mayGoOn`. At
 * damage it looks further along, by a growing step, until rows come again; from there it reads
 * back to the damage and onwards. When the highest key itself cannot be read it goes from the
 * lowest up. Rows may come twice.
 */
export class DamagedTable {
  readonly #table: KeyedTable;
  readonly #keyAt: number;
  readonly #mayGoOn: () => boolean;
  readonly #guard: ReadGuard;
  readonly #statements: Readonly<Record<Direction, Statement<[number, number], unknown[]>>>;

  /** @throws SqliteError when the table is not there at all. */
  constructor(
    from: Database,
    table: KeyedTable,
    mayGoOn: () => boolean,
    guard: ReadGuard = UNGUARDED,
  ) {
    const { name, key, columns } = table;
    const prepare = (order: string) =>
      from
        .prepare<[number, number], unknown[]>(
          `SELECT ${columns.join(', ')} FROM ${name} WHERE ${key} > ? AND ${key} < ?
           ORDER BY ${key} ${order} LIMIT ${guard.chunkRows}`,
        )
        .raw();
    this.#table = table;
    this.#keyAt = table.columns.indexOf(key);
    this.#mayGoOn = mayGoOn;
    this.#guard = guard;
    this.#statements = { [-1]: prepare('DESC'), 1: prepare('ASC') };
  }

  get name(): string {
    return this.#table.name;
  }

  /** Yields rows in chunks; returns whether that was all of them. */
  *rows(): Generator<readonly Row[], boolean, void> {
    const end = yield* this.#run(-1, LOWEST_KEY, HIGHEST_KEY);
    if (!end.damaged) return true;
    if (end.lastKey !== null) yield* this.#goBeyond(-1, end.lastKey);
    else {
      const start = yield* this.#run(1, LOWEST_KEY, HIGHEST_KEY);
      yield* this.#goBeyond(1, start.lastKey ?? 0);
    }
    return false;
  }

  /** Goes on beyond the damage that follows `edge`, and beyond each that comes after it. */
  *#goBeyond(direction: Direction, edge: number): Generator<readonly Row[], void, void> {
    const farEnd = direction === 1 ? HIGHEST_KEY : LOWEST_KEY;
    for (let step = FIRST_STEP; this.#mayGoOn(); step *= 2) {
      const from = edge + direction * step;
      if (direction === 1 ? from >= HIGHEST_KEY : from < 0) {
        yield* this.#readBack(direction, farEnd, edge);
        return;
      }
      const landing = yield* this.#run(direction, ...bounds(from, farEnd));
      if (landing.damaged && landing.lastKey === null) continue;
      yield* this.#readBack(direction, from + direction, edge);
      if (!landing.damaged || landing.lastKey === null) return;
      edge = landing.lastKey;
      step = FIRST_STEP / 2;
    }
  }

  /** Reads from `from` back to the damage after `edge`, and what lies within that damage. */
  *#readBack(
    direction: Direction,
    from: number,
    edge: number,
  ): Generator<readonly Row[], void, void> {
    const back: Direction = direction === 1 ? -1 : 1;
    const end = yield* this.#run(back, ...bounds(from, edge));
    if (end.damaged) yield* this.#searchGap(...bounds(end.lastKey ?? from, edge));
  }

  /** Halves what lies between two keys again and again, and reads from each middle. */
  *#searchGap(lowest: number, highest: number): Generator<readonly Row[], void, void> {
    const gaps: [low: number, high: number][] = [[lowest, highest]];
    for (let probes = 0; probes < MOST_PROBES_PER_GAP && this.#mayGoOn(); probes++) {
      const gap = gaps.shift();
      if (gap === undefined) return;
      const [low, high] = gap;
      if (high - low <= 1) continue;
      const middle = Math.floor(low + (high - low) / 2);
      const up = yield* this.#run(1, middle - 1, high);
      if (up.damaged) gaps.push([up.lastKey ?? middle, high]);
      const down = yield* this.#run(-1, low, middle);
      if (down.damaged) gaps.push([low, down.lastKey ?? middle]);
    }
  }

  /** Reads between two keys, neither included, until the end or damage. */
  *#run(direction: Direction, low: number, high: number): Generator<readonly Row[], RunEnd, void> {
    let lastKey: number | null = null;
    while (this.#mayGoOn()) {
      const saved = this.#guard.savedUpTo(direction, low, high);
      if (saved !== null) {
        lastKey = saved;
        if (direction === 1) low = saved;
        else high = saved;
      }
      const chunk = this.#readChunk(direction, low, high);
      const last = chunk.rows.at(-1);
      if (last !== undefined) {
        lastKey = last[this.#keyAt] as number;
        if (direction === 1) low = lastKey;
        else high = lastKey;
        yield chunk.rows;
      }
      if (chunk.damaged) return { lastKey, damaged: true };
      if (chunk.rows.length < this.#guard.chunkRows) return { lastKey, damaged: false };
    }
    return { lastKey, damaged: true };
  }

  /** The rows before the first that cannot be read or is out of order, as only damage makes it. */
  #readChunk(
    direction: Direction,
    low: number,
    high: number,
  ): { readonly rows: readonly Row[]; readonly damaged: boolean } {
    const rows: Row[] = [];
    const isAvoided = ({ low: from, high: to }: KeyRange) =>
      direction === 1 ? from <= low && to > low + 1 : to >= high && from < high - 1;
    if (this.#guard.avoided.some(isAvoided)) return { rows, damaged: true };
    const [from, to] = this.#upToAvoided(direction, low, high);
    let [lowest, highest] = [from, to];
    this.#guard.beforeRead(direction, low, high);
    try {
      for (const row of this.#statements[direction].iterate(from, to)) {
        const key = row[this.#keyAt];
        if (!Number.isSafeInteger(key)) return { rows, damaged: true };
        if ((key as number) <= lowest || (key as number) >= highest) return { rows, damaged: true };
        if (direction === 1) lowest = key as number;
        else highest = key as number;
        rows.push(row);
      }
      const isCut = (from > low || to < high) && rows.length < this.#guard.chunkRows;
      return { rows, damaged: isCut };
    } catch (error) {
      if (sqliteCode(error) === null) throw error;
      return { rows, damaged: true };
    } finally {
      this.#guard.afterRead();
    }
  }

  /** The part of a range before the first place in it that is avoided. */
  #upToAvoided(direction: Direction, low: number, high: number): [low: number, high: number] {
    let [from, to] = [low, high];
    for (const range of this.#guard.avoided) {
      if (range.high <= low || range.low >= high) continue;
      if (direction === 1) to = Math.min(to, range.low + 1);
      else from = Math.max(from, range.high - 1);
    }
    return [from, to];
  }
}

function bounds(one: number, other: number): [low: number, high: number] {
  return one < other ? [one, other] : [other, one];
}
