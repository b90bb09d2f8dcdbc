import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import {
  runningService,
  type Service,
  startServices,
  stopServices,
} from '../../src/daemon/service.js';

const deps = { clock: systemClock, log: silentLog, stopWithinMs: 400 };

function recorded(name: string, calls: string[], fails = false): Service {
  return {
    name,
    start: async () => {
      if (fails) throw new Error(`${name} fails`);
      calls.push(`start ${name}`);
    },
    stop: async () => {
      calls.push(`stop ${name}`);
    },
  };
}

describe('parts', () => {
  it('start forwards and stop backwards', async () => {
    const calls: string[] = [];
    const parts = ['a', 'b'].map((name) => recorded(name, calls));
    await startServices(parts, deps);
    await stopServices(parts, deps);
    expect(calls).toEqual(['start a', 'start b', 'stop b', 'stop a']);
  });

  it('undo what was started when one fails', async () => {
    const calls: string[] = [];
    const parts = [recorded('a', calls), recorded('b', calls, true), recorded('c', calls)];
    await expect(startServices(parts, deps)).rejects.toThrow('b fails');
    expect(calls).toEqual(['start a', 'stop a']);
  });

  it('go on stopping when one rejects or never ends', async () => {
    const calls: string[] = [];
    const broken = { ...recorded('b', calls), stop: () => Promise.reject(new Error('broken')) };
    const stuck = { ...recorded('c', calls), stop: () => new Promise<void>(() => {}) };
    await stopServices([recorded('a', calls), broken, stuck], deps);
    expect(calls).toEqual(['stop a']);
  });
});

describe('runningPart', () => {
  it('ends by its signal without a failure', async () => {
    const failures: unknown[] = [];
    const part = runningService(
      'loop',
      (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      (error) => failures.push(error),
    );
    await part.start();
    await part.stop();
    expect(failures).toEqual([]);
  });

  it('reports a failure of its own', async () => {
    const failures: unknown[] = [];
    const part = runningService(
      'loop',
      () => Promise.reject(new Error('broken')),
      (error) => failures.push((error as Error).message),
    );
    await part.start();
    await part.stop();
    expect(failures).toEqual(['broken']);
  });
});
