import type { Database } from 'better-sqlite3';

/** Keys looked at at a time. */
const LOOK_AT = 5000;

interface KeyedRows {
  readonly table: string;
  readonly key: string;
  /** What lies between the keys of two rows with none between them. */
  readonly stride: number;
}

/**
 * The rows that an earlier recovery, which was killed, has saved: the next one need not read them
 * in the damaged file again, and so comes further each time.
 */
export class SavedRows {
  readonly #into: Database;
  readonly #rows: KeyedRows;

  constructor(into: Database, rows: KeyedRows) {
    this.#into = into;
    this.#rows = rows;
  }

  /**
   * The last key in a direction, from `low` up (1) or from `high` down (-1), up to which every row
   * is saved; null where the next one is not.
   */
  upTo(direction: -1 | 1, low: number, high: number): number | null {
    const { table, key, stride } = this.#rows;
    const keys = this.#into
      .prepare<[number, number], number>(
        `SELECT ${key} FROM ${table} WHERE ${key} > ? AND ${key} < ?
         ORDER BY ${key} ${direction === 1 ? 'ASC' : 'DESC'} LIMIT ${LOOK_AT}`,
      )
      .pluck();
    let last = direction === 1 ? low : high;
    for (;;) {
      const found = direction === 1 ? keys.all(last, high) : keys.all(low, last);
      const before = last;
      for (const next of found) {
        if (next !== last + direction * stride) break;
        last = next;
      }
      if (last === before + direction * stride * LOOK_AT) continue;
      return last === (direction === 1 ? low : high) ? null : last;
    }
  }
}
