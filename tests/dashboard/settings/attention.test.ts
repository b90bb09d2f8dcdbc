import { expect, it } from 'vitest';
import { screenMeasurement } from '../../../src/dashboard/settings/screen-calibration.js';
import { createRandom, gaussian } from '../../../src/synthetic/random.js';
import { demoAnalysis, demoFace } from '../fixtures/demo-feed.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';

it('measures where those who look at it see the screen, shows it and keeps it', async () => {
  const { live, clock, post, get, cookie, changeable, accounts } = await guardedDashboard();
  const admin = cookie('admin');
  const answer = post('/settings/attention/measure', {}, admin);
  const random = createRandom(4);
  for (let frame = 0; frame < 75; frame++) {
    const faces = [1, 2].map((trackId) => ({
      ...demoFace(trackId),
      yaw: -12 + gaussian(random),
      pitch: 15 + gaussian(random),
    }));
    // A third one passes and looks elsewhere.
    if (frame < 8) faces.push({ ...demoFace(3), yaw: 50, pitch: -20 });
    await clock.advance(66);
    live.publishAnalysis(demoAnalysis(faces));
  }
  await clock.advance(200);
  // What comes later is not of the five seconds.
  live.publishAnalysis(demoAnalysis([{ ...demoFace(1), yaw: 60 }]));
  const html = await (await answer).text();
  expect(html).toContain('Measured of 2 faces');
  const [, yaw] = /name="yawDegrees" value="([-\d.]+)"/.exec(html) ?? [];
  const [, pitch] = /name="pitchDegrees" value="([-\d.]+)"/.exec(html) ?? [];
  expect(Number(yaw)).toBeCloseTo(-12, 0);
  expect(Number(pitch)).toBeCloseTo(15, 0);
  const saved = await post(
    '/settings/attention',
    { yawDegrees: yaw!, pitchDegrees: pitch! },
    admin,
  );
  expect(saved.status).toBe(303);
  const screen = { yawDegrees: Number(yaw), pitchDegrees: Number(pitch) };
  expect(changeable.current().screen).toEqual(screen);
  expect(accounts.auditLog(1)[0]).toMatchObject({ action: 'attention-changed', actor: 'admin' });
  const settings = await (await get('/settings', { cookie: admin })).text();
  expect(settings).toMatch(/The middle of the screen: yaw .12(\.\d)?°, pitch 15/);
});

it('names the place instead, and says that it is no gaze', async () => {
  const { post, get, cookie, changeable } = await guardedDashboard();
  const admin = cookie('admin');
  expect((await post('/settings/attention', { screen: 'below' }, admin)).status).toBe(303);
  expect(changeable.current().screen).toBe('below');
  const html = await (await get('/settings/attention', { cookie: admin })).text();
  expect(html).toContain('below the camera');
  expect(html).toContain('not the gaze');
});

it('refuses what is no place, and everyone but administrators', async () => {
  const { post, get, cookie, changeable } = await guardedDashboard();
  const refused = await post('/settings/attention', { screen: 'behind' }, cookie('admin'));
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('attention.screen');
  const far = { yawDegrees: '80', pitchDegrees: '0' };
  expect((await post('/settings/attention', far, cookie('admin'))).status).toBe(422);
  expect(changeable.current().screen).toBe('camera');
  expect((await get('/settings/attention', { cookie: cookie('vera') })).status).toBe(403);
  expect((await post('/settings/attention/measure', {}, cookie('vera'))).status).toBe(403);
});

it('takes nothing of heads that moved, or of nobody', () => {
  const heads = (yawAt: (i: number) => number) =>
    Array.from({ length: 60 }, (_, i) => ({ trackId: 1, yawDegrees: yawAt(i), pitchDegrees: 0 }));
  expect(screenMeasurement([]).problem).toBe('nobody');
  expect(screenMeasurement(heads((i) => 30 * Math.sin(i / 6))).problem).toBe('unsteady');
  expect(screenMeasurement(heads(() => -70)).problem).toBe('too-far');
  // A glance aside does not count.
  const glance = screenMeasurement(heads((i) => (i > 40 && i < 50 ? 40 : 10)));
  expect(glance).toMatchObject({ problem: null, yawDegrees: 10, faces: 1, samples: 60 });
});
