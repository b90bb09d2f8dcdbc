import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, connect as tcpConnect } from 'node:net';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { expect, it, onTestFinished, vi } from 'vitest';
import { reconnectWaitMs } from '../../../src/broker/mqtt-connection.js';
import { MqttPublisher } from '../../../src/publish/mqtt/mqtt-publisher.js';
import { mqttSettings } from '../../../src/publish/mqtt/mqtt-settings.js';
import { CollectingLog } from '../../capture/fixtures/collecting-log.js';
import { makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';
import { temporaryFolder } from '../../store/fixtures/open-test-store.js';
import { freePort, type Mosquitto, startMosquitto, subscriber } from '../fixtures/mosquitto.js';
import { publisherDeps } from '../fixtures/publisher-deps.js';

const PATIENCE = { timeout: 30_000, interval: 50 };

async function publish(url: string, settings: object = {}) {
  const log = new CollectingLog();
  const deps = publisherDeps({ log });
  const publisher = new MqttPublisher(
    mqttSettings.parse({ enabled: true, url, id: 'hall', intervalMs: 200, ...settings }),
    deps,
  );
  await publisher.start();
  onTestFinished(() => publisher.stop());
  return { ...deps, log, publisher };
}

const urlOf = ({ port }: { readonly port: number }) => `mqtt://127.0.0.1:${port}`;
const state = (key: string) => `ekspresi/hall/${key}`;

function frame(faces: Parameters<typeof makeFace>[0][]) {
  const people = faces.map((face, i) => makeFace({ trackId: i + 1, ...face }));
  return makeAnalysis({ atMs: 0, monotonicMs: 0, faces: people });
}

it('keeps its newest values in retained topics, with what Home Assistant wants', async () => {
  const broker = await startMosquitto();
  const { bus, publisher } = await publish(urlOf(broker));
  bus.publish('analysis', frame([{ looking: true }, { looking: false }, { looking: null }]));
  const early = await subscriber(urlOf(broker));
  await vi.waitFor(() => expect(early.newest(state('people'))).toBe('3'), PATIENCE);
  await vi.waitFor(() => expect(early.newest(state('availability'))).toBe('online'), PATIENCE);
  // Whoever comes later finds them.
  const late = await subscriber(urlOf(broker));
  await vi.waitFor(() => expect(late.newest(state('availability'))).toBe('online'), PATIENCE);
  expect(late.heard.filter(({ isRetained }) => !isRetained)).toEqual([]);
  const values = Object.fromEntries(
    late.heard.map(({ topic, text }) => [topic.replace('ekspresi/hall/', ''), text]),
  );
  expect(values).toMatchObject({
    looking: '1',
    watchers: '1',
    expression: 'happy',
    happy_share_today: '31.3',
    visitors_today: '42',
    camera: 'running',
    problem: 'OFF',
    problem_code: 'OK',
    version: '1.2.3',
    update: '{"installed_version":"1.2.3","latest_version":"1.2.3"}',
    brightness: '39',
    paused: 'OFF',
  });
  const config = JSON.parse(values['homeassistant/device/ekspresi_hall/config'] ?? '');
  for (const { platform, state_topic } of Object.values<Record<string, string>>(config.cmps)) {
    expect([platform, late.newest(state_topic ?? '')]).not.toEqual([platform, undefined]);
  }
  bus.publish('analysis', frame([]));
  await vi.waitFor(() => expect(late.newest(state('expression'))).toBe('nobody'), PATIENCE);
  bus.publish('analysis', frame([{ clear: false }, { clear: false }, {}]));
  await vi.waitFor(() => expect(late.newest(state('expression'))).toBe('unclear'), PATIENCE);
  bus.publish('sourceChanged', { kind: 'ended', sinceMs: 0 });
  await vi.waitFor(() => expect(late.newest(state('people'))).toBe('None'), PATIENCE);
  await publisher.stop();
  await vi.waitFor(() => expect(late.newest(state('availability'))).toBe('offline'), PATIENCE);
});

it('goes on when its broker is cut off and comes back empty', async () => {
  const broker = await startMosquitto();
  const { bus, log } = await publish(urlOf(broker));
  bus.publish('analysis', frame([{}]));
  const before = await subscriber(urlOf(broker), { reconnectPeriod: 0 });
  await vi.waitFor(() => expect(before.newest(state('people'))).toBe('1'), PATIENCE);
  await broker.kill();
  await vi.waitFor(() => expect(log.lines.join()).toContain('no connection'), PATIENCE);
  // A day's worth of frames while nobody takes them.
  for (let i = 0; i < 5000; i++) bus.publish('analysis', frame([{}, {}]));
  bus.publish('analysis', frame([{}, {}, {}, {}]));
  await broker.start();
  const after = await subscriber(urlOf(broker));
  await vi.waitFor(() => expect(after.newest(state('availability'))).toBe('online'), PATIENCE);
  const people = after.heard.filter(({ topic }) => topic === state('people'));
  expect(people.map(({ text }) => text)).toEqual(['4']);
  expect(after.newest('homeassistant/device/ekspresi_hall/config')).toContain('"cmps"');
  expect(bus.counters()).toEqual([expect.objectContaining({ name: 'mqtt', failed: 0 })]);
});

it('has the broker say that it is gone, and comes back', async () => {
  const broker = await startMosquitto();
  await publish(urlOf(broker));
  const { heard, newest } = await subscriber(urlOf(broker));
  const told = () => heard.filter(({ topic }) => topic === state('availability'));
  await vi.waitFor(() => expect(newest(state('availability'))).toBe('online'), PATIENCE);
  // The broker ends a connection whose client id comes again, and sends its will.
  const thief = await mqtt.connectAsync(urlOf(broker), { clientId: 'ekspresi-hall' });
  await thief.endAsync(true);
  await vi.waitFor(
    () => expect(told().map(({ text }) => text)).toEqual(['online', 'offline', 'online']),
    PATIENCE,
  );
});

it('tells Home Assistant everything again when that has started', async () => {
  const broker = await startMosquitto();
  await publish(urlOf(broker));
  const { client, heard, newest } = await subscriber(urlOf(broker));
  const config = 'homeassistant/device/ekspresi_hall/config';
  await vi.waitFor(() => expect(newest(state('availability'))).toBe('online'), PATIENCE);
  heard.length = 0;
  await client.publishAsync('homeassistant/status', 'online');
  await vi.waitFor(() => expect(newest(state('availability'))).toBe('online'), PATIENCE);
  expect(newest(config)).toContain('"dev"');
  expect(newest(state('version'))).toBe('1.2.3');
});

it('says that there is an update when somebody announces one', async () => {
  const broker = await startMosquitto();
  await publish(urlOf(broker));
  const { client, newest } = await subscriber(urlOf(broker));
  const latest = () => JSON.parse(newest(state('update')) ?? '{}').latest_version;
  await client.publishAsync('ekspresi/latest_version', '1.3.0', { retain: true });
  await vi.waitFor(() => expect(latest()).toBe('1.3.0'), PATIENCE);
  await client.publishAsync('ekspresi/latest_version', 'no version', { retain: true });
  await client.publishAsync('ekspresi/latest_version', '1.4.0');
  await vi.waitFor(() => expect(latest()).toBe('1.4.0'), PATIENCE);
});

it('obeys commands where it is set to, but none that the broker kept', async () => {
  const broker = await startMosquitto();
  const before = await subscriber(urlOf(broker));
  await before.client.publishAsync('ekspresi/hall/command', 'pause', { qos: 1, retain: true });
  const deaf = await publish(urlOf(broker));
  await vi.waitFor(() => expect(before.newest(state('availability'))).toBe('online'), PATIENCE);
  await before.client.publishAsync('ekspresi/hall/command', 'pause', { qos: 1 });
  await deaf.publisher.stop();
  expect(deaf.obeyed).toEqual([]);

  const { obeyed, log } = await publish(urlOf(broker), { commands: true });
  const { client, newest } = await subscriber(urlOf(broker));
  await vi.waitFor(() => expect(newest(state('availability'))).toBe('online'), PATIENCE);
  expect(obeyed).toEqual([]);
  for (const text of ['pause', 'dance', 'reload', 'resume', 'pause']) {
    await client.publishAsync('ekspresi/hall/command', text, { qos: 1 });
  }
  await client.publishAsync('ekspresi/hall/mark', 'The show begins', { qos: 1 });
  await client.publishAsync('ekspresi/hall/mark', 'x'.repeat(2000), { qos: 1 });
  // `reload` is left out: the kiosk has only just started.
  const expected = ['pause', 'resume', 'pause', 'mark The show begins'].map((c) => `${c} by mqtt`);
  await vi.waitFor(() => expect(obeyed).toEqual(expected), PATIENCE);
  await vi.waitFor(() => expect(newest(state('paused'))).toBe('ON'), PATIENCE);
  await vi.waitFor(() => expect(newest(state('camera'))).toBe('paused'), PATIENCE);
  expect(log.lines.join('\n')).toContain('not obeyed so soon');
});

it('waits where its password is refused, says so once and never tells it', async () => {
  const folder = temporaryFolder();
  const passwords = join(folder, 'passwords');
  const credentialsFile = join(folder, 'credentials');
  execFileSync('mosquitto_passwd', ['-c', '-b', passwords, 'kiosk', 'another secret']);
  writeFileSync(credentialsFile, 'kiosk:our:secret\n');
  const broker = await startMosquitto([`password_file ${passwords}`]);
  const { log } = await publish(urlOf(broker), { credentialsFile });
  await vi.waitFor(() => expect(log.lines.join()).toContain('Not authorized'), PATIENCE);
  await broker.kill();
  execFileSync('mosquitto_passwd', ['-b', passwords, 'kiosk', 'our:secret']);
  await broker.start();
  const mine = { username: 'kiosk', password: 'our:secret' };
  const { newest } = await subscriber(urlOf(broker), mine);
  await vi.waitFor(() => expect(newest(state('availability'))).toBe('online'), PATIENCE);
  expect(log.lines.join()).not.toContain('secret');
  expect(log.lines.filter((line) => line.includes('Not authorized'))).toHaveLength(1);
});

/** A broker of the time before MQTT 5, in front of today's: it hangs up or says why. */
async function oldBroker(inner: Mosquitto, saysWhy: boolean): Promise<{ port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      // CONNECT: type, length, then "MQTT" and the version.
      const version = first[8];
      if (version === 5) {
        if (saysWhy) socket.write(Buffer.from([0x20, 2, 0, 1]));
        socket.end();
        return;
      }
      const outer = tcpConnect(inner.port, '127.0.0.1');
      outer.on('error', () => {});
      outer.write(first);
      socket.pipe(outer).pipe(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return server.address() as { port: number };
}

it.each([true, false])('speaks 3.1.1 with a broker that knows no other (%s)', async (saysWhy) => {
  const inner = await startMosquitto();
  const { log } = await publish(urlOf(await oldBroker(inner, saysWhy)));
  const { newest } = await subscriber(urlOf(inner));
  await vi.waitFor(() => expect(newest(state('availability'))).toBe('online'), PATIENCE);
  expect(log.lines.join()).toContain('{"protocol":4}');
});

it('speaks TLS with a broker of an own authority, and with no other', async () => {
  const folder = temporaryFolder();
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=House CA');
  openssl('req', ...key, '-keyout', 'key.pem', '-out', 'request.pem', '-subj', '/CN=localhost');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost');
  openssl(
    ...['x509', '-req', '-in', 'request.pem', '-CA', 'ca.pem', '-CAkey', 'ca.key'],
    ...['-CAcreateserial', '-extfile', 'names', '-out', 'cert.pem'],
  );
  const broker = await startMosquitto([
    'allow_anonymous true',
    `certfile ${join(folder, 'cert.pem')}`,
    `keyfile ${join(folder, 'key.pem')}`,
  ]);
  const url = `mqtts://localhost:${broker.port}`;
  const stranger = await publish(url, { id: 'stranger' });
  await vi.waitFor(() => expect(stranger.log.lines.join()).toMatch(/certificate/i), PATIENCE);
  const caFile = join(folder, 'ca.pem');
  await publish(url, { caFile });
  const { newest } = await subscriber(url, { ca: execFileSync('cat', [caFile]) });
  await vi.waitFor(() => expect(newest(state('availability'))).toBe('online'), PATIENCE);
  expect(newest('ekspresi/stranger/availability')).toBeUndefined();
});

it('starts and stops without a broker', async () => {
  const { publisher, log } = await publish(`mqtt://127.0.0.1:${await freePort()}`);
  await vi.waitFor(() => expect(log.lines.join()).toContain('ECONNREFUSED'), PATIENCE);
  await publisher.stop();
});

it('refuses files that it cannot read or understand', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'odd'), 'no colon\n');
  for (const credentialsFile of [join(folder, 'missing'), join(folder, 'odd')]) {
    await expect(publish('mqtt://127.0.0.1', { credentialsFile })).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
    });
  }
});

it('comes back later and later, and never with all the others', () => {
  expect([0, 1, 2, 20].map((failures) => reconnectWaitMs(failures, 1))).toEqual([
    1000, 2000, 4000, 60_000,
  ]);
  expect(reconnectWaitMs(3, 0)).toBe(4000);
});
