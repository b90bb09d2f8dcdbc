import { describe, expect, it } from 'vitest';
import { demoAnalysis } from '../fixtures/demo-feed.js';
import { type GuardedDashboard, guardedDashboard } from '../fixtures/guarded-dashboard.js';

const HOUR_MS = 3_600_000;
const picture = { jpeg: new Uint8Array([0xff, 0xd8, 1]), capturedAtMs: 1 };

/** Opens a stream; the way to ask for the next of it: its text, or null where it has ended. */
async function hold(
  { get, clock }: GuardedDashboard,
  path: string,
  headers: Record<string, string>,
): Promise<() => Promise<string | null>> {
  const response = await get(path, headers);
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  await reader?.read();
  return async () => {
    const next = reader?.read();
    // Longer than a stream is quiet, and than the accounts are left alone.
    await clock.advance(20_000);
    const chunk = await next;
    return chunk?.done ? null : new TextDecoder().decode(chunk?.value);
  };
}

describe('a stream that is held open ends', () => {
  it.each<[string, (dashboard: GuardedDashboard, cookie: string) => unknown]>([
    ['with sign-out', ({ post }, cookie) => post('/logout', {}, cookie)],
    ['with a new password', ({ accounts }) => accounts.reset('vera', 'another long password')],
    ['when its user is removed', ({ accounts }) => accounts.remove('vera')],
  ])('%s', async (_, end) => {
    const dashboard = await guardedDashboard({ changeable: { preview: 'video' } });
    const cookie = dashboard.cookie('vera');
    const streams = ['/live/events', '/api/v1/live/events', '/preview.mjpeg'];
    const nexts = await Promise.all(streams.map((path) => hold(dashboard, path, { cookie })));
    for (const next of nexts) expect(await next()).not.toBeNull();
    await end(dashboard, cookie);
    dashboard.live.publishAnalysis(demoAnalysis([]));
    dashboard.live.publishPreview(picture);
    for (const next of nexts) expect(await next()).toBeNull();
  });

  it('when its session has been idle for long, though the stream was read all the time', async () => {
    const dashboard = await guardedDashboard();
    const next = await hold(dashboard, '/live/events', { cookie: dashboard.cookie('vera') });
    dashboard.clock.pass(7 * HOUR_MS);
    expect(await next()).not.toBeNull();
    dashboard.clock.pass(5 * HOUR_MS);
    expect(await next()).toBeNull();
  });

  it('when its token is removed', async () => {
    const dashboard = await guardedDashboard();
    const { accounts } = dashboard;
    const authorization = `Bearer ${accounts.tokens.create('board', 'read')}`;
    const next = await hold(dashboard, '/api/v1/live/events', { authorization });
    expect(await next()).toContain('still here');
    accounts.tokens.remove(accounts.tokens.list()[0]?.id ?? 0);
    expect(await next()).toBeNull();
  });

  it('when the picture is turned off, without another picture', async () => {
    const dashboard = await guardedDashboard({ changeable: { preview: 'video' } });
    const cookie = dashboard.cookie('vera');
    const next = await hold(dashboard, '/preview.mjpeg', { cookie });
    dashboard.live.publishPreview(picture);
    expect(await next()).toContain('image/jpeg');
    dashboard.changeable.change({ preview: 'boxes' });
    dashboard.live.clearPreview();
    expect(dashboard.live.latestPreview()).toBeNull();
    expect(await next()).toBeNull();
    dashboard.changeable.change({ preview: 'video' });
    expect((await dashboard.get('/preview.jpeg', { cookie })).status).toBe(503);
  });

  it('for a person, not for the screen in the hall, which asks for no sign-in', async () => {
    const dashboard = await guardedDashboard();
    const cookie = dashboard.cookie('vera');
    const next = await hold(dashboard, '/kiosk/events', { cookie });
    dashboard.accounts.remove('vera');
    expect(await next()).toContain('data: ');
  });
});
