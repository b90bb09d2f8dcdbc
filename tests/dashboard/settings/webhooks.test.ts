import { expect, it } from 'vitest';
import type { DashboardWebhooks } from '../../../src/dashboard/dashboard-deps.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

function dashboard() {
  const tested: string[] = [];
  const delivery = { hook: 'quiet', createdAtMs: Date.UTC(2026, 5, 1), tries: 3, status: null };
  const webhooks: DashboardWebhooks = {
    hooks: () => [{ name: 'quiet', host: 'node-red.local:1880', kind: 'nobody' }],
    deliveries: () => [
      { ...delivery, id: 'msg_1', state: 'waiting', reason: 'ECONNREFUSED' },
      { ...delivery, id: 'msg_2', state: 'delivered', status: 204, reason: null },
    ],
    test: (name) => {
      if (name !== 'quiet') return false;
      tested.push(name);
      return true;
    },
  };
  const opened = testDashboard({ deps: { webhooks } });
  const post = (hook: string) =>
    opened.app.request('/settings/webhooks/test', {
      method: 'POST',
      body: new URLSearchParams({ hook }),
      headers: { 'sec-fetch-site': 'same-origin' },
    });
  return { ...opened, post, tested };
}

it('shows receivers and the last deliveries, in both languages', async () => {
  const { get } = dashboard();
  const page = await (await get('/settings/webhooks')).text();
  for (const part of ['node-red.local:1880', 'nobody comes', 'ECONNREFUSED', 'HTTP 204', 'msg_1']) {
    expect(page).toContain(part);
  }
  const indonesian = await get('/settings/webhooks', { 'accept-language': 'id' });
  expect(await indonesian.text()).toContain('Pengiriman terakhir');
});

it('sends a test of a hook that is there, and is not there without any', async () => {
  const { post, get, tested } = dashboard();
  const sent = await post('quiet');
  expect([sent.status, sent.headers.get('location')]).toEqual([
    303,
    '/settings/webhooks?tested=quiet',
  ]);
  expect(await (await get('/settings/webhooks?tested=quiet')).text()).toContain('A test was sent');
  expect((await post('unknown')).status).toBe(422);
  expect(tested).toEqual(['quiet']);
  expect((await testDashboard().get('/settings/webhooks')).status).toBe(404);
});
