import { describe, expect, it } from 'vitest';
import { demoAnalysis, demoFace } from '../fixtures/demo-feed.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

async function page(dashboard: ReturnType<typeof testDashboard>, headers = {}): Promise<string> {
  const response = await dashboard.get('/', headers);
  expect(response.status).toBe(200);
  return await response.text();
}

describe('the live page', () => {
  it('shows each face with number, expression, seven bars and its stay', async () => {
    const dashboard = testDashboard();
    dashboard.live.publishAnalysis(demoAnalysis([demoFace(1), demoFace(2)]));
    const html = await page(dashboard);
    expect(html).toContain('Face &amp; expression recognition');
    expect(html).toContain('1 · Happy');
    expect(html).toContain('2 · Sad');
    expect(html.match(/class="bar-fill"/g)).toHaveLength(14);
    expect(html).toContain('2 faces in view');
    expect(html).toContain('38 s');
  });

  it('draws where each head is turned, and an eye where that is the screen', async () => {
    const dashboard = testDashboard();
    const faces = [
      { ...demoFace(1), yaw: 30, pitch: 0, looking: true },
      { ...demoFace(2), yaw: -40, pitch: 10, looking: false },
      { ...demoFace(3), yaw: null, pitch: null, roll: null, looking: null },
    ];
    dashboard.live.publishAnalysis(demoAnalysis(faces));
    const html = await page(dashboard);
    expect(html.match(/class="head-arrow is-looking"/g)).toHaveLength(1);
    expect(html.match(/class="head-arrow /g)).toHaveLength(2);
    expect(html.match(/class="face-eye"/g)).toHaveLength(1);
    expect(html).toContain('yes (30°, 0°)');
    expect(html).toContain('not the gaze');
    // Positive yaw is to the picture's right: the arrow runs from the middle of the box to there.
    const [, fromX, toX] = /head-arrow is-looking".*?d="M([\d.]+) [\d.]+L([\d.]+) /s.exec(html)!;
    expect(Number(toX)).toBeGreaterThan(Number(fromX));
  });

  it('speaks Indonesian to those who ask for it', async () => {
    const dashboard = testDashboard();
    dashboard.live.publishAnalysis(demoAnalysis([demoFace(1)]));
    const html = await page(dashboard, { 'accept-language': 'id-ID,id;q=0.9,en;q=0.5' });
    expect(html).toContain('<html lang="id"');
    expect(html).toContain('1 · Senang');
    expect(html).not.toContain('Happy');
  });

  it('hides positions when the preview is off, but not the probabilities', async () => {
    const dashboard = testDashboard({ settings: { preview: 'off' } });
    dashboard.live.publishAnalysis(demoAnalysis([demoFace(1)]));
    const html = await page(dashboard);
    expect(html).not.toContain('face-box');
    expect(html).toContain('Positions are hidden');
    expect(html).toContain('class="bar-fill"');
  });

  it('shows the picture and says so only when the video is on', async () => {
    const off = testDashboard();
    expect(await page(off)).not.toContain('preview.mjpeg');
    expect((await off.get('/preview.jpeg')).status).toBe(404);
    expect((await off.get('/preview.mjpeg')).status).toBe(404);

    const on = testDashboard({ settings: { preview: 'video' } });
    const html = await page(on);
    expect(html).toContain('src="/preview.mjpeg"');
    expect(html).toContain('never stored');
    expect((await on.get('/preview.jpeg')).status).toBe(503);
    on.live.publishPreview({ jpeg: new Uint8Array([0xff, 0xd8, 1]), capturedAtMs: 1 });
    const picture = await on.get('/preview.jpeg');
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(new Uint8Array([0xff, 0xd8, 1]));
    expect(picture.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['starting', { kind: 'starting', sinceMs: 0 }, 'Starting the camera'],
    ['ended', { kind: 'ended', sinceMs: 0 }, 'The recording has ended'],
    ['stopped', { kind: 'stopped', sinceMs: 0 }, 'ekspresi is stopping'],
  ] as const)('has words for a source that is %s', async (_, state, words) => {
    const dashboard = testDashboard();
    dashboard.setStatus({ source: { kind: 'camera', name: 'C270', state } });
    expect(await page(dashboard)).toContain(words);
  });

  it('tells why the camera is lost and what to do', async () => {
    const dashboard = testDashboard();
    dashboard.setStatus({
      source: {
        kind: 'camera',
        name: '<b>cam</b>',
        state: {
          kind: 'degraded',
          sinceMs: 0,
          code: 'SOURCE_MISSING',
          reason: 'The camera <script>alert(1)</script> is gone',
          remedy: 'Plug it in.',
          retryAtMs: dashboard.clock.nowMs() + 8_000,
        },
      },
    });
    const html = await page(dashboard);
    expect(html).toContain('Plug it in.');
    expect(html).toContain('Next try in 8 s');
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('<b>cam</b>');
  });

  it('tells darkness from an empty room', async () => {
    const dashboard = testDashboard();
    dashboard.live.publishAnalysis(demoAnalysis([], { lightLevel: 'dark' }));
    expect(await page(dashboard)).toContain('Too dark');
    dashboard.live.publishAnalysis(demoAnalysis([]));
    expect(await page(dashboard)).toContain('Nobody in view');
  });

  it('counts the faces that it does not draw', async () => {
    const dashboard = testDashboard();
    const faces = Array.from({ length: 14 }, (_, i) => demoFace(i + 1));
    dashboard.live.publishAnalysis(demoAnalysis(faces));
    const html = await page(dashboard);
    expect(html.match(/class="face-card /g)).toHaveLength(12);
    expect(html).toContain('2 more faces in view');
    expect(html).toContain('14 faces in view');
  });

  it('weighs at most 150 kB with everything that it loads', async () => {
    const dashboard = testDashboard();
    dashboard.live.publishAnalysis(demoAnalysis([1, 2, 3, 4].map((id) => demoFace(id))));
    const html = await page(dashboard);
    let bytes = html.length;
    const paths = [...html.matchAll(/(?:src|href)="(\/assets\/[^"#]+)/g)].map(([, path]) => path);
    for (const path of new Set(paths)) {
      bytes += (await (await dashboard.get(path as string)).arrayBuffer()).byteLength;
    }
    expect(bytes).toBeLessThanOrEqual(150_000);
  });
});

it('names the setting that turns a picture in which faces stand upright only when turned', async () => {
  const dashboard = testDashboard();
  dashboard.setStatus({ suggestedRotation: 180 });
  dashboard.live.publishAnalysis(demoAnalysis([demoFace(1)]));
  expect(await page(dashboard)).toContain('Set camera.rotate: 180');
  expect(await page(dashboard, { cookie: 'language=id' })).toContain('Atur camera.rotate: 180');
  const status = (await (await dashboard.get('/api/v1/status')).json()) as Record<string, unknown>;
  expect(status).toMatchObject({ suggestedRotation: 180 });
});
