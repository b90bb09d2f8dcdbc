import { expect, it, onTestFinished } from 'vitest';
import type { ClosedMinute } from '../../../src/core/event-bus.js';
import { silentLog } from '../../../src/core/log.js';
import { Lifecycle } from '../../../src/daemon/service-deps.js';
import { minutesService } from '../../../src/daemon/services/minutes.js';
import { openTestStore, recordStay, testRun } from '../../store/fixtures/open-test-store.js';

const MINUTE_MS = 60_000;

async function open() {
  const opened = openTestStore();
  const heard: ClosedMinute[] = [];
  opened.bus.subscribe({ name: 'test', on: { minuteClosed: (minute) => void heard.push(minute) } });
  const service = minutesService({ ...opened, log: silentLog, lifecycle: new Lifecycle() });
  await service.start();
  onTestFinished(() => service.stop());
  opened.store.beginRun(testRun);
  return { ...opened, heard };
}

it('publishes each minute once, when it is over and committed', async () => {
  const { clock, heard, ...opened } = await open();
  const startMs = clock.wallMs;
  expect(startMs % MINUTE_MS).toBe(0);
  recordStay({ ...opened, clock }, { trackId: 1, durationMs: 20_000, expression: 'happy' });
  opened.store.flush();
  await clock.advance(startMs + MINUTE_MS - clock.wallMs);
  expect(heard).toEqual([]);
  await clock.advance(30_000);
  expect(heard).toMatchObject([{ startMs, facesAppeared: 1, facesLeft: 1 }]);
  expect(heard[0]?.expressionMs[3]).toBe(20_000);
  // Nothing was watched in the next one.
  await clock.advance(3 * MINUTE_MS);
  expect(heard).toHaveLength(1);
});

it('goes on after the clock was set back, and catches up after it was set forward', async () => {
  const { clock, heard, ...opened } = await open();
  clock.wallMs -= 86_400_000;
  await clock.advance(10_000);
  recordStay({ ...opened, clock }, { trackId: 1, durationMs: 5000 });
  opened.store.flush();
  await clock.advance(2 * MINUTE_MS);
  expect(heard).toMatchObject([{ facesAppeared: 1 }]);
  clock.wallMs += 10 * 86_400_000;
  await clock.advance(MINUTE_MS);
  expect(heard).toHaveLength(1);
});
