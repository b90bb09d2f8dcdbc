import { expect, it } from 'vitest';
import { latestValueStream } from '../../../src/dashboard/http/latest-value-stream.js';
import { ManualClock } from '../../store/fixtures/manual-clock.js';

const encode = (text: string) => new TextEncoder().encode(text);

function openStream(options: { readonly minIntervalMs?: number } = {}) {
  const clock = new ManualClock();
  const abort = new AbortController();
  const listeners = new Set<() => void>();
  let state = 'first';
  let ended = 0;
  let allowed = true;
  const stream = latestValueStream({
    subscribe: (wake) => {
      listeners.add(wake);
      return () => listeners.delete(wake);
    },
    render: () => encode(state),
    idle: () => encode('idle'),
    idleMs: 1000,
    minIntervalMs: () => options.minIntervalMs ?? 0,
    mayGoOn: () => allowed,
    clock,
    abort: abort.signal,
    onEnd: () => {
      ended += 1;
    },
  });
  const reader = stream.getReader();
  return {
    clock,
    abort,
    reader,
    listeners,
    ended: () => ended,
    forbid: () => {
      allowed = false;
    },
    publish: (text: string) => {
      state = text;
      for (const wake of listeners) wake();
    },
    read: async () => {
      const { value, done } = await reader.read();
      return done ? null : new TextDecoder().decode(value);
    },
  };
}

it('sends the state of the moment first', async () => {
  expect(await openStream().read()).toBe('first');
});

it('skips what a slow reader missed: the newest state wins', async () => {
  const stream = openStream();
  await stream.read();
  stream.publish('second');
  stream.publish('third');
  expect(await stream.read()).toBe('third');
  const next = stream.read();
  await new Promise((resolve) => setImmediate(resolve));
  await stream.clock.advance(1000);
  expect(await next).toBe('idle');
});

it('wakes a waiting reader as soon as something is new', async () => {
  const stream = openStream();
  await stream.read();
  const next = stream.read();
  stream.publish('new');
  expect(await next).toBe('new');
});

it('keeps the least time between two chunks', async () => {
  const stream = openStream({ minIntervalMs: 125 });
  await stream.read();
  stream.publish('early');
  let arrived = false;
  const next = stream.read().then((text) => {
    arrived = true;
    return text;
  });
  await stream.clock.advance(100);
  expect(arrived).toBe(false);
  await stream.clock.advance(25);
  expect(await next).toBe('early');
});

it('ends with the request and gives everything back once', async () => {
  const stream = openStream();
  await stream.read();
  const next = stream.read();
  stream.abort.abort();
  expect(await next).toBeNull();
  await stream.reader.cancel();
  expect(stream.listeners.size).toBe(0);
  expect(stream.ended()).toBe(1);
});

it('gives everything back when the reader goes away', async () => {
  const stream = openStream();
  await stream.read();
  await stream.reader.cancel();
  expect(stream.listeners.size).toBe(0);
  expect(stream.ended()).toBe(1);
});

it('ends without another chunk once it may not go on', async () => {
  const stream = openStream();
  await stream.read();
  const next = stream.read();
  stream.forbid();
  stream.publish('secret');
  expect(await next).toBeNull();
  expect(stream.listeners.size).toBe(0);
  expect(stream.ended()).toBe(1);
});
