import type { Clock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import type { EventBus } from '../../core/event-bus.js';
import { kioskEvent } from '../../core/event-table.js';
import {
  checkedMarker,
  type Marker,
  type MarkerCorrection,
  type MarkerDraft,
  type MarkerOrigin,
} from '../../core/marker.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import type { SessionManager } from '../database/session-manager.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import type { AgeClock } from '../recording/history-clock.js';
import type { OpenMarkerLimits } from '../store-settings.js';
import { deleteMarker, readMarker } from './marker-rows.js';
import {
  insertMarker,
  isKnown,
  markerByKey,
  openMarkers,
  requireRoom,
  updateMarker,
} from './marker-writes.js';
import { OpenMarkers } from './open-markers.js';

interface MarkerBookDeps {
  readonly keeper: SessionManager;
  readonly path: string;
  readonly time: AgeClock;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly limits: OpenMarkerLimits;
}

/** Sets, ends, corrects and removes markers, each in a transaction that is on the disk then. */
export class MarkerBook {
  readonly #deps: MarkerBookDeps;
  readonly #open: OpenMarkers;

  constructor(deps: MarkerBookDeps) {
    this.#deps = deps;
    this.#open = new OpenMarkers(deps.clock);
  }

  /**
   * Stores a marker. A content without an end ends the one without an end before it. The same key
   * with the same request gives the marker that it gave before (`isNew` false).
   *
   * @throws EkspresiError USAGE for what {@link checkedMarker} refuses, a key used for another
   *   marker, or too many; STORE_… where the history cannot be written
   */
  set(wanted: MarkerDraft, origin: MarkerOrigin): { readonly marker: Marker; isNew: boolean } {
    const ended: Marker[] = [];
    const result = this.#write((db) => {
      const known = markerByKey(db, origin);
      if (known !== null) {
        if (known.digest !== origin.requestDigest) {
          throw new EkspresiError('marker-key-reused', { id: known.marker.id });
        }
        return { marker: known.marker, isNew: false };
      }
      const draft = this.#checked(db, wanted);
      requireRoom(db, draft);
      if (draft.kind === 'content' && draft.endMs === null)
        ended.push(...this.#endBefore(db, draft));
      return { marker: this.#insert(db, draft, origin), isNew: true };
    });
    for (const marker of ended) this.#tell('changed', marker);
    if (result.isNew) {
      if (result.marker.endMs === null) this.#open.begin(result.marker);
      this.#tell('set', result.marker);
    }
    return result;
  }

  /**
   * Stores many at once, as of an import: all or none, but for those that are there already. They
   * are not told on the bus, since what they tell of is long over.
   *
   * @returns how many were new
   * @throws EkspresiError as {@link set}
   */
  setAll(drafts: readonly MarkerDraft[], origin: MarkerOrigin): number {
    return this.#write((db) => {
      let stored = 0;
      for (const wanted of drafts) {
        const draft = this.#checked(db, wanted);
        if (isKnown(db, draft)) continue;
        requireRoom(db, draft);
        this.#insert(db, draft, origin);
        stored++;
      }
      return stored;
    });
  }

  /**
   * Ends or corrects a marker; what was counted of it is counted again.
   *
   * @throws EkspresiError USAGE for what {@link checkedMarker} refuses, for an unknown number, or
   *   where another time is asked for whose observations are gone
   */
  change(id: number, correction: MarkerCorrection): Marker {
    const marker = this.#write((db) => {
      const before = readMarker(db, id);
      if (before === null) throw new EkspresiError('marker-unknown', { id });
      const end = correction.endMs === 'now' ? this.#open.endNow(before) : null;
      const draft = this.#checked(db, {
        ...before,
        ...correction,
        endMs: end?.endMs ?? endOf(before, correction),
      });
      const isMoved = draft.startMs !== before.startMs || draft.endMs !== before.endMs;
      const doubt = end?.isSure === false ? 'clock-jumped' : isMoved ? null : before.doubt;
      return updateMarker(db, before, draft, doubt);
    });
    if (marker.endMs !== null) this.#open.end(id);
    this.#tell('changed', marker);
    if (marker.doubt === 'clock-jumped') this.#report(marker);
    return marker;
  }

  /** Whether there was one. */
  remove(id: number): boolean {
    const marker = this.#write((db) => {
      const before = readMarker(db, id);
      if (before === null) return null;
      deleteMarker(db, id);
      return before;
    });
    this.#open.end(id);
    if (marker !== null) this.#tell('removed', marker);
    return marker !== null;
  }

  /** Ends what nobody ended within its limit, and says so in the events. */
  endOverdue(): void {
    const { keeper } = this.#deps;
    if (!keeper.isOpen) return;
    const open = openMarkers(keeper.current().writer);
    for (const before of open) {
      const limitMs = this.#limitMinutes(before) * 60_000;
      if (this.#open.elapsedMs(before) < limitMs) continue;
      const draft = { ...before, endMs: before.startMs + limitMs };
      const marker = this.#write((db) => updateMarker(db, before, draft, 'never-ended'));
      this.#open.end(marker.id);
      this.#tell('changed', marker);
      this.#report(marker);
    }
  }

  #limitMinutes({ kind }: Marker): number {
    const { contentMinutes, sessionMinutes } = this.#deps.limits;
    return kind === 'session' ? sessionMinutes : contentMinutes;
  }

  #checked(db: PreparedStatements, draft: MarkerDraft): MarkerDraft {
    const { oldest } = db.get<{ oldest: number | null }>(
      'SELECT min(start_ms) AS oldest FROM rollup_hour',
    ) ?? { oldest: null };
    return checkedMarker(draft, { nowMs: Math.round(this.#deps.clock.nowMs()), oldestMs: oldest });
  }

  #insert(db: PreparedStatements, draft: MarkerDraft, origin: MarkerOrigin): Marker {
    const { clock, time } = this.#deps;
    // What is told late is as old as what it tells of.
    const lateMs = Math.max(0, clock.nowMs() - draft.startMs);
    return insertMarker(db, draft, origin, time.ageMs() - lateMs);
  }

  /** Ends the contents that go on where the next one begins. */
  #endBefore(db: PreparedStatements, next: MarkerDraft): Marker[] {
    const open = openMarkers(db).filter(
      ({ kind, startMs }) => kind === 'content' && startMs < next.startMs,
    );
    return open.map((before) => {
      const now = this.#open.endNow(before);
      const isNow = Math.abs(next.startMs - this.#deps.clock.nowMs()) < 1000;
      const isSure = !isNow || now.isSure;
      const endMs = isSure ? next.startMs : now.endMs;
      this.#open.end(before.id);
      return updateMarker(db, before, { ...before, endMs }, isSure ? null : 'clock-jumped');
    });
  }

  #write<Result>(work: (db: PreparedStatements) => Result): Result {
    const { keeper, path } = this.#deps;
    const { writer } = keeper.current();
    try {
      return writer.db.transaction(() => work(writer)).immediate();
    } catch (error) {
      if (error instanceof EkspresiError) throw error;
      keeper.noticeDamage(error);
      throw describeSqliteFailure(error, path);
    }
  }

  #tell(change: 'set' | 'changed' | 'removed', marker: Marker): void {
    this.#deps.bus.publish('marker', { change, marker });
  }

  #report(marker: Marker): void {
    const { kind, name, id, doubt } = marker;
    const event =
      doubt === 'never-ended'
        ? kioskEvent('marker-never-ended', { kind, name, id, minutes: this.#limitMinutes(marker) })
        : kioskEvent('marker-clock-jumped', { kind, name, id });
    this.#deps.bus.publish('event', event);
  }
}

function endOf(before: Marker, { endMs }: MarkerCorrection): number | null {
  return endMs === undefined || endMs === 'now' ? before.endMs : endMs;
}
