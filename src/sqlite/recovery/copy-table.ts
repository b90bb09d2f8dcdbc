import type { Database } from 'better-sqlite3';
import { isRefusedRow, sqliteCode } from '../sqlite-code.js';
import { type StoredRow, UnreadableRow } from '../unreadable-row.js';
import { DamagedTable, type ReadGuard, type Row } from './read-around-damage.js';

/** A table by its name and its primary key: an integer unless it is a text. */
export interface TableToCopy {
  readonly name: string;
  readonly key: string;
  readonly keyIs?: 'text';
  /** Throws UnreadableRow for a row that cannot have been written so. */
  readonly requireReadable?: (row: StoredRow) => void;
}

interface CopiedTable {
  readonly saved: number;
  /** Rows that could be read but say what none of ours can, or break the rules of the schema. */
  readonly unreadable: number;
  /** False when time ran out, a part could not be read or rows broke the rules of the schema. */
  readonly complete: boolean;
}

/** Unreadable rows that are counted at most. */
const MOST_COUNTED = 100_000;

type RowSource = Generator<readonly Row[], boolean, void>;

/**
 * Copies what can be read of a table of the damaged database `from` into the table of the same name
 * of `into`, newest rows first, while `mayGoOn`; rows that are there already stay.
 *
 * @throws SqliteError when `into` cannot take the rows.
 */
export function copyTable(
  from: Database,
  into: Database,
  table: TableToCopy,
  mayGoOn: () => boolean,
  guard?: ReadGuard,
): CopiedTable {
  const columns = sharedColumns(from, into, table.name);
  if (columns.length === 0) return { saved: 0, unreadable: 0, complete: false };
  const insert = into.prepare<unknown[]>(
    `INSERT OR IGNORE INTO ${table.name} (${columns.join(', ')})
     VALUES (${columns.map(() => '?').join(', ')})`,
  );
  let saved = 0;
  const keyAt = columns.indexOf(table.key);
  // Damage may give a row twice.
  const unreadable = new Set<unknown>();
  const copyChunk = into.transaction((rows: readonly Row[]) => {
    for (const row of rows) {
      try {
        table.requireReadable?.(storedRow(columns, row));
        saved += insert.run(...row).changes;
      } catch (error) {
        if (!isRefusedRow(error) && !(error instanceof UnreadableRow)) throw error;
        if (unreadable.size < MOST_COUNTED) unreadable.add(row[keyAt]);
      }
    }
  });
  const source =
    table.keyIs === 'text'
      ? textKeyedRows(from, table, columns)
      : integerKeyedRows(from, table, columns, mayGoOn, guard);
  for (;;) {
    const next = source.next();
    if (next.done === true) {
      const complete = next.value && unreadable.size === 0;
      return { saved, unreadable: unreadable.size, complete };
    }
    copyChunk(next.value);
  }
}

/** A row of an earlier schema lacks columns: they are null. */
function storedRow(columns: readonly string[], row: Row): StoredRow {
  return { get: (column) => (row[columns.indexOf(column)] ?? null) as number | null };
}

function* integerKeyedRows(
  from: Database,
  { name, key }: TableToCopy,
  columns: readonly string[],
  mayGoOn: () => boolean,
  guard: ReadGuard | undefined,
): RowSource {
  let table: DamagedTable;
  try {
    table = new DamagedTable(from, { name, key, columns }, mayGoOn, guard);
  } catch (error) {
    if (sqliteCode(error) === null) throw error;
    return false;
  }
  return yield* table.rows();
}

/** Such tables have a handful of rows: read from both ends. */
function* textKeyedRows(
  from: Database,
  { name, key }: TableToCopy,
  columns: readonly string[],
): RowSource {
  for (const order of ['ASC', 'DESC']) {
    const rows: Row[] = [];
    try {
      const all = from.prepare(
        `SELECT ${columns.join(', ')} FROM ${name} ORDER BY ${key} ${order}`,
      );
      for (const row of all.raw().iterate()) rows.push(row as Row);
      yield rows;
      return true;
    } catch (error) {
      if (sqliteCode(error) === null) throw error;
      yield rows;
    }
  }
  return false;
}

/** A file of an earlier schema lacks columns; empty where its table cannot be read at all. */
function sharedColumns(from: Database, into: Database, table: string): readonly string[] {
  try {
    const found = new Set(columnsOf(from, table));
    return columnsOf(into, table).filter((column) => found.has(column));
  } catch (error) {
    if (sqliteCode(error) === null) throw error;
    return [];
  }
}

function columnsOf(db: Database, table: string): readonly string[] {
  return db
    .prepare(`SELECT * FROM ${table} LIMIT 0`)
    .columns()
    .map((column) => column.name);
}
