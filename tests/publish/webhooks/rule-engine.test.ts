import { describe, expect, it } from 'vitest';
import type { SourceState } from '../../../src/core/source-state.js';
import { ruleState } from '../../../src/publish/webhooks/rule-engine.js';
import { webhookSettings } from '../../../src/publish/webhooks/webhook-settings.js';
import { makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';

const SECOND = 1000;
const running: SourceState = { kind: 'running', sinceMs: 0 };
const closed: SourceState = { kind: 'closed', sinceMs: 0, opensAtMs: null, timeZone: 'UTC' };
const lost = (code = 'SOURCE_MISSING'): SourceState => ({
  ...{ kind: 'degraded', sinceMs: 0, code, reason: 'gone', remedy: 'plug it in', retryAtMs: 0 },
});

function frame(...faces: Parameters<typeof makeFace>[0][]) {
  return makeAnalysis({ atMs: 0, monotonicMs: 0, faces: faces.map((face) => makeFace(face)) });
}

describe('three happy in ten seconds', () => {
  const rule = () =>
    ruleState({ kind: 'expression', expression: 'happy', faces: 3, withinSeconds: 10 });

  it('counts faces, one after the other or at once, and tells once', () => {
    const state = rule();
    const see = (ms: number, ...ids: number[]) =>
      state.analysis?.(frame(...ids.map((trackId) => ({ trackId }))), ms) ?? null;
    expect(see(0, 1)).toBeNull();
    // The same face is one face.
    expect(see(2 * SECOND, 1)).toBeNull();
    expect(see(4 * SECOND, 2)).toBeNull();
    expect(see(9 * SECOND, 3)).toEqual({ expression: 'happy', faces: 3, withinSeconds: 10 });
    expect(see(10 * SECOND, 1, 2, 3, 4)).toBeNull();
    // All have gone; three others come.
    expect(see(30 * SECOND)).toBeNull();
    expect(see(31 * SECOND, 7, 8)).toBeNull();
    expect(see(32 * SECOND, 9)).toMatchObject({ faces: 3 });
  });

  it('forgets what was longer ago, and wants clear readings of that expression', () => {
    const state = rule();
    expect(state.analysis?.(frame({ trackId: 1 }), 0)).toBeNull();
    expect(state.analysis?.(frame({ trackId: 2 }, { trackId: 3, clear: false }), 5000)).toBeNull();
    expect(state.analysis?.(frame({ trackId: 4, expression: 'sad' }), 6000)).toBeNull();
    expect(state.analysis?.(frame({ trackId: 5 }), 10_001)).toBeNull();
    expect(state.analysis?.(frame({ trackId: 6 }), 15_000)).not.toBeNull();
  });

  it('takes the same number of another worker for another face', () => {
    const state = ruleState({
      ...{ kind: 'expression', expression: 'happy', faces: 2, withinSeconds: 10 },
    });
    const of = (generation: number) =>
      makeAnalysis({ atMs: 0, monotonicMs: 0, generation, faces: [makeFace({ trackId: 1 })] });
    expect(state.analysis?.(of(1), 0)).toBeNull();
    expect(state.analysis?.(of(2), 1)).toMatchObject({ faces: 2 });
  });
});

it('nobody for an hour: only while it is measured, once, and again after somebody', () => {
  const state = ruleState({ kind: 'nobody', forSeconds: 3600 });
  const tick = (minutes: number) => state.tick?.(minutes * 60_000) ?? null;
  state.source?.(running, 0);
  state.analysis?.(frame(), 0);
  expect(tick(59)).toBeNull();
  // It closes and opens again: the hour begins anew.
  state.source?.(closed, 59 * 60_000);
  expect(tick(300)).toBeNull();
  state.source?.(running, 600 * 60_000);
  expect(tick(690)).toBeNull();
  state.analysis?.(frame(), 700 * 60_000);
  expect(tick(759)).toBeNull();
  expect(tick(760)).toEqual({ forSeconds: 3600 });
  expect(tick(900)).toBeNull();
  state.analysis?.(frame({}), 901 * 60_000);
  state.analysis?.(frame(), 902 * 60_000);
  expect(tick(961)).toBeNull();
  expect(tick(962)).not.toBeNull();
});

it('camera lost for five minutes: all tries count, what comes back in time does not', () => {
  const state = ruleState({ kind: 'camera-lost', forSeconds: 300 });
  const tick = (seconds: number) => state.tick?.(seconds * SECOND) ?? null;
  state.source?.(lost(), 0);
  expect(tick(299)).toBeNull();
  state.source?.(running, 299 * SECOND);
  expect(tick(400)).toBeNull();
  state.source?.(lost(), 500 * SECOND);
  state.source?.(lost('SOURCE_STALLED'), 700 * SECOND);
  expect(tick(799)).toBeNull();
  expect(tick(800)).toEqual({ code: 'SOURCE_STALLED', forSeconds: 300 });
  expect(tick(5000)).toBeNull();
  // It closes for the night.
  state.source?.(closed, 5001 * SECOND);
  state.source?.(lost(), 6000 * SECOND);
  expect(tick(6299)).toBeNull();
  expect(tick(6300)).not.toBeNull();
});

it('a visit that ended is told in sums, without the number of a face', () => {
  const state = ruleState({ kind: 'visit-ended', minSeconds: 3 });
  const visit = {
    ...{ faceId: 81, trackId: 7, firstSeenMs: 0, lastSeenMs: 0, visitor: true },
    ...{ dominant: 'happy' as const, expressionMs: [0, 0, 0, 4210, 0, 0, 990], blinkCount: 3 },
  } as unknown as Parameters<NonNullable<typeof state.visitEnded>>[0];
  expect(state.visitEnded?.({ ...visit, dwellMs: 2999 })).toBeNull();
  const told = state.visitEnded?.({ ...visit, dwellMs: 5200 });
  expect(told).toMatchObject({ dwellSeconds: 5.2, visitor: true, dominant: 'happy' });
  expect(told?.expressionSeconds).toMatchObject({ happy: 4.2, neutral: 1, sad: 0 });
  expect(JSON.stringify(told)).not.toMatch(/81|Id|firstSeen/);
});

it('rules are data, and what is wrong with one is told', () => {
  const good = { name: 'a', url: 'https://example.org/x', secretFile: '/s' };
  const when = { kind: 'expression', expression: 'happy', faces: 3 };
  expect(webhookSettings.parse([{ ...good, when }])[0]?.when).toEqual({
    ...when,
    withinSeconds: 10,
  });
  for (const wrong of [
    { ...good, when: { kind: 'dance' } },
    { ...good, when, url: 'ftp://example.org' },
    { ...good, when, url: 'https://me:secret@example.org' },
    { ...good, when, name: 'two words' },
    { ...good, when: { ...when, faces: 0 } },
    { name: 'a', url: good.url, when },
  ]) {
    expect(webhookSettings.safeParse([wrong]).success).toBe(false);
  }
  expect(
    webhookSettings.safeParse([
      { ...good, when },
      { ...good, when },
    ]).success,
  ).toBe(false);
});
