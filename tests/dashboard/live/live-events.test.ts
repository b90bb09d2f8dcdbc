import { expect, it } from 'vitest';
import { demoAnalysis, demoFace } from '../fixtures/demo-feed.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

async function open(dashboard: ReturnType<typeof testDashboard>) {
  const abort = new AbortController();
  const response = await dashboard.app.request('/live/events', { signal: abort.signal });
  const reader = response.body?.getReader();
  return {
    response,
    abort,
    next: async () => new TextDecoder().decode((await reader?.read())?.value),
    close: () => reader?.cancel(),
  };
}

it('streams the newest state as unnamed events', async () => {
  const dashboard = testDashboard();
  const stream = await open(dashboard);
  expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
  expect(await stream.next()).toMatch(/^data: <div id="live-state">.*Starting the camera.*\n\n$/s);
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(7)]));
  const next = stream.next();
  await dashboard.clock.advance(125);
  expect(await next).toContain('Face 7');
  await stream.close();
});

it('says something every second while nothing happens', async () => {
  const dashboard = testDashboard();
  const stream = await open(dashboard);
  await stream.next();
  const next = stream.next();
  await dashboard.clock.advance(125);
  await dashboard.clock.advance(1000);
  expect(await next).toContain('data: ');
  await stream.close();
});

it('takes only so many clients and takes new ones when others leave', async () => {
  const dashboard = testDashboard({ settings: { maxLiveClients: 2 } });
  const first = await open(dashboard);
  const second = await open(dashboard);
  const third = await open(dashboard);
  expect(third.response.status).toBe(503);
  expect(third.response.headers.get('retry-after')).toBe('5');
  first.abort.abort();
  const fourth = await open(dashboard);
  expect(fourth.response.status).toBe(200);
  await second.close();
  const fifth = await open(dashboard);
  expect(fifth.response.status).toBe(200);
});

/** What the server tells the application of a client's socket. */
const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });

it.each(['/live/events', '/kiosk/events', '/api/v1/live/events', '/preview.mjpeg', '/export.csv'])(
  'gives one address a share of the places for %s, and the box itself more',
  async (path) => {
    const { app } = testDashboard({ settings: { preview: 'video' } });
    const open = async (address: string) =>
      (await app.request(path, {}, from(address))).status === 200;
    let places = 0;
    while (await open('::ffff:192.168.1.7')) places += 1;
    expect(places).toBeGreaterThan(1);
    expect(places).toBeLessThanOrEqual(8);
    expect(await open('192.168.1.7')).toBe(false);
    expect(await open('192.168.1.8')).toBe(true);
    if (path !== '/export.csv') {
      for (let i = 0; i <= places; i++) expect(await open('127.0.0.1')).toBe(true);
    }
  },
);
