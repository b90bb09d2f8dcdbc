import { describe, expect, it } from 'vitest';
import {
  type Challenge,
  newChallenge,
  nextChallenge,
  ROUND_MS,
  ROUNDS,
  type Shown,
} from '../../../src/dashboard/client/screen-challenge.js';
import { idleMasks } from '../../../src/dashboard/client/screen-idle.js';
import {
  type Mask,
  type MaskMessage,
  moveMasks,
  placesOf,
} from '../../../src/dashboard/client/screen-layout.js';

/** Plays in steps of 100 ms; `shownAt` says what people show then. */
function play(untilMs: number, shownAt: (state: Challenge, atMs: number) => Shown) {
  const phases: string[] = [];
  let state = newChallenge(0);
  for (let atMs = 0; atMs <= untilMs; atMs += 100) {
    state = nextChallenge(state, shownAt(state, atMs), atMs, (round) => `target ${round}`);
    if (phases.at(-1) !== state.phase) phases.push(state.phase);
  }
  return { state, phases };
}

describe('the challenge', () => {
  it('waits for a visitor', () => {
    expect(play(60_000, () => []).phases).toEqual(['waiting']);
  });

  it('has three rounds, a score, and ends by itself', () => {
    let best = 0;
    const { phases } = play(30_000, (state, atMs) => {
      best = Math.max(best, state.score);
      return atMs < 500 || atMs > 25_000
        ? []
        : [state.phase === 'round' ? state.target : 'neutral'];
    });
    const rounds = Array.from({ length: ROUNDS }, () => ['round', 'won']).flat();
    expect(phases.slice(0, 9)).toEqual(['waiting', 'ready', ...rounds, 'score']);
    expect(phases.at(-1)).toBe('waiting');
    expect(best).toBeGreaterThan(ROUNDS * 90);
  });

  it('a round is lost in time, and a look that does not last wins nothing', () => {
    const { state } = play(2500 + ROUND_MS + 500, (now, atMs) => [
      now.phase === 'round' && Math.floor(atMs / 300) % 2 === 0 ? now.target : null,
    ]);
    expect(state).toMatchObject({ phase: 'lost', score: 0 });
  });

  it('starts anew where people go in the middle', () => {
    expect(play(20_000, (_, atMs) => (atMs < 4000 ? ['neutral'] : [])).state.phase).toBe('waiting');
  });
});

const messages = (count: number): readonly MaskMessage[] =>
  Array.from({ length: count }, (_, slot) => ({
    ...(idleMasks(0)[0] as MaskMessage),
    slot,
    x: 0.1 + (0.8 * slot) / Math.max(1, count - 1),
    y: 0.2 + 0.6 * (slot % 2),
    size: 0.2 + 0.1 * (slot % 3),
  }));

describe('masks on the stage', () => {
  it.each([
    ['1080p', { width: 1800, height: 760, top: 0 }],
    ['portrait', { width: 1000, height: 1500, top: 0 }],
    ['with words above', { width: 1800, height: 760, top: 200 }],
  ])('are large, within it and hardly upon each other: %s', (_, stage) => {
    for (const count of [1, 2, 3, 7, 12]) {
      const places = placesOf(messages(count), stage);
      for (const { x, y, radius } of places) {
        expect(x - radius).toBeGreaterThanOrEqual(-1);
        expect(x + radius).toBeLessThanOrEqual(stage.width + 1);
        // With its line, and the label below.
        expect(y - 1.04 * radius).toBeGreaterThanOrEqual(stage.top - 1);
        expect(y + 1.4 * radius).toBeLessThanOrEqual(stage.height + 1);
        expect(y + radius).toBeLessThanOrEqual(stage.height + 1);
        expect(radius).toBeGreaterThan(stage.height * 0.06);
      }
      for (const [i, one] of places.entries()) {
        for (const other of places.slice(i + 1)) {
          const apart = Math.hypot(one.x - other.x, one.y - other.y);
          expect(apart).toBeGreaterThan((one.radius + other.radius) * 0.7);
        }
      }
    }
  });

  it('reach what was measured within 150 ms and come without a jump', () => {
    const stage = { width: 1800, height: 760, top: 0 };
    const masks = new Map<number, Mask>();
    const [first] = messages(1) as [MaskMessage];
    for (let i = 0; i < 30; i++) moveMasks(masks, [first], stage, 16);
    const turned = { ...first, yaw: first.yaw + 30, mouth: [1, 0, 0] as const };
    const before = masks.get(0)?.x ?? 0;
    for (let i = 0; i < 9; i++) {
      const yaw = masks.get(0)?.yaw ?? 0;
      moveMasks(masks, [turned], stage, 16);
      expect((masks.get(0)?.yaw ?? 0) - yaw).toBeLessThan(10);
    }
    expect(masks.get(0)?.yaw).toBeGreaterThan(first.yaw + 30 * 0.9);
    expect(masks.get(0)?.mouth[0]).toBeGreaterThan(0.95);
    expect(masks.get(0)?.x).toBeCloseTo(before, 0);
    for (let i = 0; i < 30; i++) moveMasks(masks, [], stage, 16);
    expect(masks.size).toBe(0);
  });
});
