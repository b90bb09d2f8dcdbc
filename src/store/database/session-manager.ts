import { statSync } from 'node:fs';
import { EkspresiError } from '../../core/errors.js';
import { isCorruption } from '../../sqlite/sqlite-code.js';
import { type DatabaseSession, openSession, type SessionOptions } from './database-session.js';

/** The watchdog of systemd waits for 60 s and gets no sign of life during a recovery. */
const RECOVERY_MAX_MS = 20_000;
/** A recovery that failed, for want of room say, is tried again after so long. */
const RECOVERY_RETRY_MS = 20_000;

/** Holds the connections, and opens new ones after they had to be given up. */
export class SessionManager {
  readonly #options: SessionOptions;
  #session: DatabaseSession | null;
  #knownDamage: string | null = null;
  #inode: number;
  #failedRecovery: { readonly error: unknown; readonly atMs: number } | null = null;

  constructor(options: SessionOptions, session: DatabaseSession) {
    this.#options = options;
    this.#session = session;
    this.#inode = session.inode;
  }

  get isOpen(): boolean {
    return this.#session !== null;
  }

  /** @throws EkspresiError STORE_UNWRITABLE while there is no connection. */
  current(): DatabaseSession {
    if (this.#session !== null) return this.#session;
    throw new EkspresiError('history-not-open', { path: this.#options.path });
  }

  /**
   * Opens a new connection when the old one was given up. The file is not checked again: only
   * damage that was met, or another file in its place, is a reason to doubt it.
   *
   * @throws EkspresiError as {@link openSession}
   */
  reopen(): DatabaseSession {
    if (this.#session !== null) return this.#session;
    const { clock, recoveryMaxMs } = this.#options;
    const failed = this.#failedRecovery;
    if (failed !== null && clock.monotonicMs() - failed.atMs < RECOVERY_RETRY_MS) {
      throw failed.error;
    }
    try {
      this.#session = openSession({
        ...this.#options,
        recoveryMaxMs: Math.min(recoveryMaxMs, RECOVERY_MAX_MS),
        ...(this.#isSameFile() && { knownDamage: this.#knownDamage }),
      });
    } catch (error) {
      if (this.#knownDamage !== null) {
        this.#failedRecovery = { error, atMs: clock.monotonicMs() };
      }
      throw error;
    }
    this.#knownDamage = null;
    this.#failedRecovery = null;
    this.#inode = this.#session.inode;
    return this.#session;
  }

  /**
   * Closes the connections; with `damage`, the file is recovered and put in quarantine before the
   * next ones.
   */
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
    return this.#session !== null && !this.#isSameFile();
  }

  #isSameFile(): boolean {
    return statSync(this.#options.path, { throwIfNoEntry: false })?.ino === this.#inode;
  }
}
