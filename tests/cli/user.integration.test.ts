import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ekspresi } from './command.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-user-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('ekspresi user', () => {
  it('makes, shows and removes people', async () => {
    const data = ['--data', join(folder, 'kiosk')];
    const made = await ekspresi('user', 'add', 'Bob', '--role', 'administrator', ...data);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S{10,}\n$/) });
    expect((await ekspresi('user', 'list', ...data)).stdout).toMatch(/^Bob\tadministrator\t/);
    const again = await ekspresi('user', 'add', 'Bob', ...data);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/ACCOUNT_REFUSED/) });
    const last = await ekspresi('user', 'remove', 'Bob', ...data);
    expect(last).toMatchObject({ code: 1, stderr: expect.stringMatching(/ACCOUNT_REFUSED/) });
    const nobody = await ekspresi('user', 'remove', 'nosuch', ...data);
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringMatching(/ACCOUNT_REFUSED/) });
  });

  it.each([['list'], ['reset', 'Bob'], ['remove', 'Bob']])(
    'makes no accounts where there are none: %s',
    async (...args) => {
      const typo = join(folder, 'typo');
      const { code, stderr } = await ekspresi('user', ...args, '--data', typo);
      expect(code).toBe(1);
      expect(stderr).toMatch(/STORE_MISSING/);
      expect(existsSync(typo)).toBe(false);
    },
  );

  it('refuses a folder that cannot be made', async () => {
    const { code, stderr } = await ekspresi('user', 'add', 'Bob', '--data', '/proc/kiosk');
    expect(code).toBe(1);
    expect(stderr).toMatch(/STORE_UNWRITABLE/);
  });

  it.skipIf(process.getuid?.() !== 0)('gives what root makes to the owner', async () => {
    const dataDir = mkdtempSync(join(folder, 'owned-'));
    chownSync(dataDir, 65_534, 65_534);
    expect((await ekspresi('user', 'add', 'Bob', '--data', dataDir)).code).toBe(0);
    const files = readdirSync(dataDir);
    expect(files).toContain('accounts.db');
    for (const file of files) expect(statSync(join(dataDir, file)).uid, file).toBe(65_534);
  });
});
