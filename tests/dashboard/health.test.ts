import { expect, it } from 'vitest';
import { demoStatus } from './fixtures/demo-feed.js';
import { testDashboard } from './fixtures/test-dashboard.js';

it('answers 200 with ok, and 200 with degraded while the camera is away', async () => {
  const dashboard = testDashboard();
  const fine = await dashboard.get('/healthz');
  expect(fine.status).toBe(200);
  expect(await fine.json()).toMatchObject({ status: 'ok', source: { state: 'running' } });

  dashboard.setStatus({
    source: {
      kind: 'camera',
      name: 'Camera of Anna',
      state: {
        kind: 'degraded',
        sinceMs: 0,
        code: 'SOURCE_MISSING',
        reason: 'gone',
        remedy: '',
        retryAtMs: 0,
      },
    },
  });
  const degraded = await dashboard.get('/healthz');
  expect(degraded.status).toBe(200);
  const text = await degraded.text();
  expect(JSON.parse(text)).toMatchObject({
    status: 'degraded',
    source: { state: 'degraded', code: 'SOURCE_MISSING' },
  });
  expect(text).not.toContain('Anna');
});

it.each([
  ['worker', { worker: { state: 'restarting' as const, restarts: 1, detail: null, code: null } }],
  ['store', { store: { ...demoStatus().store, state: 'degraded' as const } }],
])('is degraded when the %s is', async (_, change) => {
  const dashboard = testDashboard();
  dashboard.setStatus(change);
  expect(await (await dashboard.get('/healthz')).json()).toMatchObject({ status: 'degraded' });
});
