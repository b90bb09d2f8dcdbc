import type { Clock } from '../../core/clock.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import { type AgeClockState, advanceAgeClock, newAgeClock } from '../retention/age-clock.js';
import type { IdSequences } from './id-sequences.js';

const MARK_EVERY_MS = 3_600_000;
const SAVE_EVERY_MS = 60_000;
const KEY = 'age-clock';

/** Runs the age clock and writes it, and its hourly marks, with the batches. */
export class AgeClock {
  readonly #clock: Clock;
  #state: AgeClockState;
  #readAtMs: number;
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #markedAgeMs: number;

  constructor(clock: Clock, saved: AgeClockState | null, lastMarkMs: number) {
    this.#clock = clock;
    this.#state =
      saved === null ? newAgeClock(clock.nowMs()) : advanceAgeClock(saved, 0, clock.nowMs());
    this.#readAtMs = clock.monotonicMs();
    this.#markedAgeMs = lastMarkMs;
  }

  /** The age clock, brought up to now. */
  ageMs(): number {
    const nowMs = this.#clock.monotonicMs();
    this.#state = advanceAgeClock(this.#state, nowMs - this.#readAtMs, this.#clock.nowMs());
    this.#readAtMs = nowMs;
    return this.#state.ageMs;
  }

  /** True when a minute has passed, so that a commit is due even with nothing to write. */
  isSaveDue(): boolean {
    return this.#clock.monotonicMs() - this.#savedAtMs >= SAVE_EVERY_MS;
  }

  /** To be called inside a transaction, followed by {@link saved} once it is committed. */
  save(statements: PreparedStatements, numbers: IdSequences): void {
    const ageMs = this.ageMs();
    if (this.isSaveDue()) {
      statements.run(
        'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        KEY,
        JSON.stringify(this.#state),
      );
    }
    if (ageMs - this.#markedAgeMs >= MARK_EVERY_MS) {
      statements.run(
        'INSERT OR REPLACE INTO time_marks VALUES (?, ?, ?, ?)',
        Math.round(ageMs),
        numbers.observation,
        numbers.face,
        numbers.event,
      );
    }
  }

  saved(): void {
    if (this.isSaveDue()) this.#savedAtMs = this.#clock.monotonicMs();
    if (this.#state.ageMs - this.#markedAgeMs >= MARK_EVERY_MS) {
      this.#markedAgeMs = this.#state.ageMs;
    }
  }
}

/**
 * Goes on with the age clock of the database, or begins one. Where it cannot be read it goes on
 * from the newest mark: begun by the wall clock it might be ahead of all that is kept, which would
 * then be deleted as too old.
 */
export function readAgeClock(statements: PreparedStatements, clock: Clock): AgeClock {
  const row = statements.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', KEY);
  const mark = statements.get<{ at: number | null }>(
    'SELECT max(age_clock_ms) AS at FROM time_marks',
  );
  const markMs = mark?.at ?? null;
  const fromMark =
    markMs === null ? null : { ...newAgeClock(markMs), expectedWallMs: clock.nowMs() };
  const saved = row === undefined ? null : savedState(row.value);
  return new AgeClock(clock, saved ?? fromMark, markMs ?? Number.NEGATIVE_INFINITY);
}

/** The age clock in a stored state, null for what a damaged page has made of it. */
export function ageClockOf(text: string): number | null {
  return savedState(text)?.ageMs ?? null;
}

/** Null for what a damaged page has made of it. */
function savedState(text: string): AgeClockState | null {
  try {
    const state = JSON.parse(text) as AgeClockState;
    const numbers = [state.ageMs, state.expectedWallMs, state.skewMs, state.skewHeldMs];
    return numbers.every(Number.isFinite) ? state : null;
  } catch {
    return null;
  }
}
