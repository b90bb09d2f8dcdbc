import type Database from 'better-sqlite3';
import { describeError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { isUnwritable } from '../sqlite/sqlite-code.js';

/**
 * Writes what may be lost: a full disk must not keep people from seeing that it is full. The first
 * of a row of failures is logged, and that it is over.
 */
export class LenientWriter {
  readonly #database: Database.Database;
  readonly #log: Log;
  #isFailing = false;

  constructor(database: Database.Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Whether it was written. @throws SqliteError for other reasons than the disk. */
  run(sql: string, ...values: readonly (string | number)[]): boolean {
    return this.attempt(() => this.#database.prepare(sql).run(...values).changes);
  }

  /**
   * Whether `write` could; it returns how many rows it changed, since one that changes none
   * succeeds on a full disk too. @throws what it throws for other reasons than the disk.
   */
  attempt(write: () => number): boolean {
    try {
      const changes = write();
      if (this.#isFailing && changes > 0) {
        this.#log.info({}, 'the accounts can be written again');
        this.#isFailing = false;
      }
      return true;
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      if (!this.#isFailing) {
        this.#log.warn(
          { reason: describeError(error) },
          'the accounts cannot be written: new sessions end with the daemon, the audit log has a gap',
        );
      }
      this.#isFailing = true;
      return false;
    }
  }
}
