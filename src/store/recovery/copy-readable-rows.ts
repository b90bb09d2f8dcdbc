import DatabaseConstructor, { type Database } from 'better-sqlite3';
import { sqliteCode } from '../database/sqlite-failure.js';

/** In the order in which they are worth having; observations come last, newest first. */
const TABLES = [
  ['meta', 'key'],
  ['cameras', 'id'],
  ['runs', 'id'],
  ['rollup_hour', 'start_ms'],
  ['rollup_minute', 'start_ms'],
  ['events', 'id'],
  ['time_marks', 'age_clock_ms'],
  ['faces', 'id'],
  ['observations', 'id'],
] as const;

const CHUNK_ROWS = 500;

export interface RecoveryReport {
  /** Rows saved per table. */
  readonly saved: Readonly<Record<string, number>>;
  /** False when time ran out or a part could not be read. */
  readonly complete: boolean;
}

/**
 * Copies what can still be read from the damaged file at `fromPath` into the new, empty
 * database `into`, newest rows first, for at most `maxMs` of `monotonicMs`. Each table is
 * read from its end; at a damaged page it is read from its beginning up to there as well.
 */
export function copyReadableRows(
  fromPath: string,
  into: Database,
  maxMs: number,
  monotonicMs: () => number,
): RecoveryReport {
  const deadlineMs = monotonicMs() + maxMs;
  const saved: Record<string, number> = {};
  let complete = true;
  let from: Database;
  try {
    from = new DatabaseConstructor(fromPath, { fileMustExist: true, timeout: 1000 });
  } catch {
    return { saved, complete: false };
  }
  into.pragma('foreign_keys = OFF');
  try {
    for (const [table, key] of TABLES) {
      saved[table] = 0;
      for (const direction of ['DESC', 'ASC'] as const) {
        const end = copyTable(from, into, { table, key, direction, deadlineMs, monotonicMs });
        saved[table] += end.rows;
        if (end.reachedEnd) break;
        complete = false;
        if (monotonicMs() >= deadlineMs) break;
      }
    }
  } finally {
    from.close();
    into.pragma('foreign_keys = ON');
  }
  return { saved, complete };
}

interface TableCopy {
  readonly table: string;
  readonly key: string;
  readonly direction: 'ASC' | 'DESC';
  readonly deadlineMs: number;
  readonly monotonicMs: () => number;
}

/** Copies rows in key order until the end, a damaged page, or the deadline. */
function copyTable(
  from: Database,
  into: Database,
  { table, key, direction, deadlineMs, monotonicMs }: TableCopy,
): { readonly rows: number; readonly reachedEnd: boolean } {
  let rows = 0;
  try {
    const columns = into.prepare(`SELECT * FROM ${table} LIMIT 0`).columns();
    const names = columns.map((column) => column.name);
    const keyIndex = names.indexOf(key);
    const list = names.join(', ');
    const insert = into.prepare<unknown[]>(
      `INSERT OR IGNORE INTO ${table} (${list}) VALUES (${names.map(() => '?').join(', ')})`,
    );
    // An infinite key would be simpler, but text keys exist too; so the first page has its own text.
    const order = `ORDER BY ${key} ${direction} LIMIT ${CHUNK_ROWS}`;
    const first = from.prepare<unknown[], unknown[]>(`SELECT ${list} FROM ${table} ${order}`).raw();
    const comparison = direction === 'ASC' ? '>' : '<';
    const next = from
      .prepare<unknown[], unknown[]>(
        `SELECT ${list} FROM ${table} WHERE ${key} ${comparison} ? ${order}`,
      )
      .raw();
    const copyChunk = into.transaction((chunk: unknown[][]) => {
      for (const row of chunk) rows += insert.run(...row).changes;
    });
    let chunk = readUntilDamage(first.iterate());
    while (chunk.rows.length > 0) {
      copyChunk(chunk.rows);
      if (chunk.damaged || monotonicMs() >= deadlineMs) return { rows, reachedEnd: false };
      chunk = readUntilDamage(next.iterate(chunk.rows.at(-1)?.[keyIndex]));
    }
    return { rows, reachedEnd: !chunk.damaged };
  } catch (error) {
    if (sqliteCode(error) === null) throw error;
    return { rows, reachedEnd: false };
  }
}

/** The rows before the first that cannot be read. */
function readUntilDamage(iterator: Iterable<unknown[]>): { rows: unknown[][]; damaged: boolean } {
  const rows: unknown[][] = [];
  try {
    for (const row of iterator) rows.push(row);
    return { rows, damaged: false };
  } catch (error) {
    if (sqliteCode(error) === null) throw error;
    return { rows, damaged: true };
  }
}
