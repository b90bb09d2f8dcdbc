import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { EventBus } from '../../../src/core/event-bus.js';
import { packageRoot } from '../../../src/core/package-root.js';
import { MetricsPublisher } from '../../../src/publish/metrics/metrics-publisher.js';
import { metricsSettings } from '../../../src/publish/metrics/metrics-settings.js';
import { demoStatus } from '../../dashboard/fixtures/demo-feed.js';
import { makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';
import { publisherDeps } from '../fixtures/publisher-deps.js';

const root = packageRoot();

async function publish(settings: object = {}) {
  const deps = publisherDeps({
    storage: () => ({
      databaseBytes: 4096,
      diskFreeBytes: 2 ** 30,
      lastBackupAtMs: 1_700_000_000_500,
    }),
  });
  const { bus } = deps;
  const publisher = new MetricsPublisher(
    metricsSettings.parse({ enabled: true, port: 0, ...settings }),
    deps,
  );
  await publisher.start();
  onTestFinished(() => publisher.stop());
  const url = publisher.url ?? '';
  const text = async () => (await fetch(url)).text();
  /** The value of one line, by its name and labels as written. */
  const value = async (line: string) => {
    const found = (await text()).split('\n').find((other) => other.startsWith(`${line} `));
    return found === undefined ? null : Number(found.split(' ').at(-1));
  };
  return { bus, publisher, url, text, value };
}

/** Runs promtool; resolves with what it complains of. */
function promtool(args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile('promtool', args, (error, stdout, stderr) =>
      resolve(error === null ? '' : `${error.message}\n${stdout}${stderr}`),
    );
    child.stdin?.end(input);
  });
}

function frames(bus: EventBus) {
  const faces = [
    makeFace({ trackId: 1, expression: 'happy' }),
    makeFace({ trackId: 2, expression: 'sad', looking: false }),
  ];
  for (let i = 0; i <= 20; i++) {
    bus.publish('analysis', makeAnalysis({ atMs: i * 100, monotonicMs: i * 100, faces }));
  }
  bus.publish('visitEnded', {
    ...{ faceId: 1, trackId: 1, firstSeenMs: 0, lastSeenMs: 9000, dwellMs: 9000 },
    ...{ dominant: 'happy', expressionMs: [0, 0, 0, 9000, 0, 0, 0], blinkCount: 2, watcher: true },
  } as never);
  const event = { level: 'warning', kind: 'too-dark', message: 'dark', details: null } as const;
  bus.publish('event', event);
}

it('counts what the kiosk does, by names that promtool has nothing against', async () => {
  const { bus, text, value } = await publish();
  frames(bus);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await promtool(['check', 'metrics'], await text())).toBe('');
  expect(await value('ekspresi_faces_in_view')).toBe(2);
  expect(await value('ekspresi_expression_seconds_total{expression="happy"}')).toBeCloseTo(2);
  expect(await value('ekspresi_expression_seconds_total{expression="sad"}')).toBeCloseTo(2);
  expect(await value('ekspresi_expression_seconds_total{expression="fear"}')).toBe(0);
  expect(await value('ekspresi_attention_seconds_total')).toBeCloseTo(2);
  expect(await value('ekspresi_watchers_total')).toBe(1);
  expect(await value('ekspresi_visit_dwell_seconds_count')).toBe(1);
  expect(await value('ekspresi_visit_dwell_seconds_sum')).toBe(9);
  expect(await value('ekspresi_events_total{kind="too-dark",level="warning"}')).toBe(1);
  expect(await value('ekspresi_stage_duration_seconds_count{stage="total"}')).toBe(21);
  expect(await value('ekspresi_frames_analysed_total')).toBe(demoStatus().frames.analysed);
  expect(await value('ekspresi_database_size_bytes')).toBe(4096);
  expect(await value('ekspresi_database_last_backup_timestamp_seconds')).toBe(1_700_000_000.5);
  const { observations, lostObservations, failedCommits } = demoStatus().store;
  expect(await value('ekspresi_database_rows_written_total')).toBe(observations);
  expect(await value('ekspresi_database_rows_lost_total')).toBe(lostObservations);
  expect(await value('ekspresi_database_errors_total')).toBe(failedCommits);
  // Asked twice, a counter does not grow by that.
  expect(await value('ekspresi_frames_analysed_total')).toBe(demoStatus().frames.analysed);
});

it('says that nobody is in view once the camera is gone, and counts nothing of the gap', async () => {
  const { bus, value } = await publish();
  frames(bus);
  bus.publish('sourceChanged', { kind: 'ended', sinceMs: 0 });
  expect(await value('ekspresi_faces_in_view')).toBe(0);
  const faces = [makeFace({ trackId: 3, expression: 'happy' })];
  bus.publish('analysis', makeAnalysis({ atMs: 60_000, monotonicMs: 60_000, faces }));
  expect(await value('ekspresi_expression_seconds_total{expression="happy"}')).toBeCloseTo(2);
});

it('answers only GET /metrics', async () => {
  const { url } = await publish();
  const status = async (path: string, method = 'GET') =>
    (await fetch(new URL(path, url), { method })).status;
  expect(await status('/')).toBe(404);
  expect(await status('/metrics', 'POST')).toBe(405);
  expect(await status('/metrics', 'HEAD')).toBe(200);
  expect(await status('/metrics?collect=all')).toBe(200);
});

it('goes on when a scrape is cut in the middle', async () => {
  const { bus, url, value } = await publish();
  for (let i = 0; i < 20; i++) {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    // Half a request, or one whose answer nobody takes.
    socket.write(`GET /metrics HTTP/1.1\r\nHost: x\r\n${i % 2 === 0 ? '' : '\r\n'}`);
    socket.resetAndDestroy();
  }
  frames(bus);
  expect(await value('ekspresi_faces_in_view')).toBe(2);
});

it('wants the token where there is one', async () => {
  const tokenFile = join(temporaryFolder(), 'token');
  writeFileSync(tokenFile, 'a secret of the museum\n'.replaceAll(' ', '-'));
  const { url } = await publish({ tokenFile });
  const status = async (authorization?: string) =>
    (await fetch(url, authorization === undefined ? {} : { headers: { authorization } })).status;
  expect(await status()).toBe(401);
  expect(await status('Bearer wrong')).toBe(401);
  expect(await status('Basic a-secret-of-the-museum')).toBe(401);
  expect(await status('Bearer a-secret-of-the-museum')).toBe(200);
});

it.skipIf(outerAddress() === undefined)('answers nobody else without a token', async () => {
  const { url } = await publish({ host: '0.0.0.0' });
  const { port } = new URL(url);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
  expect((await fetch(`http://${outerAddress()}:${port}/metrics`)).status).toBe(403);
});

it('refuses a token file that is missing or empty, and a port that is taken', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'empty'), '\nnot this line\n');
  for (const name of ['missing', 'empty']) {
    await expect(publish({ tokenFile: join(folder, name) })).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
  }
  const { url } = await publish();
  const port = Number(new URL(url).port);
  await expect(publish({ port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
});

it('ends what it subscribed to', async () => {
  const { bus, publisher, url } = await publish();
  expect(bus.counters()).toHaveLength(2);
  await publisher.stop();
  expect(bus.counters()).toEqual([]);
  await expect(fetch(url)).rejects.toThrow();
});

it('alert rules pass promtool, and rules and dashboards name metrics that are there', async () => {
  const rules = join(root, 'deploy/prometheus/ekspresi.rules.yml');
  expect(await promtool(['check', 'rules', rules])).toBe('');
  expect(await promtool(['test', 'rules', join(root, 'tests/publish/metrics/rules.yml')])).toBe('');
  const { bus, text } = await publish();
  frames(bus);
  await new Promise((resolve) => setImmediate(resolve));
  const known = new Set([...(await text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const folder = join(root, 'deploy/grafana');
  const dashboards = readdirSync(folder).map((name) => join(folder, name));
  expect(dashboards.length).toBeGreaterThan(0);
  for (const path of [rules, ...dashboards]) {
    const named = readFileSync(path, 'utf8').match(/\b(?:ekspresi|process)_[a-z_]+/g) ?? [];
    const unknown = named.filter((name) => !known.has(name.replace(/_(bucket|sum|count)$/, '')));
    expect([path, unknown]).toEqual([path, []]);
  }
});

function outerAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
