import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createServiceManager } from '../../../src/daemon/systemd/service-manager.js';
import { CollectingLog } from '../../capture/fixtures/collecting-log.js';

const ENVIRONMENT = { NOTIFY_SOCKET: '/run/nobody', WATCHDOG_USEC: '60000000' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-notify-'));
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program in the way of the real systemd-notify. */
function replaceProgram(script: string): void {
  const program = join(folder, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
}

describe('createServiceManager', () => {
  it('tells systemd what it wants to hear, on one line each', async () => {
    replaceProgram(`printf '%s\\n' "$*" >>${folder}/told`);
    const log = new CollectingLog();
    const service = createServiceManager(ENVIRONMENT, log);
    await service.ready('camera\nruns');
    await service.status('all\nwell');
    await service.watchdog();
    await service.stopping();
    const told = readFileSync(join(folder, 'told'), 'utf8').trim().split('\n');
    expect(told).toEqual([
      `--ready --pid=${process.pid} --status=camera runs`,
      `--pid=${process.pid} STATUS=all well`,
      `--pid=${process.pid} WATCHDOG=1`,
      `--pid=${process.pid} STOPPING=1`,
    ]);
    expect(service.watchdogIntervalMs).toBe(30_000);
    expect(log.lines).toEqual([]);
  });

  it.each(['ready', 'status', 'watchdog', 'stopping', 'reloading'] as const)(
    'does not wait for a program that hangs: %s',
    async (call) => {
      replaceProgram('exec sleep 5');
      const log = new CollectingLog();
      await createServiceManager(ENVIRONMENT, log, 200)[call]('text');
      expect(log.lines).toHaveLength(1);
      expect(log.lines[0]).toContain('systemd was not reached');
    },
  );

  it('says nothing where systemd did not start the daemon', async () => {
    replaceProgram(`touch ${folder}/told`);
    const service = createServiceManager({}, new CollectingLog());
    await service.ready('x');
    await service.watchdog();
    expect(() => readFileSync(join(folder, 'told'))).toThrow('ENOENT');
    expect(service.watchdogIntervalMs).toBeNull();
  });
});
