import { statSync } from 'node:fs';
import { EkspresiError } from '../../core/errors.js';
import { type DatabaseSession, openSession, type SessionOptions } from './database-session.js';
import { isCorruption } from './sqlite-failure.js';

/** Holds the connections, and opens new ones after they had to be given up. */
export class SessionKeeper {
  readonly #options: SessionOptions;
  #session: DatabaseSession | null;
  #knownDamage: string | null = null;

  constructor(options: SessionOptions, session: DatabaseSession) {
    this.#options = options;
    this.#session = session;
  }

  get isOpen(): boolean {
    return this.#session !== null;
  }

  /** @throws EkspresiError STORE_UNWRITABLE while there is no connection. */
  current(): DatabaseSession {
    if (this.#session !== null) return this.#session;
    throw new EkspresiError(
      'STORE_UNWRITABLE',
      `${this.#options.path}: the history is not open at the moment`,
      'See the status of the store; it is opened again by itself.',
    );
  }

  /** Opens a new connection when the old one was given up. */
  reopen(): DatabaseSession {
    const damage = this.#knownDamage === null ? {} : { knownDamage: this.#knownDamage };
    this.#session ??= openSession({ ...this.#options, ...damage });
    this.#knownDamage = null;
    return this.#session;
  }

  /** Closes the connections; with `damage`, the file is set aside before the next ones. */
  giveUp(damage: string | null): void {
    this.#knownDamage ??= damage;
    try {
      this.#session?.close();
    } catch (error) {
      this.#options.log.warn({ error: String(error) }, 'closing the database failed');
    }
    this.#session = null;
  }

  /** Gives the connections up when the error shows that the file is damaged. */
  noticeDamage(error: unknown): void {
    if (isCorruption(error)) this.giveUp((error as Error).message);
  }

  /** True when the file was deleted or replaced under the open connections. */
  isMoved(): boolean {
    if (this.#session === null) return false;
    const now = statSync(this.#options.path, { throwIfNoEntry: false });
    return now?.ino !== this.#session.inode;
  }
}
