import { describe, expect, it } from 'vitest';
import { changeableSettings, guardedDashboard } from '../fixtures/guarded-dashboard.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

const OWN = { 'sec-fetch-site': 'same-origin' };
const WEEK = {
  monday: '',
  tuesday: '09:00-12:00, 13:00-18:00',
  wednesday: '09:00-18:00',
  thursday: '09:00-18:00',
  friday: '20:00-02:00',
  saturday: '00:00-24:00',
  sunday: '',
};

describe('place and opening hours', () => {
  it('are changed by a form, shown in it again, and named in titles and exports', async () => {
    const { post, get, cookie, changeable } = await guardedDashboard();
    const cookies = cookie('admin');
    const exceptions = '2026-12-24: 10:00-14:00\n2026-12-25:\n';
    const form = { siteName: 'Museum', boxName: 'Hall <2>', zone: 'Asia/Jakarta', ...WEEK };
    expect((await post('/settings/site', { ...form, exceptions }, cookies)).status).toBe(303);
    expect(changeable.current()).toMatchObject({
      siteName: 'Museum',
      openingHours: {
        timeZone: 'Asia/Jakarta',
        monday: [],
        tuesday: ['09:00-12:00', '13:00-18:00'],
        exceptions: [
          { date: '2026-12-24', hours: ['10:00-14:00'] },
          { date: '2026-12-25', hours: [] },
        ],
      },
    });
    const page = await (await get('/settings', { cookie: cookies })).text();
    expect(page).toContain('<title>Settings · Hall &lt;2&gt;, Museum · ekspresi</title>');
    expect(page).toContain('value="09:00-12:00, 13:00-18:00"');
    expect(page).toContain('2026-12-24: 10:00-14:00\n2026-12-25:</textarea>');
  });

  it('are refused where they make no sense, in one line', async () => {
    const { post, cookie, changeable } = await guardedDashboard();
    const before = changeable.current();
    for (const wrong of [
      { ...WEEK, monday: '9 to 5' },
      { ...WEEK, exceptions: 'Christmas' },
      { ...WEEK, zone: 'Mars/Olympus' },
      { ...WEEK, siteName: 'x'.repeat(61) },
    ]) {
      const refused = await post('/settings/site', wrong, cookie('admin'));
      expect(refused.status).toBe(422);
      expect(await refused.text()).toContain('site.');
    }
    expect(changeable.current()).toEqual(before);
  });
});

it('without accounts whoever sits at the box changes settings, and nobody is managed', async () => {
  const { app } = testDashboard({ deps: { changeable: changeableSettings() } });
  const ask = (path: string, init?: RequestInit) =>
    app.request(`http://127.0.0.1:8080${path}`, init);
  const live = await (await ask('/')).text();
  expect(live).toContain('href="/settings"');
  expect(live).not.toContain('action="/logout"');
  const page = await (await ask('/settings')).text();
  expect(page).toContain('action="/settings/site"');
  expect(page).not.toContain('action="/settings/users"');
  const post = (
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = OWN,
  ) => ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  expect((await post('/settings/site', { ...WEEK, boxName: 'Desk' })).status).toBe(303);
  expect(await (await ask('/')).text()).toContain('Live · Desk · ekspresi');
  expect((await post('/settings/users', { name: 'otto', role: 'viewer' })).status).toBe(404);
  const foreign = { origin: 'http://evil.example' };
  expect((await post('/settings/site', WEEK, foreign)).status).toBe(403);
});
