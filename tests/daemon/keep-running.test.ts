import { describe, expect, it } from 'vitest';
import { EkspresiError } from '../../src/core/errors.js';
import { silentLog } from '../../src/core/log.js';
import type { Config } from '../../src/daemon/config/config-schema.js';
import { loadConfig } from '../../src/daemon/config/load-config.js';
import { type KeepRunningOptions, keepRunning } from '../../src/daemon/keep-running.js';
import { ManualClock } from '../store/fixtures/manual-clock.js';

const good = loadConfig(null);
const wrong = new EkspresiError('config-invalid', { path: 'x.yaml', problem: 'wrong' });

/** Resolves when the signal aborts, as the daemon does. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

function fixture(options: Partial<KeepRunningOptions> & { configs: readonly (Config | Error)[] }) {
  const stop = new AbortController();
  const told: string[] = [];
  let reads = 0;
  let reload = () => {};
  const running = keepRunning(
    {
      check: () => {},
      clock: new ManualClock(),
      load: () => {
        const next = options.configs[Math.min(reads++, options.configs.length - 1)];
        if (next instanceof Error) throw next;
        return next as Config;
      },
      run: async (config, signal) => {
        told.push(`run ${config.source}`);
        await untilAborted(signal);
      },
      safeMode: async (error, signal) => {
        told.push(`safe ${error.code}`);
        await untilAborted(signal);
      },
      onReload: (listener) => {
        reload = listener;
      },
      log: silentLog,
      ...options,
    },
    stop.signal,
  );
  return { stop: () => stop.abort(), told, reload: () => reload(), running };
}

describe('keepRunning', () => {
  it('starts again with the new configuration when told to reload', async () => {
    const changed = { ...good, source: 'synthetic' };
    const { stop, told, reload, running } = fixture({ configs: [good, changed] });
    await tick();
    reload();
    await tick();
    stop();
    await running;
    expect(told).toEqual([`run ${good.source}`, 'run synthetic']);
  });

  it('keeps what runs when the new configuration is wrong', async () => {
    const { stop, told, reload, running } = fixture({ configs: [good, wrong] });
    await tick();
    reload();
    await tick();
    expect(told).toEqual([`run ${good.source}`]);
    stop();
    await running;
  });

  it('goes to safe mode, and runs once that has ended', async () => {
    const told: string[] = [];
    const { stop, running } = fixture({
      configs: [wrong, good],
      run: async (_, signal) => {
        told.push('run');
        await untilAborted(signal);
      },
      safeMode: async (error) => {
        told.push(error.message);
      },
    });
    await tick();
    stop();
    await running;
    expect(told).toEqual([wrong.message, 'run']);
  });

  it('leaves safe mode at a reload, without asking whether all is well now', async () => {
    const { stop, told, reload, running } = fixture({ configs: [wrong] });
    await tick();
    reload();
    await tick();
    stop();
    await running;
    expect(told).toEqual(['safe CONFIG_INVALID', 'safe CONFIG_INVALID']);
  });

  it('fails with what cannot be shown, and with everything where there is no safe mode', async () => {
    await expect(fixture({ configs: [wrong], safeMode: null }).running).rejects.toBe(wrong);
    for (const error of [
      new EkspresiError('port-in-use', { port: 8080, host: '127.0.0.1' }),
      new EkspresiError('worker-unending', {}),
    ]) {
      await expect(fixture({ configs: [error] }).running).rejects.toBe(error);
    }
  });

  it('shows whatever else keeps it from starting, an address that is gone among it', async () => {
    for (const [failure, code] of [
      [new TypeError('no such thing'), 'START_FAILED'],
      [new EkspresiError('bind-refused', { host: 'x', port: 1, reason: 'gone' }), 'BIND_REFUSED'],
      [new EkspresiError('command-unknown', { name: 'x' }), 'USAGE'],
    ] as const) {
      const { stop, told, running } = fixture({ configs: [failure] });
      await tick();
      stop();
      await running;
      expect(told).toEqual([`safe ${code}`]);
    }
  });

  it('leaves to a fresh process what ends a daemon that has run for a minute', async () => {
    const clock = new ManualClock();
    const bug = new TypeError('bug');
    const run = async () => {
      clock.elapsedMs += 60_000;
      throw bug;
    };
    await expect(fixture({ configs: [good], clock, run }).running).rejects.toBe(bug);
  });

  it('keeps what runs when a file that the new configuration names cannot be used', async () => {
    const check = () => {
      throw new EkspresiError('certificate-unusable', { reason: 'unreadable' });
    };
    const { stop, told, reload, running } = fixture({ configs: [good, good], check });
    await tick();
    reload();
    await tick();
    stop();
    await running;
    expect(told).toEqual([`run ${good.source}`]);
  });
});
