import DatabaseConstructor, { type Database } from 'better-sqlite3';
import { addIndexes } from '../schema/added-indexes.js';
import { migrate } from '../schema/migrate.js';
import { migrations } from '../schema/migrations.js';

/** How long the writer waits for a foreign lock: it runs on the thread that serves pages. */
const WRITER_BUSY_TIMEOUT_MS = 100;
const READER_BUSY_TIMEOUT_MS = 1000;

/**
 * Opens the database for writing and brings it to the newest schema.
 *
 * WAL with `synchronous=FULL`: every commit is flushed to the disk before it returns, so a
 * power cut loses only what had not been committed, at most one interval. NORMAL would
 * not damage the file either but could lose every commit since the last checkpoint. Two
 * flushes a second are cheap enough even on an SD card.
 */
export function openWriter(path: string): Database {
  const db = new DatabaseConstructor(path, { timeout: WRITER_BUSY_TIMEOUT_MS });
  try {
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('journal_size_limit = 67108864');
    db.pragma('temp_store = MEMORY');
    migrate(db, path, migrations);
    addIndexes(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens an existing database for queries only. */
export function openReader(path: string): Database {
  const db = new DatabaseConstructor(path, {
    readonly: true,
    fileMustExist: true,
    timeout: READER_BUSY_TIMEOUT_MS,
  });
  db.pragma('temp_store = MEMORY');
  return db;
}
