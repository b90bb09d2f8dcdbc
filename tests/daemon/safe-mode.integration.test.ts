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

interface Started {
  readonly child: ChildProcess;
  /** The n-th address that it told. */
  readonly address: (n: number) => Promise<string>;
  readonly stderr: () => string;
}

/** The daemon as systemd starts it, but that nobody hears what it notifies. */
function startService(config: string, ...args: readonly string[]): Started {
  const child = spawn(
    process.execPath,
    [COMMAND, 'run', '--config', config, '--port', '0', ...args],
    {
      env: { ...process.env, NOTIFY_SOCKET: join(folder, 'nobody') },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  children.push(child);
  let stderr = '';
  child.stderr?.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const address = (n: number) =>
    waitFor(
      () => [...stderr.matchAll(/the pages are at (\S+)/g)][n]?.[1] ?? null,
      () => stderr,
    );
  return { child, address, stderr: () => stderr };
}

it('a wrong configuration is shown, mended and reloaded without a restart by hand', async () => {
  const config = join(folder, 'ekspresi.yaml');
  const right = `source: synthetic\nstore:\n  dataDir: ${join(folder, 'data')}\n`;
  writeFileSync(config, `${right}sorce: camera\n`);
  const { child, address, stderr } = startService(config);

  const page = await fetch(await address(0));
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('did you mean source?');

  writeFileSync(config, right);
  const running = await address(1);
  const health = await (await fetch(`${running}/healthz`)).json();
  expect(health).toMatchObject({ source: { kind: 'synthetic' } });

  writeFileSync(config, 'nonsense: [');
  child.kill('SIGHUP');
  await waitFor(() => (stderr().includes('stays as it was') ? true : null), stderr);
  expect((await fetch(`${running}/healthz`)).status).toBe(200);

  writeFileSync(config, right);
  child.kill('SIGHUP');
  expect((await fetch(`${await address(2)}/healthz`)).status).toBe(200);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
}, 120_000);

it('shows on every address that the one of the configuration is not the box’s', async () => {
  const config = join(folder, 'elsewhere.yaml');
  const data = join(folder, 'elsewhere');
  // An address of documentation: no machine has it.
  writeFileSync(
    config,
    `source: synthetic\nstore:\n  dataDir: ${data}\ndashboard:\n  host: 192.0.2.1\n`,
  );
  const { address } = startService(config);
  const told = new URL(await address(0));
  const page = await fetch(`http://127.0.0.1:${told.port}`);
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('192.0.2.1');
}, 120_000);

it('shows a certificate that is none, and goes on when it is taken out', async () => {
  const config = join(folder, 'certificate.yaml');
  const right = `source: synthetic\nstore:\n  dataDir: ${join(folder, 'certified')}\n`;
  const pem = join(folder, 'cut-off.pem');
  writeFileSync(pem, '-----BEGIN CERTIFICATE-----\nMIIB');
  writeFileSync(config, `${right}dashboard:\n  tlsCertPath: ${pem}\n  tlsKeyPath: ${pem}\n`);
  const { address } = startService(config);
  const page = await fetch(await address(0));
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('tlsCertPath');
  writeFileSync(config, right);
  expect((await fetch(`${await address(1)}/healthz`)).status).toBe(200);
}, 120_000);
