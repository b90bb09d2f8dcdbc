import { describe, expect, it } from 'vitest';
import type { SourceState } from '../../../src/core/source-state.js';
import { SourceEvents } from '../../../src/daemon/services/source-events.js';

const running: SourceState = { kind: 'running', sinceMs: 1 };
const lost: SourceState = {
  kind: 'degraded',
  sinceMs: 5,
  code: 'SOURCE_MISSING',
  reason: 'no camera is plugged in',
  remedy: 'Plug one in.',
  retryAtMs: 10,
};
const MINUTE_MS = 60_000;

/** Asks with the states given, each at its minute, and gives what was told. */
function toldOf(states: readonly (readonly [minute: number, state: SourceState])[]): string[] {
  const events = new SourceEvents();
  return states.flatMap(([minute, state]) => {
    const event = events.next(state, 'cam', minute * MINUTE_MS);
    return event === null ? [] : [`${minute} ${event.kind}`];
  });
}

/** A camera that gives frames at each even minute and none at each odd one. */
const flapping = (fromMinute: number, toMinute: number) =>
  Array.from({ length: toMinute - fromMinute }, (_, i) => {
    const minute = fromMinute + i;
    return [minute, minute % 2 === 0 ? running : lost] as const;
  });

describe('SourceEvents', () => {
  it('tells a loss with its remedy', () => {
    expect(new SourceEvents().next(lost, 'cam', 0)).toEqual({
      level: 'warning',
      kind: 'source-lost',
      message: 'no camera is plugged in',
      details: {
        failure: 'no camera is plugged in',
        ...{ source: 'cam', code: 'SOURCE_MISSING', remedy: 'Plug one in.' },
      },
    });
  });

  it('tells each reason once, the return and the end', () => {
    expect(
      toldOf([
        [0, { kind: 'starting', sinceMs: 1 }],
        [1, running],
        [2, running],
        [3, lost],
        [4, { ...lost, retryAtMs: 20 }],
        [5, { ...lost, code: 'SOURCE_BUSY' }],
        [6, running],
        [7, { kind: 'ended', sinceMs: 9 }],
        [8, { kind: 'stopped', sinceMs: 9 }],
      ]),
    ).toEqual([
      '1 source-running',
      '3 source-lost',
      '5 source-lost',
      '6 source-running',
      '7 source-ended',
    ]);
  });

  it('tells of a source that comes and goes once an hour', () => {
    const told = toldOf(flapping(0, 24 * 60));
    expect(told.slice(0, 8)).toEqual([
      ...['0 source-running', '1 source-lost', '2 source-running', '3 source-lost'],
      ...['4 source-running', '5 source-lost', '6 source-unsteady', '66 source-unsteady'],
    ]);
    expect(told).toHaveLength(6 + 24);
  });

  it.each([
    ['running', running, 39],
    ['lost', lost, 40],
  ])('tells how that has ended: %s', (kind, state, minutes) => {
    const still = Array.from({ length: 100 }, (_, i) => [minutes + i, state] as const);
    const told = toldOf([...flapping(0, minutes), ...still]);
    expect(told.slice(6)).toEqual(['6 source-unsteady', `${minutes + 9} source-${kind}`]);
  });
});
