import { expect, it } from 'vitest';
import { ConnectionLimiter } from '../../../src/dashboard/http/connection-limiter.js';

it('gives as many places as there are, and takes each back once', () => {
  const slots = new ConnectionLimiter({ total: 2, perAddress: 2 });
  const first = slots.acquire('10.0.0.1');
  expect(slots.acquire('10.0.0.2')).not.toBeNull();
  expect(slots.acquire('10.0.0.3')).toBeNull();
  first?.();
  first?.();
  expect(slots.acquire('10.0.0.1')).not.toBeNull();
  expect(slots.acquire('10.0.0.1')).toBeNull();
});

it('gives one address its share only, and the share again when it gives back', () => {
  const slots = new ConnectionLimiter({ total: 50, perAddress: 8 });
  const take = () => slots.acquire('10.0.0.1');
  const releases = Array.from({ length: 8 }, take);
  expect(take()).toBeNull();
  expect(slots.acquire('10.0.0.2')).not.toBeNull();
  releases[3]?.();
  releases[3]?.();
  expect(take()).not.toBeNull();
  expect(take()).toBeNull();
});

it('keeps some for the box itself, which may have all', () => {
  const slots = new ConnectionLimiter({ total: 50, perAddress: 8 });
  let others = 0;
  while (slots.acquire(`10.0.0.${others}`) !== null) others += 1;
  expect(others).toBe(45);
  for (const address of ['127.0.0.1', '::1', '127.0.0.53', '127.0.0.1', '::1']) {
    expect(slots.acquire(address)).not.toBeNull();
  }
  expect(slots.acquire('127.0.0.1')).toBeNull();
});

it('tells many less often, never more than 200 messages a second in all', () => {
  const slots = new ConnectionLimiter({ total: 200, perAddress: 8 });
  for (let taken = 1; taken <= 200; taken++) {
    slots.acquire('127.0.0.1');
    const intervalMs = slots.intervalMs(125);
    expect(intervalMs).toBeGreaterThanOrEqual(125);
    expect((taken * 1000) / intervalMs).toBeLessThanOrEqual(200.001);
  }
  expect(slots.intervalMs(125)).toBe(1000);
});
