import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import DatabaseConstructor, { type Database } from 'better-sqlite3';
import { removeDatabase } from '../replace-database.js';

const PAGE_BYTES = 4096;
/** Of the header of a database, before the b-tree of its schema on the first page. */
const HEADER_BYTES = 100;
const LEAF = 0x0d;
const INTERIOR = 0x05;

/**
 * Opens a damaged database to read what it holds. SQLite does without the parts of the schema that
 * it cannot parse, and does not mind a wrong number of pages in the header.
 *
 * @throws SqliteError for a file that is no database at all
 */
export function openTolerant(path: string, options: { readonly readonly: boolean }): Database {
  const db = new DatabaseConstructor(path, { ...options, timeout: 1000 });
  db.unsafeMode(true);
  db.pragma('writable_schema = ON');
  return db;
}

/**
 * Copies the damaged database at `path` to `copyPath` and puts the schema of a new one, which
 * `makeEmpty` makes at the path it is given, in the place of its own. The rows are where the
 * readable part of the old schema says, and otherwise where a new database has them: its tables are
 * always made in the same order. Indexes are left out, but for those that a table declares.
 * Pages of the schema are appended, so that none with rows is written over
 * (https://sqlite.org/fileformat2.html, 1.6).
 */
export function copyWithNewSchema(
  path: string,
  copyPath: string,
  makeEmpty: (path: string) => void,
): void {
  removeDatabase(copyPath);
  for (const suffix of ['', '-wal']) {
    if (!existsSync(path + suffix)) continue;
    copyFileSync(path + suffix, copyPath + suffix, constants.COPYFILE_FICLONE);
  }
  const roots = rootPages(copyPath);
  for (const suffix of ['-wal', '-shm']) rmSync(copyPath + suffix, { force: true });
  const emptyPath = `${copyPath}.empty`;
  removeDatabase(emptyPath);
  try {
    makeEmpty(emptyPath);
    pointAt(emptyPath, roots);
    transplantSchema(readFileSync(emptyPath), copyPath);
  } finally {
    removeDatabase(emptyPath);
  }
}

/** First page of each table and index that the schema still tells; folds the log into the file. */
function rootPages(path: string): ReadonlyMap<string, number> {
  const pages = statSync(path).size / PAGE_BYTES;
  const roots = new Map<string, number>();
  try {
    const db = openTolerant(path, { readonly: false });
    try {
      const rows = db.prepare('SELECT name, rootpage FROM sqlite_schema').raw().iterate();
      for (const [name, root] of rows as Iterable<[unknown, unknown]>) {
        const isPage = Number.isInteger(root) && (root as number) > 2 && (root as number) <= pages;
        if (typeof name === 'string' && isPage) roots.set(name, root as number);
      }
    } finally {
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
    }
  } catch {
    // What was read by then is right; the others are where a new database has them.
  }
  return roots;
}

function pointAt(emptyPath: string, roots: ReadonlyMap<string, number>): void {
  const db = openTolerant(emptyPath, { readonly: false });
  try {
    db.exec("DELETE FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
    const move = db.prepare('UPDATE sqlite_schema SET rootpage = ? WHERE name = ?');
    for (const [name, root] of roots) move.run(root, name);
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}

function transplantSchema(empty: Buffer, copyPath: string): void {
  const pages = Math.ceil(statSync(copyPath).size / PAGE_BYTES);
  const first = empty.subarray(0, PAGE_BYTES);
  const pointers = childPointers(first);
  const file = openSync(copyPath, 'r+');
  try {
    for (const [i, at] of pointers.entries()) {
      const start = (first.readUInt32BE(at) - 1) * PAGE_BYTES;
      const child = empty.subarray(start, start + PAGE_BYTES);
      if (child[0] !== LEAF) throw new Error('the schema of a new database is deeper than known');
      writeSync(file, child, 0, PAGE_BYTES, (pages + i) * PAGE_BYTES);
      first.writeUInt32BE(pages + i + 1, at);
    }
    first.writeUInt32BE(pages + pointers.length, 28);
    // No page is free.
    first.fill(0, 32, 40);
    writeSync(file, first, 0, PAGE_BYTES, 0);
  } finally {
    closeSync(file);
  }
}

/** Where the first page holds the numbers of the pages below it. */
function childPointers(first: Buffer): readonly number[] {
  if (first[HEADER_BYTES] !== INTERIOR) return [];
  const cells = first.readUInt16BE(HEADER_BYTES + 3);
  const offsets = Array.from({ length: cells }, (_, i) =>
    first.readUInt16BE(HEADER_BYTES + 12 + 2 * i),
  );
  return [...offsets, HEADER_BYTES + 8];
}
