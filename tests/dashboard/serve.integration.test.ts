import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { createConnection, createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import { UPLOAD_PATH } from '../../src/dashboard/http/body-guards.js';
import { serveDashboard } from '../../src/dashboard/serve.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';
import { demoAnalysis, demoFace } from './fixtures/demo-feed.js';
import { testDashboard } from './fixtures/test-dashboard.js';

async function served() {
  const dashboard = testDashboard({ streamClock: systemClock });
  const { app } = dashboard;
  const server = await serveDashboard({ app, host: '127.0.0.1', port: 0, log: silentLog });
  onTestFinished(() => server.close());
  return { ...dashboard, server };
}

it('tells of a port in use and what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const failure = serveDashboard({ app: new Hono(), host: '127.0.0.1', port, log: silentLog });
  await expect(failure).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(String(port)),
    remedy: expect.stringContaining('--port'),
  });
});

it('tells of an address that is not ours', async () => {
  const failure = serveDashboard({
    app: new Hono(),
    host: '203.0.113.7',
    port: 0,
    log: silentLog,
  });
  await expect(failure).rejects.toMatchObject({ code: 'BIND_REFUSED' });
});

it('pushes an update of every frame and ends its streams when closed', async () => {
  const { live, server } = await served();
  const response = await fetch(`${server.url}/live/events`);
  const reader = response.body?.getReader();
  const read = async () => new TextDecoder().decode((await reader?.read())?.value);
  await read();
  for (let trackId = 1; trackId <= 8; trackId++) {
    live.publishAnalysis(demoAnalysis([demoFace(trackId)]));
    let text = '';
    while (!text.includes(`face-${trackId}-title`)) text += await read();
    expect(text).toContain('data:');
  }

  const ended = (async () => {
    try {
      while (!(await reader?.read())?.done);
    } catch {
      // A reset connection is an end, too.
    }
  })();
  await server.close();
  await ended;
});

it('stays small and quick for the others when clients do not read', async () => {
  const { live, server } = await served();
  for (let i = 0; i < 8; i++) {
    const socket = createConnection({ host: '127.0.0.1', port: server.port });
    socket.write('GET /api/v1/live/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
    onTestFinished(() => void socket.destroy());
    // The answer has begun, and nobody reads on.
    await once(socket, 'readable');
  }
  const faces = Array.from({ length: 12 }, (_, i) => demoFace(i + 1));
  // Chunks of a stream are Uint8Arrays, whose bytes are not on the heap.
  const heldBytes = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const heldBefore = heldBytes();
  for (let i = 0; i < 2000; i++) live.publishAnalysis(demoAnalysis(faces, { sequence: i }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(heldBytes() - heldBefore).toBeLessThan(50_000_000);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

/** An address of this machine by which it looks like another one. */
const outerAddress = Object.values(networkInterfaces())
  .flat()
  .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

it.skipIf(outerAddress === undefined)('lets no address hold all connections', async () => {
  const { app } = testDashboard();
  const server = await serveDashboard({ app, host: '0.0.0.0', port: 0, log: silentLog });
  onTestFinished(() => server.close());
  const open = (): Socket => {
    const socket = createConnection({ host: outerAddress, port: server.port });
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    return socket;
  };
  const isCut = (socket: Socket) => socket.closed || socket.readableEnded;
  const sockets = Array.from({ length: 70 }, open);
  for (const socket of sockets) socket.resume();
  await expect.poll(() => sockets.filter(isCut).length).toBe(6);
  const health = `http://127.0.0.1:${server.port}/healthz`;
  expect((await fetch(health)).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  const again = `http://${outerAddress}:${server.port}/healthz`;
  await expect
    .poll(() =>
      fetch(again).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});

it('refuses headers beyond 16 kB', async () => {
  const { server } = await served();
  const response = await fetch(`${server.url}/healthz`, { headers: { x: 'y'.repeat(20_000) } });
  expect(response.status).toBe(431);
});

it('serves HTTPS with a given certificate, and says when it cannot be used', async () => {
  const folder = temporaryFolder();
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost'
      .split(' ')
      .concat('-keyout', keyPath, '-out', certPath),
    { stdio: 'ignore' },
  );
  const { app } = testDashboard();
  const options = { app, host: '127.0.0.1', port: 0, log: silentLog };
  const server = await serveDashboard({ ...options, tls: { certPath, keyPath } });
  onTestFinished(() => server.close());
  expect(server.url).toMatch(/^https:/);
  const status = await new Promise((resolve, reject) => {
    get(
      `${server.url}/healthz`,
      { ca: readFileSync(certPath), servername: 'localhost' },
      (answer) => resolve(answer.statusCode),
    ).on('error', reject);
  });
  expect(status).toBe(200);
  const wrong = serveDashboard({ ...options, tls: { certPath: keyPath, keyPath: certPath } });
  await expect(wrong).rejects.toMatchObject({ code: 'CERTIFICATE_UNUSABLE' });
});

it('cuts a request that dawdles, but not an upload whose body is wanted', async () => {
  const app = new Hono().post('*', async (c) =>
    c.text(`${(await c.req.arrayBuffer()).byteLength}`),
  );
  const log = silentLog;
  const server = await serveDashboard({ app, host: '127.0.0.1', port: 0, log, requestMs: 300 });
  onTestFinished(() => server.close());
  const begin = (path: string) => {
    const socket = createConnection(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nabc`);
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    return { socket, closed: once(socket, 'close'), answer: () => answer };
  };
  const upload = begin(UPLOAD_PATH);
  const other = begin('/login');
  await other.closed;
  expect(other.answer()).toBe('');
  expect(upload.socket.closed).toBe(false);
  upload.socket.write('def');
  await expect.poll(upload.answer, { timeout: 10_000 }).toMatch(/200 OK[\s\S]*6$/);
  upload.socket.destroy();
});
