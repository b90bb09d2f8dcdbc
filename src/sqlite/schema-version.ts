import DatabaseConstructor, { type Database } from 'better-sqlite3';

/** Where a database notes the version of its schema once more, beside `user_version`. */
export interface VersionNote {
  /** A table of keys and values, both texts, which the first version has. */
  readonly table: string;
  readonly keyColumn: string;
}

/** Key of the note. */
const KEY = 'schema';

/** Beyond so many steps ahead no release is newer: it is damage. */
const PLAUSIBLE_STEPS = 99;

/**
 * The version of a database whose schema `steps` have made, one step a version; 0 for a new one.
 * The header and the note agree unless flipped bits have changed one of them. Then the tables say
 * which is right, where they are those of a known version, and otherwise the note. A file in which
 * both say a newer version is of a newer program.
 */
export function schemaVersion(db: Database, note: VersionNote, steps: readonly string[]): number {
  const inHeader = db.pragma('user_version', { simple: true }) as number;
  // A new file, or none of ours.
  if (!hasTable(db, note.table)) return inHeader;
  const noted = notedVersion(db, note);
  if (noted === inHeader) return inHeader;
  const isPlausible = noted !== null && noted >= 1 && noted <= steps.length + PLAUSIBLE_STEPS;
  const claims = isPlausible ? [noted, inHeader] : [inHeader];
  const matching = versionsByTables(db, steps);
  // A step that adds no column leaves two versions that look alike.
  const claimed = claims.find((version) => matching.includes(version));
  return claimed ?? matching.at(-1) ?? (claims[0] as number);
}

/** Writes the version into the header and the note. */
export function writeSchemaVersion(db: Database, note: VersionNote, version: number): void {
  db.pragma(`user_version = ${version}`);
  if (!hasTable(db, note.table)) return;
  db.prepare(`INSERT OR REPLACE INTO ${note.table} (${note.keyColumn}, value) VALUES (?, ?)`).run(
    KEY,
    String(version),
  );
}

/** True where the header or the note says another version. */
export function isVersionUnclear(db: Database, note: VersionNote, version: number): boolean {
  if (!hasTable(db, note.table)) return false;
  const inHeader = db.pragma('user_version', { simple: true });
  return inHeader !== version || notedVersion(db, note) !== version;
}

function hasTable(db: Database, table: string): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) !== undefined;
}

function notedVersion(db: Database, { table, keyColumn }: VersionNote): number | null {
  const text = db.prepare(`SELECT value FROM ${table} WHERE ${keyColumn} = ?`).pluck().get(KEY);
  return typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/**
 * The first column of a version of the schema that a file of that version lacks: flipped bits have
 * changed its name. Null where it has all of them, and for a version that is not known.
 */
export function missingColumn(
  db: Database,
  note: VersionNote,
  steps: readonly string[],
): string | null {
  const version = schemaVersion(db, note, steps);
  if (version > steps.length) return null;
  const found = new Set(columnsOf(db));
  return columnsOfVersion(steps.slice(0, version)).find((column) => !found.has(column)) ?? null;
}

/** The versions that make exactly the tables and columns of the file, oldest first. */
function versionsByTables(db: Database, steps: readonly string[]): readonly number[] {
  const found = columnsOf(db).join();
  const versions = steps.map((_, index) => index + 1);
  const isThat = (version: number) => columnsOfVersion(steps.slice(0, version)).join() === found;
  return versions.filter(isThat);
}

function columnsOfVersion(steps: readonly string[]): readonly string[] {
  const made = new DatabaseConstructor(':memory:');
  try {
    for (const step of steps) made.exec(step);
    return columnsOf(made);
  } finally {
    made.close();
  }
}

/** `table.column` of every column, in order. */
function columnsOf(db: Database): readonly string[] {
  return db
    .prepare(
      `SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1`,
    )
    .pluck()
    .all() as string[];
}
