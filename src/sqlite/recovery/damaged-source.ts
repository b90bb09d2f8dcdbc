import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { recoveringPath, removeDatabase } from '../replace-database.js';
import { isDiskFull } from '../sqlite-code.js';
import { copyWithNewSchema, openTolerant } from './rebuilt-schema.js';

interface SourceOptions {
  /** A new database of the newest schema. */
  readonly into: Database;
  readonly tables: readonly string[];
  makeEmpty(path: string): void;
  /** Whether the disk has room for so many bytes. */
  mayCopy(bytes: number): boolean;
}

/**
 * Opens the damaged file at `path` for reading its tables: where its schema is damaged, a copy with
 * that of a new database. Null where it cannot be opened. {@link removeDamagedCopy} is to follow.
 */
export function openDamaged(path: string, options: SourceOptions): Database | null {
  const { into, tables } = options;
  const own = tryOpen(path);
  const isWhole = own !== null && tables.every((name) => hasOurColumns(own, into, name));
  if (isWhole || !options.mayCopy(statSync(path).size)) return own;
  own?.close();
  try {
    copyWithNewSchema(path, copyPathOf(path), (emptyPath) => options.makeEmpty(emptyPath));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC' && !isDiskFull(error)) throw error;
    // Others took the room meanwhile: what the damaged schema still gives is read in place.
    removeDamagedCopy(path);
    return tryOpen(path);
  }
  return tryOpen(copyPathOf(path));
}

/** Removes the copy that {@link openDamaged} may have made. */
export function removeDamagedCopy(path: string): void {
  removeDatabase(copyPathOf(path));
}

function copyPathOf(path: string): string {
  return `${recoveringPath(path)}.schema`;
}

function tryOpen(path: string): Database | null {
  try {
    return openTolerant(path, { readonly: true });
  } catch {
    return null;
  }
}

/** An earlier version has fewer columns, never others. */
function hasOurColumns(from: Database, into: Database, table: string): boolean {
  const columns = (db: Database) =>
    db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  try {
    const ours = columns(into);
    const found = columns(from);
    return found.length > 0 && found.every((name, i) => name === ours[i]);
  } catch {
    return false;
  }
}
