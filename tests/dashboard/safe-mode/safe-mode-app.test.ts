import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.js';
import { EkspresiError } from '../../../src/core/errors.js';
import { createSafeModeApp } from '../../../src/dashboard/safe-mode/safe-mode-app.js';

const app = createSafeModeApp({
  error: new EkspresiError('config-invalid-more', {
    path: '/etc/x.yaml',
    problem: 'line 2: sorce: unknown setting',
    more: 1,
  }),
  problems: ['line 2: sorce: unknown setting; did you mean source?', 'line 3: <b>: odd'],
  version: '1.2.3',
  allowedHosts: ['Foyer.Museum.example'],
  clock: systemClock,
});

describe('createSafeModeApp', () => {
  it('says at every address what is wrong and how to mend it', async () => {
    for (const path of ['/', '/history', '/api/v1/status', '/login']) {
      const answer = await app.request(`http://localhost${path}`);
      const page = await answer.text();
      expect([path, answer.status]).toEqual([path, 503]);
      expect(page).toContain('did you mean source?');
      expect(page).toContain('Correct the file; ');
      expect(page).not.toContain('<b>: odd');
    }
  });

  it('speaks Indonesian and reloads by itself, without a script', async () => {
    const headers = { 'accept-language': 'id' };
    const answer = await app.request('http://localhost/', { headers });
    const page = await answer.text();
    expect(page).toContain('Mode aman');
    expect(page).toContain('Konfigurasi /etc/x.yaml salah');
    expect(page).toContain('Perbaiki berkasnya');
    expect(page).toContain('/etc/x.yaml salah: line 2: sorce');
    expect(answer.headers.get('refresh')).toBe('5');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it('tells programs', async () => {
    const answer = await app.request('http://localhost/healthz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      status: 'safe-mode',
      version: '1.2.3',
      code: 'CONFIG_INVALID',
    });
  });

  it('tells the reason under every name of the box', async () => {
    for (const host of ['foyer.museum.example', '192.168.1.7:8080', 'kiosk.local']) {
      const answer = await app.request(`http://${host}/`);
      expect(await answer.text()).toContain('did you mean source?');
    }
  });

  it('tells a foreign name only where to look', async () => {
    const answer = await app.request('http://evil.example/');
    expect(answer.status).toBe(503);
    const page = await answer.text();
    expect(page).toContain('by the IP address of the box');
    expect(page).not.toMatch(/x\.yaml|sorce|Mend the file|CONFIG_INVALID/);
    const health = await app.request('http://evil.example/healthz');
    expect(await health.json()).toEqual({ status: 'safe-mode' });
  });
});
