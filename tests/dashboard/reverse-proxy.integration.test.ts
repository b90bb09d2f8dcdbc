import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../src/core/log.js';
import { packageRoot } from '../../src/core/package-root.js';
import type { DashboardSettings } from '../../src/dashboard/dashboard-deps.js';
import { serveDashboard } from '../../src/dashboard/serve.js';
import { guardedDashboard, PASSWORD } from './fixtures/guarded-dashboard.js';
import { testDashboard } from './fixtures/test-dashboard.js';

const NGINX = '/usr/sbin/nginx';
const HOST = 'kiosk.example.org';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The server block of docs/reverse-proxy.md, without its certificate and on free ports. */
function documentedBlock(listenPort: number, kioskPort: number): string {
  const docs = readFileSync(join(packageRoot(), 'docs/reverse-proxy.md'), 'utf8');
  const block = /```nginx\n(.*?)```/s.exec(docs)?.[1] ?? '';
  expect(block).toContain('proxy_pass http://127.0.0.1:8080;');
  return block
    .replace('listen 443 ssl;', `listen 127.0.0.1:${listenPort};`)
    .replace(/ssl_certificate.*\n/g, '\n')
    .replace('127.0.0.1:8080', `127.0.0.1:${kioskPort}`);
}

const defaultBlock = (listenPort: number, kioskPort: number, header = '') =>
  `server { listen 127.0.0.1:${listenPort}; location / { proxy_pass http://127.0.0.1:${kioskPort}; ${header} } }`;

async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** Runs nginx with one server block; returns its port. */
async function nginx(block: (listenPort: number) => string): Promise<number> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'ekspresi-nginx-'));
  const config = join(folder, 'nginx.conf');
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join(' ');
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};
     events {} http { access_log off; ${paths} ${block(port)} }`,
  );
  const child: ChildProcess = spawn(NGINX, ['-p', folder, '-c', config, '-e', 'stderr'], {
    stdio: 'ignore',
  });
  onTestFinished(() => {
    child.kill('SIGTERM');
  });
  await expect.poll(() => isListening(port), { timeout: 20_000 }).toBe(true);
  return port;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Asks as somebody at another address of the loopback network. */
function ask(
  port: number,
  path: string,
  options: {
    readonly headers?: Record<string, string>;
    readonly form?: Record<string, string>;
    readonly until?: (body: string) => boolean;
  } = {},
): Promise<Answer> {
  const { headers = {}, form, until } = options;
  const content = form === undefined ? '' : new URLSearchParams(form).toString();
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ host: '127.0.0.1', port, path, localAddress: '127.0.0.2', agent: false },
        method: form === undefined ? 'GET' : 'POST',
        headers: {
          host: HOST,
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
      },
      (response) => {
        let body = '';
        const done = () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
          asked.destroy();
        };
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
          if (until?.(body)) done();
        });
        response.on('end', done);
      },
    );
    asked.on('error', reject);
    asked.end(content);
  });
}

const signIn = (port: number, name = 'admin', password = PASSWORD) =>
  ask(port, '/login', {
    form: { name, password },
    headers: { origin: `https://${HOST}`, accept: 'text/html' },
  });

async function guardedKiosk(settings: Partial<DashboardSettings>) {
  const guarded = await guardedDashboard({ settings });
  const { trustedProxies = [] } = settings;
  const server = await serveDashboard({
    ...{ app: guarded.app, host: '127.0.0.1', port: 0, log: silentLog, trustedProxies },
  });
  onTestFinished(() => server.close());
  return { ...guarded, port: server.port };
}

describe.skipIf(!existsSync(NGINX))('behind nginx (apt install nginx-light)', () => {
  it('as documented, people sign in, are told apart, and see live pages', async () => {
    const kiosk = await guardedKiosk({ allowedHosts: [HOST], trustedProxies: ['127.0.0.1'] });
    const port = await nginx((listen) => documentedBlock(listen, kiosk.port));
    const answer = await signIn(port);
    expect(answer.status).toBe(303);
    expect(kiosk.accounts.auditLog(1)[0]).toMatchObject({
      action: 'signed-in',
      address: '127.0.0.2',
    });
    const cookie = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';', 1)[0]);
    const live = await ask(port, '/live/events', {
      headers: { cookie: cookie.join('; ') },
      until: (body) => body.includes('\n\n'),
    });
    expect(live.headers['content-type']).toContain('text/event-stream');
    expect(live.body).toContain('data:');
  });

  it('with no more than proxy_pass, signing in works where proxy and name are known', async () => {
    const known = await guardedKiosk({ allowedHosts: [HOST], trustedProxies: ['127.0.0.0/8'] });
    const port = await nginx((listen) => defaultBlock(listen, known.port));
    expect((await signIn(port)).status).toBe(303);
    const unknown = await guardedKiosk({ allowedHosts: [HOST] });
    const other = await nginx((listen) => defaultBlock(listen, unknown.port));
    expect((await signIn(other)).status).toBe(403);
  });

  it('a stranger who guesses behind an unknown proxy does not lock out the known browser', async () => {
    const kiosk = await guardedKiosk({ allowedHosts: [HOST] });
    const host = 'proxy_set_header Host $http_host;';
    const port = await nginx((listen) => defaultBlock(listen, kiosk.port, host));
    const first = await ask(port, '/login', {
      form: { name: 'admin', password: PASSWORD },
      headers: { origin: `http://${HOST}` },
    });
    const device = (first.headers['set-cookie'] ?? []).find((line) => /_device=/.test(line)) ?? '';
    expect(device).toMatch(/HttpOnly.*SameSite=Strict/);
    for (let i = 0; i < 22; i++) {
      await ask(port, '/login', {
        form: { name: `nobody${i}`, password: 'wrong password' },
        headers: { origin: `http://${HOST}` },
      });
    }
    const again = (headers: Record<string, string>) =>
      ask(port, '/login', {
        form: { name: 'admin', password: PASSWORD },
        headers: { origin: `http://${HOST}`, ...headers },
      });
    expect((await again({})).status).toBe(429);
    expect((await again({ cookie: device.split(';', 1)[0] ?? '' })).status).toBe(303);
  });

  it.each([
    ['nothing but proxy_pass', ''],
    ['the name passed on', 'proxy_set_header Host $http_host;'],
    ['X-Forwarded-For', 'proxy_http_version 1.1; proxy_set_header X-Forwarded-For $remote_addr;'],
  ])('pages without a sign-in are not opened to the network by %s', async (_, header) => {
    const open = testDashboard({ settings: { allowedHosts: [HOST] } });
    const server = await serveDashboard({
      ...{ app: open.app, host: '127.0.0.1', port: 0, log: silentLog },
    });
    onTestFinished(() => server.close());
    const port = await nginx((listen) => defaultBlock(listen, server.port, header));
    for (const path of ['/', '/history', '/api/v1/status', '/export?level=face&format=csv']) {
      expect([path, (await ask(port, path)).status]).toEqual([path, 403]);
    }
    expect((await ask(port, '/healthz')).status).toBe(200);
    const own = await ask(server.port, '/', { headers: { host: `localhost:${server.port}` } });
    expect(own.status).toBe(200);
  });
});
