import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkLeftovers } from '../../src/doctor/history-checks.js';
import { checkMemory, checkTemperature } from '../../src/doctor/machine-checks.js';
import type { Health } from '../../src/doctor/service-check.js';
import { checkService } from '../../src/doctor/service-check.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const WELL: Health = {
  ...{ status: 'ok', version: '1.2.3' },
  source: { kind: 'camera', state: 'running' },
  worker: { state: 'running', restarts: 0 },
  store: { state: 'ok' },
};

it('tells what the running service suffers from', () => {
  expect(checkService(WELL)).toBe('ekspresi 1.2.3 runs, camera running');
  const frozen = { kind: 'camera', state: 'degraded', code: 'SOURCE_FROZEN' };
  expect(checkService({ ...WELL, source: frozen })).toMatchObject({
    warning: 'the camera is degraded (SOURCE_FROZEN)',
    remedy: expect.stringContaining('unplug'),
  });
  for (const ill of [
    null,
    { ...WELL, worker: { state: 'restarting', restarts: 1 } },
    { ...WELL, worker: { state: 'running', restarts: 50 } },
    { ...WELL, store: { state: 'degraded' } },
  ]) {
    expect(checkService(ill)).toHaveProperty('remedy');
  }
});

it('finds a damaged history that was set aside, and old backups', () => {
  const nowMs = Date.UTC(2026, 10, 24);
  const kept = { backupsKept: 7, rawDays: 30 };
  expect(checkLeftovers(folder, kept, nowMs)).toBe('no backup yet: the first comes within a day');
  const backup = join(folder, 'backups', 'ekspresi-2026-11-20.db');
  mkdirSync(join(folder, 'backups'));
  writeFileSync(backup, '');
  utimesSync(backup, nowMs / 1000, nowMs / 1000 - 3600);
  expect(checkLeftovers(folder, kept, nowMs)).toBe('1 backups');
  utimesSync(backup, nowMs / 1000, nowMs / 1000 - 4 * 86_400);
  expect(checkLeftovers(folder, kept, nowMs)).toMatchObject({
    warning: expect.stringContaining('4 days'),
  });
  expect(checkLeftovers(folder, { ...kept, backupsKept: 0 }, nowMs)).toBe('no backups are wanted');
  writeFileSync(join(folder, 'ekspresi.db.corrupt.20261124T000000Z'), '');
  expect(checkLeftovers(folder, { ...kept, backupsKept: 0 }, nowMs)).toHaveProperty('remedy');
});

it('finds copies that outlive the history they were made of', () => {
  const dataDir = mkdtempSync(join(folder, 'copies-'));
  const nowMs = Date.UTC(2026, 10, 24);
  const kept = { backupsKept: 0, rawDays: 30 };
  mkdirSync(join(dataDir, 'backups'));
  for (const name of ['ekspresi.db.before-v2.bak', 'backups/uploaded-20261001T000000Z.db']) {
    const copy = join(dataDir, name);
    writeFileSync(copy, '');
    utimesSync(copy, nowMs / 1000, nowMs / 1000 - 29 * 86_400);
    expect(checkLeftovers(dataDir, kept, nowMs)).toBe('no backups are wanted');
    utimesSync(copy, nowMs / 1000, nowMs / 1000 - 31 * 86_400);
    expect(checkLeftovers(dataDir, kept, nowMs)).toMatchObject({
      warning: expect.stringContaining(copy),
    });
    rmSync(copy);
  }
});

it('finds a hot box and one short of memory', async () => {
  mkdirSync(join(folder, 'thermal_zone0'));
  writeFileSync(join(folder, 'thermal_zone0/temp'), '83000\n');
  expect(await checkTemperature(80, folder)).toHaveProperty('remedy');
  expect(await checkTemperature(90, folder)).toBe('83 °C');
  expect(await checkTemperature(0, folder)).toBe('83 °C');
  expect(await checkTemperature(80, join(folder, 'none'))).toBe('not measured on this machine');
  const memory = join(folder, 'meminfo');
  writeFileSync(memory, 'MemTotal: 4000000 kB\nMemAvailable:  102400 kB\n');
  expect(await checkMemory(memory)).toMatchObject({ warning: expect.stringContaining('100 MiB') });
  writeFileSync(memory, 'MemAvailable:  1024000 kB\n');
  expect(await checkMemory(memory)).toBe('1000 MiB available');
});
