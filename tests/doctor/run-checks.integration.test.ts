import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { modelsFolder } from '../../src/cli/version.js';
import { loadConfig } from '../../src/daemon/config/load-config.js';
import { runChecks } from '../../src/doctor/run-checks.js';
import { askHealth } from '../../src/doctor/service-check.js';

const WELL = {
  ...{ status: 'ok', version: '1.2.3' },
  source: { kind: 'synthetic', state: 'running' },
  worker: { state: 'running', restarts: 0 },
  store: { state: 'ok' },
};

let folder: string;
let servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-doctor-'));
});
afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
  rmSync(folder, { recursive: true });
});

/** Answers as a running daemon does; its port. */
async function serve(
  tls: boolean,
  answer: RequestListener = (_, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(WELL));
  },
): Promise<number> {
  const server = tls ? createTlsServer(selfMade(), answer) : createPlainServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The certificate of docs/operations.md, which no authority has signed. */
function selfMade() {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const make = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=box -keyout ${key} -out ${cert}`;
  execFileSync('openssl', make.split(' '), { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

it.each([
  ['HTTPS where it is set', true, true],
  ['HTTPS where the configuration does not tell', true, false],
  ['HTTP', false, false],
  ['HTTP in safe mode where HTTPS is set', false, true],
])('asks the running service by %s', async (_, servesTls, tls) => {
  const port = await serve(servesTls);
  expect(await askHealth({ host: '0.0.0.0', port, tls })).toEqual(WELL);
});

it('knows another program, an endless answer and silence from ekspresi', async () => {
  const other = await serve(false, (_, response) => void response.end('<html>'));
  const list = await serve(false, (_, response) => void response.end('[]'));
  const endless = await serve(false, (_, response) => {
    const timer = setInterval(() => response.write('x'.repeat(65_536)), 5);
    response.on('close', () => clearInterval(timer));
  });
  for (const port of [other, list, endless, 1]) {
    expect(await askHealth({ host: '127.0.0.1', port, tls: false }), String(port)).toBeNull();
  }
});

it('runs with a wrong configuration, names every problem and checks with what is right', async () => {
  const port = await serve(true);
  const configPath = join(folder, 'ekspresi.yaml');
  const dataDir = join(folder, 'data');
  writeFileSync(
    configPath,
    `sorce: synthetic\nsource: synthetic\nstore:\n  dataDir: ${dataDir}\n  rawDays: many\ndashboard:\n  port: ${port}\n`,
  );
  const { checks, config, health } = await runChecks({
    configPath,
    loadConfig: () => loadConfig(configPath),
    dataDir: ({ store }) => store.dataDir ?? '/nowhere',
    modelsDir: modelsFolder(),
    signal: new AbortController().signal,
  });
  const named = (name: string) => checks.find((one) => one.name === name);
  expect(config).toBeNull();
  expect(health).toEqual(WELL);
  expect(named('configuration')).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(
      /line 5: store\.rawDays: .*line 1: sorce: .*did you mean source/,
    ),
    remedy: expect.stringContaining('Correct these lines'),
  });
  expect(named('service')).toMatchObject({
    status: 'ok',
    message: expect.stringContaining('1.2.3'),
  });
  expect(named('port')).toMatchObject({ status: 'ok' });
  expect(named('camera')).toMatchObject({ status: 'ok', message: 'the source is synthetic' });
  expect(named('disk')?.message).toContain(dataDir);
  expect(checks).toHaveLength(14);
});

it('runs with a configuration that cannot be read', async () => {
  const configPath = join(folder, 'none.yaml');
  const { checks } = await runChecks({
    configPath,
    loadConfig: () => loadConfig(configPath),
    dataDir: () => join(folder, 'data'),
    modelsDir: modelsFolder(),
    signal: new AbortController().signal,
  });
  const configuration = checks.find(({ name }) => name === 'configuration');
  expect(configuration?.message).toContain('cannot be read');
  expect(checks.length).toBeGreaterThan(5);
});
