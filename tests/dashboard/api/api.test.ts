import { describe, expect, it } from 'vitest';
import { API_ENDPOINTS } from '../../../src/dashboard/api/api-endpoints.js';
import { recordStay, testRun } from '../../store/fixtures/open-test-store.js';
import { demoAnalysis, demoFace } from '../fixtures/demo-feed.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

function withVisitors() {
  const dashboard = testDashboard();
  dashboard.store.beginRun(testRun);
  for (let trackId = 1; trackId <= 5; trackId++) {
    recordStay(dashboard, { trackId, durationMs: 2000, expression: 'happy' });
  }
  dashboard.store.recordEvent({ level: 'info', kind: 'source-running', message: 'hello' });
  dashboard.store.flush();
  const atMs = dashboard.clock.wallMs;
  dashboard.store.markers.set(
    { kind: 'note', contentId: null, name: 'x', startMs: atMs, endMs: atMs, details: null },
    { setBy: 'test' },
  );
  return dashboard;
}

async function json(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

describe('the API', () => {
  it.each(API_ENDPOINTS.map(({ path }) => path))('answers %s', async (path) => {
    const dashboard = withVisitors();
    const response = await dashboard.get(path.replace('{id}', '1'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
  });

  it('pages through lists', async () => {
    const dashboard = withVisitors();
    const first = await json(await dashboard.get('/api/v1/faces?preset=hour&limit=2'));
    expect(first.rows).toHaveLength(2);
    const cursor = encodeURIComponent(String(first.nextCursor));
    const second = await json(
      await dashboard.get(`/api/v1/faces?preset=hour&limit=2&cursor=${cursor}`),
    );
    const ids = [first, second].flatMap(({ rows }) =>
      (rows as { id: number }[]).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(4);
  });

  it('answers 304 to the ETag it gave', async () => {
    const dashboard = withVisitors();
    const url = '/api/v1/faces?from=2026-06-01&to=2026-06-02';
    const tag = (await dashboard.get(url)).headers.get('etag') ?? '';
    expect((await dashboard.get(url, { 'if-none-match': tag })).status).toBe(304);
  });

  it.each([
    ['/api/v1/faces?limit=501', 400],
    ['/api/v1/faces?limit=abc', 400],
    ['/api/v1/faces?dominant=bored', 400],
    ['/api/v1/faces?zone=Mars', 400],
    ['/api/v1/faces?from=now', 400],
    ['/api/v1/rollups?unit=year', 400],
    ['/api/v1/observations?cursor=x', 400],
    ['/api/v1/faces/0', 400],
    ['/api/v1/faces/12345', 404],
    ['/api/v1/nothing', 404],
  ])('answers %s with %i as JSON', async (path, status) => {
    const response = await withVisitors().get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await json(response)).toMatchObject({
      type: 'about:blank',
      title: status === 400 ? 'Bad Request' : 'Not Found',
      status,
      detail: expect.stringMatching(/\w/),
      error: { status },
    });
  });

  it('streams analyses as named events', async () => {
    const dashboard = withVisitors();
    dashboard.live.publishAnalysis(demoAnalysis([demoFace(3)]));
    const response = await dashboard.get('/api/v1/live/events');
    const reader = response.body?.getReader();
    const text = new TextDecoder().decode((await reader?.read())?.value);
    expect(text.startsWith('event: analysis\ndata: {')).toBe(true);
    expect(JSON.parse(text.split('data: ')[1] ?? '')).toMatchObject({ faces: [{ trackId: 3 }] });
    await reader?.cancel();
  });
});

describe('its description', () => {
  it('lists every endpoint with its parameters', async () => {
    const document = await json(await testDashboard().get('/api/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    const paths = document.paths as Record<string, { get: { parameters?: { name: string }[] } }>;
    for (const { path } of API_ENDPOINTS) expect(paths).toHaveProperty([path]);
    const names = paths['/api/v1/faces/{id}']?.get.parameters?.map(({ name }) => name);
    expect(names).toEqual(['id']);
  });

  it('is shown as a page', async () => {
    const html = await (await testDashboard().get('/api')).text();
    for (const { path } of API_ENDPOINTS) expect(html).toContain(path);
  });
});
