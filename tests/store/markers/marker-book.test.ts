import { describe, expect, it } from 'vitest';
import { EkspresiError } from '../../../src/core/errors.js';
import type { MarkerChange, MarkerDraft } from '../../../src/core/marker.js';
import { openTestStore, readRows, recordStay, testRun } from '../fixtures/open-test-store.js';

const player = { setBy: 'token:player' };

const draft = (change: Partial<MarkerDraft>): MarkerDraft => ({
  ...{ kind: 'note', contentId: null, name: 'door opened', startMs: 0, endMs: 0, details: null },
  ...change,
});

const content = (contentId: string, startMs: number, endMs: number | null = null): MarkerDraft =>
  draft({ kind: 'content', contentId, name: `Spot ${contentId}`, startMs, endMs });

/** What is wrong with a field, as the error says it to programs. */
function problemOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof EkspresiError)) throw error;
    expect(error.code).toBe('USAGE');
    const { field, problem } = error.parameters;
    return error.kind === 'marker-invalid' ? `${field} ${problem}` : error.kind;
  }
  return 'none';
}

describe('a marker', () => {
  it('is stored, told on the bus, listed, corrected and removed', () => {
    const { store, bus, clock } = openTestStore();
    const told: string[] = [];
    const tell = ({ change, marker }: MarkerChange) => told.push(`${change} ${marker.name}`);
    bus.subscribe({ name: 'test', on: { marker: (message) => void tell(message) } });
    const nowMs = clock.wallMs;
    const { marker, isNew } = store.markers.set(
      draft({ name: '  door \n opened\u0000 ', startMs: nowMs, endMs: nowMs, details: { a: 1 } }),
      player,
    );
    expect(isNew).toBe(true);
    const range = { fromMs: nowMs, toMs: nowMs + 1 };
    expect(store.queries.markers({ range }).rows).toEqual([
      {
        ...draft({ startMs: nowMs, endMs: nowMs, details: { a: 1 } }),
        ...{ id: marker.id, setBy: 'token:player', doubt: null },
      },
    ]);
    store.markers.change(marker.id, { name: 'window opened' });
    expect(store.queries.marker(marker.id)?.name).toBe('window opened');
    expect(store.markers.remove(marker.id)).toBe(true);
    expect(store.markers.remove(marker.id)).toBe(false);
    expect(store.queries.marker(marker.id)).toBeNull();
    expect(told).toEqual(['set door opened', 'changed window opened', 'removed window opened']);
  });

  it('is refused with the field and the reason', () => {
    const { store, clock } = openTestStore();
    const now = clock.wallMs;
    const day = 86_400_000;
    const problem = (change: Partial<MarkerDraft>) =>
      problemOf(() => store.markers.set(draft({ startMs: now, endMs: now, ...change }), player));
    expect(problem({ name: ' \u0007 ' })).toBe('name missing');
    expect(problem({ name: 'x'.repeat(201) })).toBe('name too-long');
    expect(problem({ kind: 'content' })).toBe('id missing');
    expect(problem({ contentId: 'x'.repeat(101) })).toBe('id too-long');
    expect(problem({ kind: 'content', contentId: 'a' })).toBe('to no-duration');
    expect(problem({ startMs: Number.NaN })).toBe('from no-time');
    expect(problem({ startMs: -1 })).toBe('from no-time');
    expect(problem({ endMs: 1e300 })).toBe('to no-time');
    expect(problem({ startMs: now + 2 * day, endMs: now + 2 * day })).toBe('from too-far-ahead');
    expect(problem({ startMs: now + 60_000, endMs: null })).toBe('to open-ahead');
    expect(problem({ endMs: now - 1 })).toBe('to before-start');
    expect(problem({ endMs: now + day + 1 })).toBe('to span-too-long');
    expect(problem({ details: { long: 'x'.repeat(5000) } })).toBe('details too-long');
    expect(problemOf(() => store.markers.change(99, { name: 'x' }))).toBe('marker-unknown');
    // A playlist of the next hours is no mistake.
    expect(problem({ startMs: now + day / 2, endMs: now + day / 2 + 1 })).toBe('none');
  });

  it('from before the history is refused once there is a history', () => {
    const open = openTestStore();
    open.store.beginRun(testRun);
    recordStay(open, { trackId: 1, durationMs: 1000 });
    open.store.flush();
    const early = Date.UTC(2026, 0, 1);
    expect(
      problemOf(() => open.store.markers.set(draft({ startMs: early, endMs: early }), player)),
    ).toBe('from before-history');
  });

  it('posted twice with the same key is stored once, and not with another body', () => {
    const { store, clock } = openTestStore();
    const origin = { ...player, idempotencyKey: 'k1', requestDigest: 'one' };
    const first = store.markers.set(content('a', clock.wallMs), origin);
    clock.pass(60_000);
    const again = store.markers.set(content('a', clock.wallMs), origin);
    expect(again).toEqual({ marker: first.marker, isNew: false });
    const other = { ...origin, requestDigest: 'two' };
    expect(problemOf(() => store.markers.set(content('b', clock.wallMs), other))).toBe(
      'marker-key-reused',
    );
    // Another player's keys are its own.
    const another = { ...origin, setBy: 'token:other' };
    expect(store.markers.set(content('a', clock.wallMs), another).isNew).toBe(true);
  });

  it('of an import is stored with all others or not at all', () => {
    const { store, clock } = openTestStore();
    const now = clock.wallMs;
    const drafts = [content('a', now - 2000, now - 1000), content('b', now, now)];
    expect(problemOf(() => store.markers.setAll(drafts, player))).toBe('to no-duration');
    const range = { fromMs: 0, toMs: now + 1 };
    expect(store.queries.markers({ range }).rows).toEqual([]);
  });

  it('is listed page by page, also where several begin at the same time', () => {
    const { store, clock } = openTestStore();
    const now = clock.wallMs;
    for (let i = 0; i < 7; i++) {
      store.markers.set(draft({ name: `n${i}`, startMs: now + (i >> 1), endMs: now + 5 }), player);
    }
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = store.queries.markers({
        ...{ range: { fromMs: now, toMs: now + 10 }, limit: 2 },
        ...(cursor === undefined ? {} : { cursor }),
      });
      names.push(...page.rows.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(names).toEqual(['n6', 'n5', 'n4', 'n3', 'n2', 'n1', 'n0']);
  });
});

describe('a content that goes on', () => {
  it('ends where the next one begins', () => {
    const { store, clock } = openTestStore();
    const a = store.markers.set(content('a', clock.wallMs), player).marker;
    clock.pass(15_000);
    const b = store.markers.set(content('b', clock.wallMs), player).marker;
    expect(store.queries.marker(a.id)).toMatchObject({ endMs: b.startMs, doubt: null });
    clock.pass(10_000);
    expect(store.markers.change(b.id, { endMs: 'now' }).endMs).toBe(clock.wallMs);
  });

  it('leaves spans that overlap alone: both were on the screen', () => {
    const { store, clock } = openTestStore();
    const now = clock.wallMs;
    const wide = store.markers.set(content('a', now - 9000, now), player).marker;
    store.markers.set(content('b', now - 6000, now - 3000), player);
    expect(store.queries.marker(wide.id)?.endMs).toBe(now);
  });

  it('is ended after its limit when nobody does, and the events say so', async () => {
    const { store, clock } = openTestStore();
    const note = store.markers.set(content('a', clock.wallMs), player).marker;
    const session = store.markers.set(
      draft({ kind: 'session', startMs: clock.wallMs, endMs: null, name: 'P07' }),
      player,
    ).marker;
    await clock.advance(59 * 60_000);
    expect(store.queries.marker(note.id)?.endMs).toBeNull();
    await clock.advance(2 * 60_000);
    expect(store.queries.marker(note.id)).toMatchObject({
      endMs: note.startMs + 3_600_000,
      doubt: 'never-ended',
    });
    expect(store.queries.marker(session.id)?.endMs).toBeNull();
    await clock.advance(3 * 3_600_000);
    expect(store.queries.marker(session.id)?.doubt).toBe('never-ended');
    store.flush();
    const events = store.queries.events({ kind: 'marker-never-ended' }).rows;
    expect(events.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The session “P07” .* not ended for 240 minutes/),
      expect.stringMatching(/^The content “Spot a” .* not ended for 60 minutes/),
    ]);
    // Somebody who knows corrects it.
    const corrected = store.markers.change(note.id, { endMs: note.startMs + 20_000 });
    expect(corrected.doubt).toBeNull();
  });

  it.each([
    ['ahead', 7_200_000],
    ['back', -7_200_000],
  ])('in which the clock jumped %s is not counted, and the events say so', (_, jumpMs) => {
    const { store, clock } = openTestStore();
    const { id, startMs } = store.markers.set(content('a', clock.wallMs), player).marker;
    clock.pass(15_000);
    clock.wallMs += jumpMs;
    const ended = store.markers.change(id, { endMs: 'now' });
    expect(ended).toMatchObject({ endMs: startMs + 15_000, doubt: 'clock-jumped' });
    store.flush();
    expect(store.queries.events({ kind: 'marker-clock-jumped' }).rows).toHaveLength(1);
  });

  it('is bounded in how many go on', () => {
    const { store, clock } = openTestStore();
    const session = () => draft({ kind: 'session', startMs: clock.wallMs, endMs: null });
    for (let i = 0; i < 50; i++) store.markers.set(session(), player);
    expect(problemOf(() => store.markers.set(session(), player))).toBe('marker-too-many-open');
  });
});

it('markers outlive a restart, and an open one goes on', () => {
  const first = openTestStore();
  const { id } = first.store.markers.set(content('a', first.clock.wallMs), player).marker;
  first.store.close();
  const { store, clock } = openTestStore({ dataDir: first.dataDir, clock: first.clock });
  clock.pass(4000);
  expect(store.markers.change(id, { endMs: 'now' })).toMatchObject({
    endMs: clock.wallMs,
    doubt: null,
  });
  expect(readRows(first.dataDir, 'SELECT name FROM markers')).toEqual([{ name: 'Spot a' }]);
});
