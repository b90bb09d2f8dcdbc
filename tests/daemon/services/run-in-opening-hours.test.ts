import { expect, it } from 'vitest';
import {
  ALWAYS_OPEN,
  type OpeningHoursSettings,
  openingHours,
} from '../../../src/core/opening-hours.js';
import { runInOpeningHours } from '../../../src/daemon/services/run-in-opening-hours.js';
import { FakeClock } from '../../capture/fixtures/fake-clock.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The clock begins at 22:13:20 on a Tuesday. */
const BEGIN = Date.parse('2023-11-14T22:13:20Z');

function started(first: OpeningHoursSettings) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const told: string[] = [];
  let hours = openingHours(first, 'UTC');
  const time = () => new Date(clock.nowMs()).toISOString().slice(5, 16);
  const finish: (() => void)[] = [];
  const running = runInOpeningHours(
    {
      clock,
      hours: () => hours,
      run: async (signal) => {
        told.push(`${time()} runs`);
        await new Promise<void>((resolve) => {
          finish.push(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        told.push(`${time()} ends`);
      },
      onClosed: ({ changesAtMs }) => {
        const until = changesAtMs === null ? 'ever' : new Date(changesAtMs).toISOString();
        told.push(`${time()} closed until ${until.slice(5, 16)}`);
      },
    },
    stop.signal,
  );
  return {
    ...{ clock, told, running, finish },
    change: (next: OpeningHoursSettings) => {
      hours = openingHours(next, 'UTC');
    },
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

it('runs from the opening to the closing, day after day', async () => {
  expect(new FakeClock().nowMs()).toBe(BEGIN);
  const night = { ...ALWAYS_OPEN, tuesday: ['09:00-23:00'], wednesday: ['09:00-17:00'] };
  const { clock, told, stop } = started(night);
  await clock.advance(22 * HOUR_MS);
  await stop();
  expect(told).toEqual([
    '11-14T22:13 runs',
    '11-14T23:00 ends',
    '11-14T23:00 closed until 11-15T09:00',
    '11-15T09:00 runs',
    '11-15T17:00 ends',
    '11-15T17:00 closed until 11-16T00:00',
  ]);
});

it('follows a change of the hours within seconds, and tells the new end of the closure', async () => {
  const { clock, told, change, stop } = started({ ...ALWAYS_OPEN, tuesday: [] });
  await clock.advance(1000);
  change({ ...ALWAYS_OPEN, tuesday: [], wednesday: ['08:00-09:00'] });
  await clock.advance(5000);
  change(ALWAYS_OPEN);
  await clock.advance(5000);
  await stop();
  expect(told).toEqual([
    '11-14T22:13 closed until 11-15T00:00',
    '11-14T22:13 closed until 11-15T08:00',
    '11-14T22:13 runs',
    '11-14T22:13 ends',
  ]);
});

it('is over when a recording has ended', async () => {
  const { clock, told, running, finish } = started(ALWAYS_OPEN);
  await clock.advance(1000);
  finish[0]?.();
  await running;
  expect(told).toEqual(['11-14T22:13 runs', '11-14T22:13 ends']);
});
