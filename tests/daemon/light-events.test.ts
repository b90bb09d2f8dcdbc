import { expect, it } from 'vitest';
import type { FaceObservation, LightLevel } from '../../src/core/face.js';
import { LightEvents } from '../../src/daemon/light-events.js';

/** The events of one frame a second. */
function kindsOf(levels: readonly LightLevel[], faces: readonly FaceObservation[] = []): string[] {
  const events = new LightEvents();
  return levels.flatMap((lightLevel, i) => {
    const event = events.next({ lightLevel, monotonicMs: i * 1000, faces });
    return event === null ? [] : [`${i} ${event.kind}`];
  });
}

const dark = (seconds: number) => Array.from({ length: seconds }, () => 'dark' as const);

it('tells a dark room after a minute, once, and the light once', () => {
  expect(kindsOf([...dark(300), 'dim', 'bright', ...dark(61)])).toEqual([
    '60 too-dark',
    '300 light-is-back',
    '362 too-dark',
  ]);
});

it('says nothing of a shadow', () => {
  expect(kindsOf([...dark(59), 'dim', ...dark(59), 'bright'])).toEqual([]);
});

it('does not call it too dark to see where faces are seen', () => {
  const face = { trackId: 1 } as FaceObservation;
  expect(kindsOf(dark(300), [face])).toEqual([]);
});
