import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { recoveringPath } from '../replace-database.js';
import type { KeyRange, ReadGuard } from './read-around-damage.js';
import { SavedRows } from './saved-rows.js';

/** Rows read at a time, and after a recovery was killed: about those of one page. */
const CHUNK_ROWS = 500;
const CAREFUL_ROWS = 32;
/** Places left out at most; a file that kills so often is kept as it is saved by then. */
const MOST_AVOIDED = 20;

interface State {
  /** Recoveries that were begun and neither ended nor failed. */
  readonly begun: number;
  /** What was about to be read, and what was when the one before was killed. */
  readonly at: string | null;
  readonly killedAt: string | null;
  readonly avoided: readonly (KeyRange & { readonly table: string })[];
}

interface GuardedTable {
  readonly name: string;
  readonly key: string;
  /** 1 if left out. */
  readonly stride?: number;
}

const NEW: State = { begun: 0, at: null, killedAt: null, avoided: [] };

/**
 * How far the recovery of the database at `path` has come, in a file beside it, for the case that
 * it is killed: by a page that kills its reader, by a power cut, or by hand. The next one goes on
 * from the rows that were saved, in smaller steps; a place where two in a row were killed is left
 * out.
 */
export class RecoveryProgress {
  readonly #file: string;
  #state: State;

  /** Writes down that a recovery begins. */
  constructor(path: string) {
    this.#file = progressPath(path);
    const before = readState(this.#file);
    this.#state = { ...before, begun: before.begun + 1, at: null, killedAt: before.at };
    const { at, killedAt } = before;
    if (at !== null && at === killedAt) this.#avoid(at);
    this.#write();
  }

  /** The recovery before this one was killed. */
  get wasKilled(): boolean {
    return this.#state.begun > 1;
  }

  get isHopeless(): boolean {
    return this.#state.avoided.length >= MOST_AVOIDED;
  }

  /** For reading a table whose keys lie `stride` apart, and whose rows are saved in `into`. */
  guard({ name: table, key, stride = 1 }: GuardedTable, into: Database): ReadGuard {
    const saved = new SavedRows(into, { table, key, stride });
    return {
      chunkRows: this.wasKilled ? CAREFUL_ROWS : CHUNK_ROWS,
      avoided: this.#state.avoided.filter((range) => range.table === table),
      savedUpTo: (direction, low, high) =>
        this.wasKilled ? saved.upTo(direction, low, high) : null,
      beforeRead: (direction, low, high) => {
        const edge = direction === 1 ? low : high;
        this.#state = { ...this.#state, at: JSON.stringify({ table, direction, edge, stride }) };
        this.#write();
      },
      // Killed between two reads, it was not the page.
      afterRead: () => {
        this.#state = { ...this.#state, at: null };
        this.#write();
      },
    };
  }

  #avoid(at: string): void {
    const { table, direction, edge, stride } = JSON.parse(at);
    const far = edge + direction * CAREFUL_ROWS * stride;
    const range = { table, low: Math.min(edge, far), high: Math.max(edge, far) };
    this.#state = { ...this.#state, killedAt: null, avoided: [...this.#state.avoided, range] };
  }

  /** On a full disk the copy fails as well, and says so. */
  #write(): void {
    try {
      writeFileSync(this.#file, JSON.stringify(this.#state));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}

/** For a recovery that ended or failed, or is the first of a damage. */
export function forgetProgress(path: string): void {
  rmSync(progressPath(path), { force: true });
}

function progressPath(path: string): string {
  return `${recoveringPath(path)}.progress`;
}

/** A file cut short by the kill costs no more than another try. */
function readState(file: string): State {
  try {
    return { ...NEW, ...(JSON.parse(readFileSync(file, 'utf8')) as State) };
  } catch {
    return NEW;
  }
}
