import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  openTestStore,
  recordStay,
  temporaryFolder,
  testRun,
} from '../store/fixtures/open-test-store.js';
import { COMMAND, ekspresi } from './command.js';

function filledFolder(): string {
  const open = openTestStore();
  open.store.beginRun(testRun);
  recordStay(open, { trackId: 1, durationMs: 1000, expression: 'happy' });
  open.store.flush();
  return open.dataDir;
}

const everything = ['--from', '0', '--to', '2030-01-01', '--format', 'csv'];

describe('ekspresi export', () => {
  it('writes the same to stdout, to - and to a file', async () => {
    const data = ['--data', filledFolder()];
    const file = join(temporaryFolder(), 'out.csv');
    const { code, stdout } = await ekspresi('export', ...data, ...everything);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1 + 6);
    expect((await ekspresi('export', ...data, ...everything, '-o', '-')).stdout).toBe(stdout);
    expect((await ekspresi('export', ...data, ...everything, '-o', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
  });

  it('keeps the file of yesterday where there is nothing to export', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'out.csv');
    writeFileSync(file, 'of yesterday');
    const data = ['--data', join(folder, 'typo')];
    const { code, stderr } = await ekspresi('export', ...data, ...everything, '-o', file);
    expect(code).toBe(1);
    expect(stderr).toMatch(/STORE_MISSING/);
    expect(readFileSync(file, 'utf8')).toBe('of yesterday');
    expect(readdirSync(folder)).toEqual(['out.csv']);
  });

  it('refuses a time that was not quoted', async () => {
    const args = ['--from', '2026-11-26', '23:59', '--to', 'now', '--format', 'csv'];
    const { code, stderr } = await ekspresi('export', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/'23:59' is too much: quote what has spaces/);
  });

  it.skipIf(process.getuid?.() !== 0)('says that a folder is closed to the caller', () => {
    const dataDir = filledFolder();
    chmodSync(dataDir, 0o700);
    const args = [COMMAND, 'export', '--data', dataDir, ...everything];
    const { status, stderr } = spawnSync(process.execPath, args, { uid: 65_534, gid: 65_534 });
    expect(status).toBe(1);
    expect(String(stderr)).toMatch(/is closed to you \(STORE_MISSING\)\. .*sudo -u ekspresi/);
  });
});
