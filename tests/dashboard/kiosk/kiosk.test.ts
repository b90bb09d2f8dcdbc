import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/core/face.js';
import { checkedLogo } from '../../../src/dashboard/kiosk/logo.js';
import { MaskSlots } from '../../../src/dashboard/kiosk/mask-parameters.js';
import {
  contrast,
  defaultScreenSettings,
  screenColours,
} from '../../../src/dashboard/kiosk/screen-settings.js';
import { sanitiseSvg } from '../../../src/dashboard/kiosk/svg-sanitiser.js';
import { demoAnalysis, demoFace } from '../fixtures/demo-feed.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';

/** A face of 68 points whose mouth is open by `open` and whose brows are raised by `raise` px. */
function landmarks(open = 0, raise = 0): Point[] {
  const points: Point[] = Array.from({ length: 68 }, () => [100, 100]);
  for (let i = 17; i < 27; i++) points[i] = [i < 22 ? 80 : 120, 66 - raise];
  for (let i = 36; i < 48; i++) points[i] = [i < 42 ? 80 : 120, 80];
  points[48] = [84, 130];
  points[54] = [116, 130];
  points[51] = [100, 126];
  points[57] = [100, 134 + open];
  points[62] = [100, 129];
  points[66] = [100, 130 + open];
  return points;
}

async function firstMessage(response: Response) {
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return JSON.parse(new TextDecoder().decode(value).replace(/^data: /, ''));
}

describe('the screen for visitors', () => {
  it('is open, and says how faces move without numbers of tracks, pictures or landmarks', async () => {
    const { get, live } = await guardedDashboard();
    const face = demoFace(41, { landmarks: landmarks() });
    live.publishAnalysis(demoAnalysis([face, demoFace(48)]));
    const html = await (await get('/kiosk')).text();
    expect(html).toContain('How do you look today?');
    expect(html).toContain('Nobody is identified');
    const response = await get('/kiosk/events');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const message = await firstMessage(response);
    expect(message.masks.map(({ slot }: { slot: number }) => slot)).toEqual([0, 1]);
    expect(JSON.stringify(message)).not.toMatch(/41|trackId|landmarks|preview|ageMs/);
  });

  it('keeps troubles to itself', async () => {
    const { get, setStatus } = await guardedDashboard();
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
    expect(await firstMessage(await get('/kiosk/events'))).toMatchObject({
      state: 'off',
      masks: [],
    });
  });

  it('shows what an administrator chose, with a QR code that leads to the notice', async () => {
    const { get, post, cookie, changeable } = await guardedDashboard({
      deps: { networkOrigin: () => 'http://192.168.7.9:8080' },
    });
    const screen = { ...defaultScreenSettings, title: 'Museum of Smiles', background: '#fafafa' };
    const form = {
      ...{ title: screen.title, background: screen.background, accent: screen.accent },
      ...{ rotateSeconds: '30', languageSeconds: '12', 'mode-mirror': 'yes', 'language-id': 'yes' },
    };
    expect((await post('/settings/screen', form, cookie('admin'))).status).toBe(303);
    expect(changeable.current().kiosk).toMatchObject({ modes: ['mirror'], languages: ['id'] });
    const html = await (await get('/kiosk')).text();
    expect(html).toContain('Museum of Smiles');
    expect(html).toContain('192.168.7.9:8080/notice');
    const colours = await (await get('/kiosk/colours.css')).text();
    expect(colours).toContain('--screen-ground:#fafafa');
    expect(
      (await post('/settings/screen', { ...form, accent: 'red' }, cookie('admin'))).status,
    ).toBe(422);
    expect((await post('/settings/screen', form, cookie('vera'))).status).toBe(403);
  });

  it('stays legible in whatever colours were chosen', () => {
    for (const background of ['#000000', '#777777', '#ffffff', '#ffee00']) {
      const { ink, accent } = screenColours({ ...defaultScreenSettings, background });
      expect(contrast(background, ink)).toBeGreaterThan(4);
      expect(contrast(background, accent)).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('masks', () => {
  it('mirror: left and right, turns and tilts are the viewer’s', () => {
    const face = demoFace(1, {
      box: { x: 0, y: 100, width: 100, height: 100 },
      ...{ yaw: 20, pitch: 5, roll: 10, eyes: { left: 0.28, right: 0 } },
    });
    const [mirrored] = new MaskSlots().masksOf(demoAnalysis([face]), true);
    expect(mirrored).toMatchObject({ yaw: -20, pitch: 5, roll: 10, eyes: [1, 0] });
    expect(mirrored?.x).toBeGreaterThan(0.9);
    const [plain] = new MaskSlots().masksOf(demoAnalysis([face]), false);
    expect(plain).toMatchObject({ yaw: 20, roll: -10, eyes: [0, 1] });
  });

  it('follow movements, not the shape: what stays becomes the face’s own rest', () => {
    const slots = new MaskSlots();
    const at = (monotonicMs: number, points: readonly Point[]) =>
      slots.masksOf(demoAnalysis([demoFace(1, { landmarks: points })], { monotonicMs }), true)[0];
    for (let ms = 0; ms <= 40_000; ms += 100) at(ms, landmarks());
    const rest = at(40_100, landmarks());
    expect(Math.max(...(rest?.brows ?? []).map(Math.abs), rest?.mouth[0] ?? 1)).toBeLessThan(0.02);
    const moved = at(40_200, landmarks(18, 6));
    expect(moved?.mouth[0]).toBeGreaterThan(0.7);
    expect(moved?.brows[0]).toBeGreaterThan(0.7);
  });

  it('take the lowest free number and give it back', () => {
    const slots = new MaskSlots();
    const numbersOf = (...ids: number[]) =>
      slots.masksOf(demoAnalysis(ids.map((id) => demoFace(id))), true).map(({ slot }) => slot);
    expect(numbersOf(5, 6)).toEqual([0, 1]);
    expect(numbersOf(6)).toEqual([1]);
    expect(numbersOf(6, 9)).toEqual([1, 0]);
  });

  it('an unclear reading has no expression', () => {
    const [mask] = new MaskSlots().masksOf(demoAnalysis([demoFace(1, { clear: false })]), true);
    expect(mask?.expression).toBeNull();
  });
});

describe('the logo', () => {
  it('of an SVG keeps the drawing and nothing that runs, loads or links', () => {
    const clean = sanitiseSvg(`<?xml version="1.0"?>
      <svg viewBox="0 0 10 10" onload="alert(1)"><style>.a{fill:#f00;background:url(http://x)}</style>
      <script>alert(2)</script><foreignObject><p>text</p></foreignObject>
      <image href="http://x/y.png"/><a href="javascript:alert(3)"><path d="M0 0"/></a>
      <path class="a" d="M0 0h10v10z" style="stroke:#00f;behavior:url(x)"/>
      <rect fill="url(#g)" width="1" height="1"/><rect fill="url(http://x)" width="2" height="2"/>
      <title>A &amp; B</title></svg>`);
    expect(clean).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">' +
        '<path d="M0 0h10v10z" fill="#f00" stroke="#00f"/>' +
        '<rect fill="url(#g)" width="1" height="1"/><rect width="2" height="2"/>' +
        '<title>A &amp; B</title></svg>',
    );
  });

  it.each([
    ['entities', '<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>'],
    ['a cut', '<svg><g></svg>'],
    ['an end before its begin', '</g><svg></svg>'],
    ['a page', '<html><svg></svg></html>'],
    ['no drawing', 'GIF89a'],
    ['too many parts', `<svg>${'<g/>'.repeat(5000)}</svg>`],
    ['too deep', `<svg>${'<g>'.repeat(100)}${'</g>'.repeat(100)}</svg>`],
  ])('refuses an SVG with %s', (_, svg) => {
    expect(() => checkedLogo(new TextEncoder().encode(svg))).toThrow(/logo/i);
  });

  it('of a PNG is written again, and refuses what is none or too large', () => {
    const png = new PNG({ width: 2, height: 2 });
    png.data.fill(200);
    const bytes = PNG.sync.write(png);
    const logo = checkedLogo(bytes);
    expect(logo.type).toBe('image/png');
    expect(PNG.sync.read(Buffer.from(logo.bytes)).data).toEqual(png.data);
    const large = Uint8Array.from(bytes);
    large.set([0, 1, 0, 0], 16);
    expect(() => checkedLogo(large)).toThrow(/size/);
    expect(() => checkedLogo(bytes.subarray(0, 50))).toThrow(/PNG/);
  });
});
