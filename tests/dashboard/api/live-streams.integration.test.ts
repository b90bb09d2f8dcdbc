import { once } from 'node:events';
import { request } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { servedDashboard } from '../fixtures/served-dashboard.js';

const PATIENCE = { timeout: 20_000 };
const PAGE = 'https://signage.example.org';

async function served() {
  const dashboard = await servedDashboard();
  const { accounts, server } = dashboard;
  const token = accounts.tokens.create('signage', 'read', [PAGE]);
  const bearer = { authorization: `Bearer ${token}` };
  const mint = async () => {
    const response = await fetch(`${server.url}/api/v1/stream-tokens`, {
      method: 'POST',
      headers: bearer,
    });
    return (await response.json()) as { token: string; expiresAtMs: number };
  };
  /** What a WebSocket hears first, or the status that refuses it. */
  const socket = (headers: Record<string, string> = {}, protocols: string[] = []) => {
    const url = `${server.url.replace('http', 'ws')}/api/v1/live/socket`;
    const opened = new WebSocket(url, protocols, { headers });
    onTestFinished(() => opened.terminate());
    opened.on('error', () => {});
    return opened;
  };
  const answer = (opened: WebSocket) =>
    new Promise<unknown>((resolve) => {
      opened.once('message', (data) => resolve(JSON.parse(data.toString())));
      opened.once('unexpected-response', (_, response) => resolve(response.statusCode));
    });
  const cookie = async () => {
    await accounts.create('vera', 'viewer');
    return `ekspresi_session=${accounts.sessions.begin(1)}`;
  };
  return { ...dashboard, token, bearer, mint, socket, answer, cookie };
}

/** The first whole event of a stream, or the status that refuses it. */
async function firstEvent(url: string, headers: Record<string, string> = {}) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(url, { headers, signal: abort.signal });
  if (response.status !== 200) return response.status;
  const reader = response.body?.getReader();
  let text = '';
  // Comments may come before it.
  while (!/^event: [\s\S]*\n\n/m.test(text))
    text += new TextDecoder().decode((await reader?.read())?.value);
  return text;
}

it('a WebSocket says the same as the events', async () => {
  const { server, bearer, socket, answer } = await served();
  const event = await firstEvent(`${server.url}/api/v1/live/events`, bearer);
  const data = JSON.parse(String(event).split('data: ')[1] ?? '');
  const message = await answer(socket(bearer, ['ekspresi.v1']));
  expect(message).toEqual({ event: 'analysis', data: expect.objectContaining({ width: 640 }) });
  expect(Object.keys((message as { data: object }).data)).toEqual(Object.keys(data));
});

it('a short-lived token opens a stream, by address or protocol, and nothing else', async () => {
  const { server, mint, socket, answer, accounts } = await served();
  const { token, expiresAtMs } = await mint();
  expect(expiresAtMs - Date.now()).toBeLessThanOrEqual(300_000);
  const events = `${server.url}/api/v1/live/events?token=${token}`;
  expect(await firstEvent(events)).toContain('event: analysis');
  const protocols = ['ekspresi.v1', `ekspresi.token.${token}`];
  const opened = socket({ origin: PAGE }, protocols);
  expect(await answer(opened)).toMatchObject({ event: 'analysis' });
  expect(opened.protocol).toBe('ekspresi.v1');
  const status = async (path: string, headers = {}) =>
    (await fetch(server.url + path, { headers })).status;
  expect(await status(`/api/v1/status?token=${token}`)).toBe(401);
  expect(await status('/api/v1/status', { authorization: `Bearer ${token}` })).toBe(401);
  expect(await status(`/api/v1/live/events?token=${token}x`)).toBe(401);
  // The program's own token has no business in an address.
  const own = accounts.tokens.create('careless', 'read');
  expect(await status(`/api/v1/live/events?token=${own}`)).toBe(401);
});

it('a short-lived token ends after five minutes; its streams end with its program', async () => {
  const { server, clock, mint, accounts, socket, answer } = await served();
  const { token } = await mint();
  const opened = socket({}, ['ekspresi.v1', `ekspresi.token.${token}`]);
  await answer(opened);
  clock.pass(299_000);
  expect(await firstEvent(`${server.url}/api/v1/live/events?token=${token}`)).toContain('data:');
  clock.pass(2000);
  expect(await firstEvent(`${server.url}/api/v1/live/events?token=${token}`)).toBe(401);
  // What is open stays open,
  await once(opened, 'message');
  // until its program is removed.
  const closed = once(opened, 'close');
  accounts.tokens.remove(1);
  expect((await closed)[0]).toBe(1001);
});

it('only tokens get such tokens', async () => {
  const { server, cookie } = await served();
  const post = (headers: Record<string, string>) =>
    fetch(`${server.url}/api/v1/stream-tokens`, { method: 'POST', headers });
  const person = { cookie: await cookie(), 'sec-fetch-site': 'same-origin' };
  expect((await post(person)).status).toBe(403);
  expect((await post({ authorization: 'Bearer ekspresi_wrong' })).status).toBe(401);
});

it('a WebSocket of a foreign page is refused, with whatever it signs in', async () => {
  const { bearer, socket, answer, cookie, mint } = await served();
  const foreign = { origin: 'https://evil.example' };
  const { token } = await mint();
  expect(await answer(socket({ ...foreign, ...bearer }))).toBe(403);
  expect(await answer(socket({ ...foreign, cookie: await cookie() }))).toBe(403);
  expect(await answer(socket(foreign, ['ekspresi.v1', `ekspresi.token.${token}`]))).toBe(403);
  expect(await answer(socket(foreign))).toBe(401);
  expect(await answer(socket())).toBe(401);
  expect(await answer(socket({ host: 'evil.example', ...bearer }))).toBe(403);
});

it('a WebSocket shares the places of the streams, gives them back, and ends with the kiosk', async () => {
  const { bearer, socket, answer, server } = await served();
  const sockets = Array.from({ length: 50 }, () => socket(bearer));
  const answers = await Promise.all(sockets.map(answer));
  expect(answers.filter((given) => given === 503)).toEqual([]);
  expect(await answer(socket(bearer))).toBe(503);
  expect(await firstEvent(`${server.url}/api/v1/live/events`, bearer)).toBe(503);
  const left = sockets[0] as WebSocket;
  left.close();
  await once(left, 'close');
  await vi.waitFor(async () => expect(await answer(socket(bearer))).not.toBe(503), PATIENCE);
  const others = sockets.slice(1).map((other) => once(other, 'close'));
  await server.close();
  await Promise.all(others);
});

it('asks for the upgrade, and takes no other', async () => {
  const { server, bearer, socket } = await served();
  const plain = await fetch(`${server.url}/api/v1/live/socket`, { headers: bearer });
  expect([plain.status, plain.headers.get('upgrade')]).toEqual([426, 'websocket']);
  const upgrade = (protocol: string, path: string) =>
    new Promise((resolve) => {
      const headers = { ...bearer, connection: 'Upgrade', upgrade: protocol };
      const asked = request(server.url + path, { headers }, (answer) => {
        resolve(answer.statusCode);
        answer.resume();
      });
      asked.on('error', resolve).end();
    });
  expect(await upgrade('h2c', '/healthz')).toBe(400);
  expect(await upgrade('websocket', '/api/v1/status')).toBe(200);
  const talkative = socket(bearer);
  await once(talkative, 'open');
  talkative.send('x'.repeat(5000));
  expect((await once(talkative, 'close'))[0]).toBe(1009);
});
