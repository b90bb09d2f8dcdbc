import { expect, it } from 'vitest';
import type { FaceObservation, LightLevel } from '../../../src/core/face.js';
import { LightEvents } from '../../../src/daemon/services/kiosk-events.js';

interface Second {
  readonly lightLevel: LightLevel;
  readonly faces: readonly FaceObservation[];
}

/** The events of one frame a second. */
function kindsOf(seconds: readonly Second[]): string[] {
  const events = new LightEvents();
  return seconds.flatMap((second, i) => {
    const event = events.next({ ...second, monotonicMs: i * 1000 });
    return event === null ? [] : [`${i} ${event.kind}`];
  });
}

const face = { trackId: 1 } as FaceObservation;
const lasting = (seconds: number, lightLevel: LightLevel, faces: readonly FaceObservation[] = []) =>
  Array.from({ length: seconds }, () => ({ lightLevel, faces }));

it('tells a dark room after a minute, once, and the light after a minute, once', () => {
  const night = [...lasting(300, 'dark'), ...lasting(200, 'dim'), ...lasting(61, 'dark')];
  expect(kindsOf(night)).toEqual(['60 too-dark', '360 light-is-back', '560 too-dark']);
});

it('says nothing of a shadow', () => {
  expect(kindsOf([...lasting(59, 'dark'), ...lasting(1, 'dim'), ...lasting(59, 'dark')])).toEqual(
    [],
  );
});

it('says nothing more all night, whatever lights up for a moment', () => {
  const hour = [...lasting(3000, 'dark'), ...lasting(59, 'bright'), ...lasting(1, 'dark', [face])];
  expect(kindsOf([...hour, ...hour, ...hour])).toEqual(['60 too-dark']);
});

it('does not call it too dark to see where faces are seen, nor light because of them', () => {
  expect(kindsOf(lasting(300, 'dark', [face]))).toEqual([]);
  expect(kindsOf([...lasting(100, 'dark'), ...lasting(300, 'dark', [face])])).toEqual([
    '60 too-dark',
  ]);
});
