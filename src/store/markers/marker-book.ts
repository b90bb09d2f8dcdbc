import type { Clock } from '../../core/clock.js';
import { EkspresiError } from '../../core/errors.js';
import type { EventBus } from '../../core/event-bus.js';
import { kioskEvent } from '../../core/event-table.js';
import {
  checkedMarker,
  MARKER_LIMITS,
  type Marker,
  type MarkerDoubt,
  type MarkerDraft,
  markerProblem,
} from '../../core/marker.js';
import type { PreparedStatements } from '../database/prepared-statements.js';
import type { SessionManager } from '../database/session-manager.js';
import { describeSqliteFailure } from '../database/sqlite-failure.js';
import type { AgeClock } from '../recording/history-clock.js';
import type { OpenMarkerLimits } from '../store-settings.js';
import {
  DRAFT_COLUMNS,
  deleteShowing,
  draftValues,
  MARKER_COLUMNS,
  markerRow,
  readMarker,
  type StoredMarker,
} from './marker-rows.js';
import { OpenMarkers } from './open-markers.js';

interface MarkerBookDeps {
  readonly keeper: SessionManager;
  readonly path: string;
  readonly time: AgeClock;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly limits: OpenMarkerLimits;
}

/** Who sets a marker, and the key and digest by which a repeated request is known. */
export interface MarkerOrigin {
  readonly setBy: string;
  readonly idempotencyKey?: string | undefined;
  readonly requestDigest?: string | undefined;
}

/** Fields that are left out stay; `now` is the moment by the kiosk's clock. */
export type MarkerCorrection = Partial<Omit<MarkerDraft, 'endMs'>> & {
  readonly endMs?: number | null | 'now';
};

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
      const known = this.#knownByKey(db, origin);
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
   * Stores many at once, as of an import: all or none.
   *
   * @throws EkspresiError as {@link set}
   */
  setAll(drafts: readonly MarkerDraft[], origin: MarkerOrigin): readonly Marker[] {
    const markers = this.#write((db) =>
      drafts.map((wanted) => {
        const draft = this.#checked(db, wanted);
        requireRoom(db, draft);
        return this.#insert(db, draft, origin);
      }),
    );
    for (const marker of markers) this.#tell('set', marker);
    return markers;
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
      return this.#update(db, before, draft, doubt);
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
      deleteShowing(db, id);
      db.run('DELETE FROM markers WHERE id = ?', id);
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
      const marker = this.#write((db) => this.#update(db, before, draft, 'never-ended'));
      this.#open.end(marker.id);
      this.#tell('changed', marker);
      this.#report(marker);
    }
  }

  #limitMinutes({ kind }: Marker): number {
    const { contentMinutes, sessionMinutes } = this.#deps.limits;
    return kind === 'session' ? sessionMinutes : contentMinutes;
  }

  #knownByKey(
    db: PreparedStatements,
    { setBy, idempotencyKey }: MarkerOrigin,
  ): { readonly marker: Marker; readonly digest: string | null } | null {
    if (idempotencyKey === undefined) return null;
    if (idempotencyKey.length > MARKER_LIMITS.keyLength) {
      throw markerProblem('Idempotency-Key', 'too-long');
    }
    const row = db.get<StoredMarker & { readonly request_digest: string | null }>(
      `SELECT ${MARKER_COLUMNS}, request_digest FROM markers
       WHERE set_by = ? AND idempotency_key = ?`,
      setBy.slice(0, MARKER_LIMITS.setByLength),
      idempotencyKey,
    );
    return row === undefined ? null : { marker: markerRow(row), digest: row.request_digest };
  }

  #checked(db: PreparedStatements, draft: MarkerDraft): MarkerDraft {
    const { oldest } = db.get<{ oldest: number | null }>(
      'SELECT min(start_ms) AS oldest FROM rollup_hour',
    ) ?? { oldest: null };
    return checkedMarker(draft, { nowMs: Math.round(this.#deps.clock.nowMs()), oldestMs: oldest });
  }

  #insert(db: PreparedStatements, draft: MarkerDraft, origin: MarkerOrigin): Marker {
    const { clock, time } = this.#deps;
    const setBy = origin.setBy.slice(0, MARKER_LIMITS.setByLength);
    // What is told late is as old as what it tells of.
    const lateMs = Math.max(0, clock.nowMs() - draft.startMs);
    const columns = [
      ...DRAFT_COLUMNS,
      'set_by',
      'idempotency_key',
      'request_digest',
      'recorded_ms',
    ];
    const row = db.get<{ id: number }>(
      `INSERT INTO markers (${columns.join(', ')})
       VALUES (${columns.map(() => '?').join(', ')}) RETURNING id`,
      ...draftValues(draft),
      setBy,
      origin.idempotencyKey ?? null,
      origin.requestDigest ?? null,
      Math.round(time.ageMs() - lateMs),
    );
    return { ...draft, id: row?.id ?? 0, doubt: null, setBy };
  }

  #update(
    db: PreparedStatements,
    before: Marker,
    draft: MarkerDraft,
    doubt: MarkerDoubt | null,
  ): Marker {
    const isSameShowing =
      draft.kind === before.kind &&
      draft.startMs === before.startMs &&
      draft.endMs === before.endMs &&
      doubt === before.doubt;
    if (isSameShowing) {
      const { contentId } = draft;
      if (contentId !== null) {
        db.run('UPDATE showings SET content_id = ? WHERE marker_id = ?', contentId, before.id);
      }
    } else {
      if (draft.kind === 'content') requireObservations(db, draft);
      deleteShowing(db, before.id);
      db.run('UPDATE markers SET summed = 0 WHERE id = ?', before.id);
    }
    db.run(
      `UPDATE markers SET ${DRAFT_COLUMNS.map((column) => `${column} = ?`).join(', ')}, doubt = ?
       WHERE id = ?`,
      ...draftValues(draft),
      doubt,
      before.id,
    );
    return { ...draft, id: before.id, doubt, setBy: before.setBy };
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
      return this.#update(db, before, { ...before, endMs }, isSure ? null : 'clock-jumped');
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

/** Oldest first. */
function openMarkers(db: PreparedStatements): Marker[] {
  return db
    .all<StoredMarker>(
      `SELECT ${MARKER_COLUMNS} FROM markers WHERE end_ms IS NULL ORDER BY start_ms LIMIT ?`,
      MARKER_LIMITS.open,
    )
    .map(markerRow);
}

function requireRoom(db: PreparedStatements, draft: MarkerDraft): void {
  const span = db.get<{ rows: number }>(
    'SELECT coalesce(max(id) - min(id) + 1, 0) AS rows FROM markers',
  );
  if ((span?.rows ?? 0) >= MARKER_LIMITS.rows) {
    throw new EkspresiError('marker-too-many', { count: MARKER_LIMITS.rows });
  }
  if (draft.endMs !== null) return;
  const open = db.get<{ rows: number }>(
    'SELECT count(*) AS rows FROM markers WHERE end_ms IS NULL',
  );
  if ((open?.rows ?? 0) >= MARKER_LIMITS.open) {
    throw new EkspresiError('marker-too-many-open', { count: MARKER_LIMITS.open });
  }
}

/** A showing whose observations retention has taken cannot be counted again. */
function requireObservations(db: PreparedStatements, { startMs }: MarkerDraft): void {
  const first = db.get<{ id: number; at: number }>(
    'SELECT id, at_ms AS at FROM observations ORDER BY id LIMIT 1',
  );
  if (first !== undefined && first.id > 1 && startMs < first.at) {
    throw new EkspresiError('marker-too-old', {});
  }
}
