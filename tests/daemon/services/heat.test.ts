import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EventBus } from '../../../src/core/event-bus.js';
import type { KioskEvent } from '../../../src/core/event-table.js';
import { silentLog } from '../../../src/core/log.js';
import { HeatThrottle } from '../../../src/daemon/heat-throttle.js';
import { readTemperatureC, watchHeat } from '../../../src/daemon/services/heat.js';
import { FakeClock } from '../../capture/fixtures/fake-clock.js';

const admitted = (throttle: HeatThrottle) =>
  Array.from({ length: 80 }, () => throttle.admits()).filter(Boolean).length;

describe('HeatThrottle', () => {
  it('halves the rate at each hot reading, to an eighth, and gives it back when cooler', () => {
    const throttle = new HeatThrottle(80);
    expect(admitted(throttle)).toBe(80);
    const shares = [80, 85, 90, 95, 78, 75, 70, 60].map((celsius) => {
      throttle.measured(celsius);
      return admitted(throttle);
    });
    expect(shares).toEqual([40, 20, 10, 10, 10, 20, 40, 80]);
  });

  it('makes a source that can wait rest as long as the rate demands', () => {
    const throttle = new HeatThrottle(80);
    const rests = [70, 80, 85, 90, 95].map((celsius) => {
      throttle.measured(celsius);
      return throttle.restMs(40);
    });
    expect(rests).toEqual([0, 40, 120, 280, 280]);
    expect(throttle.restMs(60_000)).toBe(1000);
  });

  it('does nothing without a sensor, or when turned off', () => {
    const throttle = new HeatThrottle(80);
    throttle.measured(90);
    throttle.measured(null);
    expect(throttle.step).toBe(0);
    const off = new HeatThrottle(0);
    off.measured(110);
    expect(off.step).toBe(0);
  });
});

it('tells the operator once that the box is too hot, and once that it is not', async () => {
  const clock = new FakeClock();
  const throttle = new HeatThrottle(80);
  const events: KioskEvent[] = [];
  const bus = new EventBus({ clock, log: silentLog });
  bus.subscribe({ name: 'test', on: { event: (event) => void events.push(event) } });
  const abort = new AbortController();
  let celsius = 60;
  const done = watchHeat(
    { clock, bus, throttle, readTemperatureC: async () => celsius },
    abort.signal,
  );
  await clock.advance(60_000);
  expect(events).toEqual([]);
  celsius = 84;
  await clock.advance(60_000);
  celsius = 60;
  await clock.advance(60_000);
  expect(events.map(({ kind }) => kind)).toEqual(['too-hot', 'cooled-down']);
  expect(events[0]?.message).toContain('84 °C');
  abort.abort();
  await done;
});

it('reads the hottest zone of the processor', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ekspresi-thermal-'));
  const zone = (name: string, type: string, temp: string) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'type'), `${type}\n`);
    writeFileSync(join(folder, name, 'temp'), `${temp}\n`);
  };
  expect(await readTemperatureC(folder)).toBeNull();
  zone('thermal_zone0', 'cpu-thermal', '61250');
  zone('thermal_zone1', 'x86_pkg_temp', '70000');
  zone('thermal_zone2', 'iwlwifi_1', '99000');
  zone('thermal_zone3', 'soc', '-274000');
  zone('thermal_zone4', 'gpu', 'broken');
  zone('cooling_device0', 'fan', '99000');
  expect(await readTemperatureC(folder)).toBe(70);
  rmSync(folder, { recursive: true });
  expect(await readTemperatureC(folder)).toBeNull();
});
