import { describe, expect, it } from 'vitest';
import { demoAnalysis, demoFace } from '../fixtures/demo-feed.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';

describe('the screen for visitors', () => {
  it('is open, and tells expressions without positions or numbers of faces', async () => {
    const { get, live } = await guardedDashboard();
    live.publishAnalysis(demoAnalysis([demoFace(41), demoFace(48), demoFace(42)]));
    const html = await (await get('/kiosk')).text();
    expect(html).toContain('Hello, the 3 of you!');
    expect(html).toContain('× 2');
    expect(html).not.toMatch(/face-box|Face 4|preview/);
  });

  it('invites when nobody is there and keeps troubles to itself', async () => {
    const { get, live, setStatus } = await guardedDashboard();
    live.publishAnalysis(demoAnalysis([]));
    expect(await (await get('/kiosk')).text()).toContain('Step in front of the camera');
    setStatus({
      source: {
        kind: 'stream',
        name: 'rtsp://10.0.0.3',
        state: {
          kind: 'degraded',
          sinceMs: 0,
          code: 'SOURCE_MISSING',
          reason: 'rtsp://10.0.0.3 refuses',
          remedy: 'Check it.',
          retryAtMs: 0,
        },
      },
    });
    expect(await (await get('/kiosk')).text()).not.toContain('10.0.0.3');
  });

  it('streams', async () => {
    const { get } = await guardedDashboard();
    const response = await get('/kiosk/events');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await response.body?.cancel();
  });
});

it('the notice is open and says it in both languages', async () => {
  const { get } = await guardedDashboard();
  const html = await (await get('/notice')).text();
  expect(html).toContain('Facial expressions are measured here');
  expect(html).toContain('Ekspresi wajah diukur di sini');
});
