import { statSync } from 'node:fs';
import DatabaseConstructor, { type Database } from 'better-sqlite3';
import { sqliteCode } from '../database/sqlite-failure.js';
import { DamagedTable, type Row } from './read-around-damage.js';

/** In the order in which they are worth having; observations come last, newest first. */
const TABLES = [
  ['cameras', 'id'],
  ['runs', 'id'],
  ['rollup_hour', 'start_ms'],
  ['rollup_minute', 'start_ms'],
  ['events', 'id'],
  ['time_marks', 'age_clock_ms'],
  ['faces', 'id'],
  ['observations', 'id'],
] as const;

export interface RecoveryReport {
  /** Rows saved per table. */
  readonly saved: Readonly<Record<string, number>>;
  /** False when time or room ran out or a part could not be read. */
  readonly complete: boolean;
}

/**
 * Copies what can still be read from the damaged file at `fromPath`, which stays as it is, into
 * the new, empty database `into`, newest rows first, while `mayGoOn`.
 *
 * @throws SqliteError when `into` cannot take the rows.
 */
export function copyReadableRows(
  fromPath: string,
  into: Database,
  mayGoOn: () => boolean,
): RecoveryReport {
  const saved: Record<string, number> = {};
  let complete = true;
  // SQLite deletes the log of an empty file; what it holds may be all that there is.
  if (statSync(fromPath).size === 0) return { saved, complete: false };
  let from: Database;
  try {
    from = new DatabaseConstructor(fromPath, { readonly: true, timeout: 1000 });
  } catch {
    return { saved, complete: false };
  }
  into.pragma('foreign_keys = OFF');
  try {
    const copies = [
      ['meta', metaRows(from)] as const,
      ...TABLES.map(([table, key]) => [table, tableRows(from, into, table, key, mayGoOn)] as const),
    ];
    for (const [table, rows] of copies) {
      const end = copyRows(rows, into, table);
      saved[table] = end.saved;
      complete &&= end.complete;
    }
  } finally {
    from.close();
    into.pragma('foreign_keys = ON');
  }
  return { saved, complete };
}

type RowSource = Generator<readonly Row[], boolean, void>;

/** Writes the rows of one table; a row that breaks the rules of the schema is left out. */
function copyRows(
  source: RowSource,
  into: Database,
  table: string,
): { readonly saved: number; readonly complete: boolean } {
  const columns = columnsOf(into, table);
  const insert = into.prepare<unknown[]>(
    `INSERT OR IGNORE INTO ${table} (${columns.join(', ')})
     VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let saved = 0;
  let refused = 0;
  const copyChunk = into.transaction((rows: readonly Row[]) => {
    for (const row of rows) {
      try {
        saved += insert.run(...row).changes;
      } catch (error) {
        if (!/^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(sqliteCode(error) ?? '')) throw error;
        refused++;
      }
    }
  });
  for (;;) {
    const next = source.next();
    if (next.done === true) return { saved, complete: next.value && refused === 0 };
    copyChunk(next.value);
  }
}

function* tableRows(
  from: Database,
  into: Database,
  name: string,
  key: string,
  mayGoOn: () => boolean,
): RowSource {
  let table: DamagedTable;
  try {
    table = new DamagedTable(from, { name, key, columns: columnsOf(into, name) }, mayGoOn);
  } catch (error) {
    if (sqliteCode(error) === null) throw error;
    return false;
  }
  return yield* table.rows();
}

/** A handful of rows with keys of text: read from both ends. */
function* metaRows(from: Database): RowSource {
  for (const order of ['ASC', 'DESC']) {
    const rows: Row[] = [];
    try {
      const all = from.prepare(`SELECT key, value FROM meta ORDER BY key ${order}`).raw();
      for (const row of all.iterate()) rows.push(row as Row);
      yield rows;
      return true;
    } catch (error) {
      if (sqliteCode(error) === null) throw error;
      yield rows;
    }
  }
  return false;
}

function columnsOf(db: Database, table: string): readonly string[] {
  return db
    .prepare(`SELECT * FROM ${table} LIMIT 0`)
    .columns()
    .map((column) => column.name);
}
