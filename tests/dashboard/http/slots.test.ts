import { expect, it } from 'vitest';
import { Slots } from '../../../src/dashboard/http/slots.js';

it('gives as many places as there are, and takes each back once', () => {
  const slots = new Slots(2);
  const first = slots.acquire();
  expect(slots.acquire()).not.toBeNull();
  expect(slots.acquire()).toBeNull();
  first?.();
  first?.();
  expect(slots.taken).toBe(1);
  expect(slots.acquire()).not.toBeNull();
  expect(slots.acquire()).toBeNull();
});

it('tells many less often, never more than 200 messages a second in all', () => {
  const slots = new Slots(200);
  for (let taken = 1; taken <= 200; taken++) {
    slots.acquire();
    const intervalMs = slots.intervalMs(125);
    expect(intervalMs).toBeGreaterThanOrEqual(125);
    expect((taken * 1000) / intervalMs).toBeLessThanOrEqual(200.001);
  }
  expect(slots.intervalMs(125)).toBe(1000);
});
