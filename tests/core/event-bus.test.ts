import { expect, it, vi } from 'vitest';
import { EventBus, QUEUE_LIMITS } from '../../src/core/event-bus.js';
import type { KioskEvent } from '../../src/core/event-table.js';
import { type Log, silentLog } from '../../src/core/log.js';
import type { MarkerChange } from '../../src/core/marker.js';
import { makeAnalysis } from '../store/fixtures/make-analysis.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';

const frame = (sequence: number) => ({
  ...makeAnalysis({ atMs: 0, monotonicMs: 0 }),
  sequence,
});
const event = (message: string): KioskEvent => ({
  level: 'info',
  kind: 'cooled-down',
  message,
  details: null,
});
const marker = (text: string): MarkerChange => ({
  change: 'set',
  marker: {
    ...{ id: 1, kind: 'note', contentId: null, name: text, startMs: 1, endMs: 1 },
    ...{ details: null, doubt: null, setBy: 'admin' },
  },
});

function openBus(log: Log = silentLog) {
  const clock = new ManualClock(5000);
  return { clock, bus: new EventBus({ clock, log }) };
}

it('calls the handlers of a kind within publish, in the order of subscription, with the time', () => {
  const { bus } = openBus();
  const heard: unknown[] = [];
  bus.subscribe({
    name: 'a',
    on: { marker: ({ marker: { name: text } }, atMs) => void heard.push(['a', text, atMs]) },
  });
  bus.subscribe({
    name: 'b',
    on: { marker: ({ marker: { name: text } }) => void heard.push(['b', text]) },
  });
  bus.publish('event', event('nobody asked'));
  bus.publish('marker', marker('show'));
  expect(heard).toEqual([
    ['a', 'show', 5000],
    ['b', 'show'],
  ]);
});

it('goes on when a subscriber throws or rejects, counts it and logs it ever more rarely', async () => {
  const logged: unknown[] = [];
  const { bus } = openBus({ ...silentLog, error: (fields) => logged.push(fields) });
  const heard: number[] = [];
  bus.subscribe({
    name: 'broken',
    on: {
      analysis: () => {
        throw new Error('mistake');
      },
    },
  });
  bus.consume({ name: 'rejecting', on: { marker: () => Promise.reject(new Error('no network')) } });
  bus.subscribe({ name: 'sound', on: { analysis: ({ sequence }) => void heard.push(sequence) } });
  for (let i = 0; i < 100; i++) bus.publish('analysis', frame(i));
  bus.publish('marker', marker('x'));
  await vi.waitFor(() => expect(bus.counters()[1]?.failed).toBe(1));
  expect(heard).toHaveLength(100);
  expect(bus.counters()).toMatchObject([
    { name: 'broken', delivered: 0, failed: 100 },
    { name: 'rejecting', delivered: 0, failed: 1 },
    { name: 'sound', delivered: 100, failed: 0 },
  ]);
  // 1, 2, 4, …, 64, and the other's first.
  expect(logged).toHaveLength(8);
  expect(logged[0]).toEqual({ name: 'broken', kind: 'analysis', failed: 1, error: 'mistake' });
});

it('hands a slow consumer the newest frame and every visit, in order, and never waits for it', async () => {
  const { bus } = openBus();
  const heard: string[] = [];
  let release = () => {};
  const handle = async (text: string) => {
    heard.push(text);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  };
  bus.consume({
    name: 'slow',
    on: {
      analysis: ({ sequence }) => handle(`frame ${sequence}`),
      marker: ({ marker: { name: text } }) => handle(text),
    },
  });
  bus.publish('analysis', frame(0));
  await vi.waitFor(() => expect(heard).toEqual(['frame 0']));
  bus.publish('marker', marker('one'));
  for (let i = 1; i < 50; i++) bus.publish('analysis', frame(i));
  bus.publish('marker', marker('two'));
  for (const all of [2, 3, 4]) {
    release();
    await vi.waitFor(() => expect(heard).toHaveLength(all));
  }
  expect(heard).toEqual(['frame 0', 'one', 'frame 49', 'two']);
  expect(bus.counters()[0]?.dropped).toEqual({ analysis: 48 });
});

it('holds a bounded number of messages for a consumer that never comes back', async () => {
  const { bus } = openBus();
  const heard: string[] = [];
  let release = () => {};
  bus.consume({
    name: 'stuck',
    on: {
      marker: async ({ marker: { name: text } }) => {
        heard.push(text);
        if (heard.length > 1) return;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    },
  });
  bus.publish('marker', marker('first'));
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  for (let i = 0; i < 1000; i++) bus.publish('marker', marker(`${i}`));
  expect(bus.counters()[0]?.dropped).toEqual({ marker: 1000 - QUEUE_LIMITS.marker });
  release();
  await vi.waitFor(() => expect(heard).toHaveLength(1 + QUEUE_LIMITS.marker));
  // The oldest went.
  expect(heard.slice(1, 3)).toEqual(['800', '801']);
});

it('ends a subscription with its signal: handlers, waiting messages and counters', async () => {
  const { bus } = openBus();
  const stop = new AbortController();
  const heard: string[] = [];
  const on = { marker: ({ marker: { name: text } }: MarkerChange) => void heard.push(text) };
  bus.subscribe({ name: 'sync', signal: stop.signal, on });
  bus.consume({ name: 'queued', signal: stop.signal, on: { marker: async (m) => on.marker(m) } });
  bus.publish('marker', marker('heard by one'));
  stop.abort();
  bus.publish('marker', marker('late'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual(['heard by one']);
  expect(bus.counters()).toEqual([]);
  bus.subscribe({ name: 'too late', signal: stop.signal, on });
  expect(bus.counters()).toEqual([]);
});

it('gives the events of the start to consumers that start after them', async () => {
  const { bus } = openBus();
  bus.publish('event', event('the database was damaged'));
  bus.publish('marker', marker('not held'));
  const heard: string[] = [];
  bus.consume({
    name: 'webhooks',
    on: {
      event: async ({ message }) => void heard.push(message),
      marker: async ({ marker: { name: text } }) => void heard.push(text),
    },
  });
  await vi.waitFor(() => expect(heard).toEqual(['the database was damaged']));
  bus.started();
  bus.subscribe({ name: 'later', on: { event: () => void heard.push('again') } });
  expect(heard).toEqual(['the database was damaged']);
});
