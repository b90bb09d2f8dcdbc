import { expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.js';
import { EventBus } from '../../src/core/event-bus.js';
import { silentLog } from '../../src/core/log.js';
import { Commands } from '../../src/daemon/kiosk-commands.js';

function started() {
  const bus = new EventBus({ clock: systemClock, log: silentLog });
  const told: string[] = [];
  bus.subscribe({
    name: 'test',
    on: {
      event: ({ message }) => told.push(message),
    },
  });
  const commands = new Commands({
    ...{ bus, log: silentLog, clock: systemClock },
    markers: {
      set: ({ kind, name }, { setBy }) => {
        if (name === '') throw new Error('no text');
        told.push(`${setBy}: ${kind} ${name}`);
      },
    },
    reload: () => told.push('reload'),
  });
  const stop = new AbortController();
  const finish: (() => void)[] = [];
  const running = commands.runUnlessPaused(
    async (signal) => {
      told.push('runs');
      await new Promise<void>((resolve) => {
        finish.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      told.push('ends');
    },
    () => told.push('is paused'),
    stop.signal,
  );
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { commands, told, running, finish, stop, settled };
}

it('lets go of the camera for a pause, and tells of it once', async () => {
  const { commands, told, running, stop, settled } = started();
  commands.pause('mqtt');
  commands.pause('somebody else');
  await settled();
  expect(commands.isPaused()).toBe(true);
  commands.resume('mqtt');
  await settled();
  stop.abort();
  await running;
  expect(told).toEqual([
    'runs',
    'Paused by mqtt: nothing is measured',
    'ends',
    'is paused',
    'Resumed by mqtt',
    'runs',
    'ends',
  ]);
});

it('ends with what it runs, paused or not', async () => {
  const first = started();
  first.finish[0]?.();
  await first.running;
  expect(first.told).toEqual(['runs', 'ends']);
  const second = started();
  second.commands.pause('mqtt');
  await second.settled();
  second.stop.abort();
  await second.running;
  expect(second.told.at(-1)).toBe('is paused');
});

it('hands on marks and a wish to reload', () => {
  const { commands, told, stop } = started();
  commands.mark('The show begins', 'mqtt');
  // What cannot be stored is logged.
  commands.mark('', 'mqtt');
  commands.reload('mqtt');
  stop.abort();
  expect(told).toEqual(['runs', 'mqtt: note The show begins', 'reload']);
});
