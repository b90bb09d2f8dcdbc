import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { COMMAND } from '../cli/command.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-safe-mode-'));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function waitFor<T>(look: () => Promise<T | null> | T | null, explain: () => string) {
  for (let i = 0; i < 600; i++) {
    const found = await Promise.resolve(look()).catch(() => null);
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain: ${explain()}`);
}

it('a wrong configuration is shown, mended and reloaded without a restart by hand', async () => {
  const config = join(folder, 'ekspresi.yaml');
  const right = `source: synthetic\nstore:\n  dataDir: ${join(folder, 'data')}\n`;
  writeFileSync(config, `${right}sorce: camera\n`);
  const child = spawn(process.execPath, [COMMAND, 'run', '--config', config, '--port', '0'], {
    // No systemd hears it; the daemon must not mind.
    env: { ...process.env, NOTIFY_SOCKET: join(folder, 'nobody') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const urls = () =>
    [...stderr.matchAll(/the pages are at (\S+)/g)].map(([, url]) => url as string);
  const nth = (n: number) =>
    waitFor(
      () => urls()[n] ?? null,
      () => stderr,
    );

  const page = await fetch(await nth(0));
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('did you mean source?');

  writeFileSync(config, right);
  const running = await nth(1);
  const health = await (await fetch(`${running}/healthz`)).json();
  expect(health).toMatchObject({ source: { kind: 'synthetic' } });

  writeFileSync(config, 'nonsense: [');
  child.kill('SIGHUP');
  await waitFor(
    () => (stderr.includes('stays as it was') ? true : null),
    () => stderr,
  );
  expect((await fetch(`${running}/healthz`)).status).toBe(200);

  writeFileSync(config, right);
  child.kill('SIGHUP');
  expect((await fetch(`${await nth(2)}/healthz`)).status).toBe(200);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
}, 120_000);
