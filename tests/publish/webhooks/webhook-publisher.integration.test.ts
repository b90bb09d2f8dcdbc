import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Clock, systemClock } from '../../../src/core/clock.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { retryWaitMs, WebhookPublisher } from '../../../src/publish/webhooks/webhook-publisher.js';
import { webhookSettings } from '../../../src/publish/webhooks/webhook-settings.js';
import { CollectingLog } from '../../capture/fixtures/collecting-log.js';
import { makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';
import { freePort } from '../fixtures/mosquitto.js';
import { publisherDeps } from '../fixtures/publisher-deps.js';

const SECRET = 'a secret between the two of us';
const PATIENCE = { timeout: 20_000, interval: 50 };
const HAPPY = { kind: 'expression', expression: 'happy', faces: 1 };

/** A clock that goes a hundred times as fast. */
function hastyClock(): Clock {
  const beganMs = Date.now();
  return {
    nowMs: () => beganMs + (Date.now() - beganMs) * 100,
    monotonicMs: () => (Date.now() - beganMs) * 100,
    sleep: (ms, signal) => systemClock.sleep(ms / 100, signal),
  };
}

async function publish(
  url: string,
  options: { when?: object; dataDir?: string; hook?: object; clock?: Clock } = {},
) {
  const folder = options.dataDir ?? temporaryFolder();
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, `${SECRET}\n`);
  const log = new CollectingLog();
  const deps = publisherDeps({ log, dataDir: folder, clock: options.clock ?? systemClock });
  const hook = { name: 'happy', url, secretFile, when: HAPPY, ...options.hook };
  const publisher = new WebhookPublisher(webhookSettings.parse([hook]), deps);
  await publisher.start();
  onTestFinished(() => publisher.stop());
  return { ...deps, log, publisher, folder };
}

function frame(trackId: number) {
  return makeAnalysis({ atMs: 0, monotonicMs: 0, faces: [makeFace({ trackId })] });
}

/** A receiver that answers as told, the last answer again and again. */
async function receiver(...answers: (number | { status: number; headers: object })[]) {
  const got: { headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      const answer = answers[Math.min(got.length, answers.length) - 1] ?? 204;
      if (typeof answer === 'number') response.writeHead(answer).end();
      else response.writeHead(answer.status, { ...answer.headers }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return { got, url: `http://127.0.0.1:${port}/hook` };
}

/** The receiver of the docs: a program that knows nothing of ours. */
async function stranger(secret: string) {
  const port = await freePort();
  const script = join(packageRoot(), 'deploy/examples/webhook-receiver.py');
  const child: ChildProcess = spawn('/usr/bin/python3', [script, String(port)], {
    env: { EKSPRESI_SECRET: secret },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let printed = '';
  child.stdout?.on('data', (data) => {
    printed += data;
  });
  if (child.stderr) await once(child.stderr, 'data');
  return { url: `http://127.0.0.1:${port}/`, printed: () => printed };
}

it('a script of a stranger knows its signature, and refuses another secret', async () => {
  const right = await stranger(SECRET);
  const { bus, publisher } = await publish(right.url);
  bus.publish('analysis', frame(1));
  await vi.waitFor(() => expect(right.printed()).toContain('\n'), PATIENCE);
  expect(JSON.parse(right.printed())).toMatchObject({
    ...{ type: 'expression', hook: 'happy', version: '1.2.3' },
    data: { expression: 'happy', faces: 1 },
  });
  await vi.waitFor(
    () => expect(publisher.deliveries(1)[0]).toMatchObject({ state: 'delivered', status: 204 }),
    PATIENCE,
  );
  const wrong = await stranger('another secret');
  const other = await publish(wrong.url);
  other.bus.publish('analysis', frame(1));
  await vi.waitFor(
    () => expect(other.publisher.deliveries(1)[0]).toMatchObject({ status: 401 }),
    PATIENCE,
  );
  expect(wrong.printed()).toBe('');
});

it('tries again under the same id, with a new time, until it is taken', async () => {
  const { got, url } = await receiver(500, 503, 302, 200);
  const { publisher, log } = await publish(url, { clock: hastyClock() });
  expect(publisher.test('happy')).toBe(true);
  expect(publisher.test('unknown')).toBe(false);
  await vi.waitFor(
    () => expect(publisher.deliveries(1)[0]).toMatchObject({ state: 'delivered', tries: 4 }),
    PATIENCE,
  );
  const header = (name: string) => new Set(got.map(({ headers }) => headers[name]));
  expect([header('webhook-id').size, header('webhook-timestamp').size]).toEqual([1, 4]);
  expect(header('webhook-signature').size).toBe(4);
  expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({ type: 'test', data: {} });
  expect(got[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'ekspresi/1.2.3',
    'webhook-id': expect.stringMatching(/^msg_/),
  });
  expect(log.lines.join()).not.toContain(SECRET);
});

it('what waits survives a restart, and is sent once the receiver is there', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/hook`;
  const first = await publish(url);
  first.bus.publish('analysis', frame(1));
  await vi.waitFor(
    () => expect(first.publisher.deliveries(1)[0]).toMatchObject({ reason: 'ECONNREFUSED' }),
    PATIENCE,
  );
  const { id } = first.publisher.deliveries(1)[0] ?? {};
  await first.publisher.stop();
  const heard: unknown[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers['webhook-id']);
    request.resume();
    response.writeHead(204).end();
  }).listen(port, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const second = await publish(url, { dataDir: first.folder });
  await vi.waitFor(() => expect(heard).toEqual([id]), PATIENCE);
  await vi.waitFor(
    () => expect(second.publisher.deliveries(1)[0]).toMatchObject({ id, state: 'delivered' }),
    PATIENCE,
  );
});

it('does not follow a redirect, and gives up what is gone', async () => {
  const elsewhere = await receiver(200);
  const { url } = await receiver({ status: 302, headers: { location: elsewhere.url } });
  const { publisher } = await publish(url);
  publisher.test('happy');
  await vi.waitFor(
    () => expect(publisher.deliveries(1)[0]).toMatchObject({ status: 302, state: 'waiting' }),
    PATIENCE,
  );
  expect(publisher.deliveries(1)[0]?.reason).toContain('redirect');
  expect(elsewhere.got).toEqual([]);
  const gone = await publish((await receiver(410)).url);
  gone.publisher.test('happy');
  await vi.waitFor(
    () => expect(gone.publisher.deliveries(1)[0]).toMatchObject({ state: 'given-up', status: 410 }),
    PATIENCE,
  );
});

it('sends no more in a minute than it may, and says how many it left out', async () => {
  const { got, url } = await receiver(204);
  const visitEnded = { kind: 'visit-ended' };
  const { bus } = await publish(url, { hook: { when: visitEnded, perMinute: 2 } });
  const visit = { dwellMs: 5000, visitor: true, dominant: 'happy', expressionMs: [] };
  for (let i = 0; i < 10; i++) bus.publish('visitEnded', visit as never);
  await vi.waitFor(() => expect(got).toHaveLength(2), PATIENCE);
  expect(got.map(({ body }) => JSON.parse(body).data.dwellSeconds)).toEqual([5, 5]);
});

it('begins a new outbox where the old one is damaged', async () => {
  const { got, url } = await receiver(204);
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'webhooks.db'), 'this is no database'.repeat(500));
  const { publisher, log } = await publish(url, { dataDir });
  publisher.test('happy');
  await vi.waitFor(() => expect(got).toHaveLength(1), PATIENCE);
  expect(log.lines.join()).toContain('outbox was damaged');
});

it('refuses a secret that is missing or empty', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'empty'), '\n');
  for (const name of ['missing', 'empty']) {
    const hook = { secretFile: join(folder, name) };
    await expect(publish('http://127.0.0.1:1/', { hook })).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
  }
});

it('waits longer after each try', () => {
  expect([0, 1, 2, 30].map((tries) => retryWaitMs(tries, 0.5))).toEqual([
    5000, 15_000, 45_000, 3_600_000,
  ]);
  expect(retryWaitMs(0, 0)).toBe(4000);
});
