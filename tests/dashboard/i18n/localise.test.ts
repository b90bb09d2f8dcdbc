import { describe, expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '../../../src/accounts/account-types.js';
import { EVENT_KINDS } from '../../../src/core/event-table.js';
import { idProblems } from '../../../src/dashboard/i18n/id-problems.js';
import { texts } from '../../../src/dashboard/i18n/languages.js';
import { eventMessage, explain, explainInLine } from '../../../src/dashboard/i18n/localise.js';
import { demoStatus } from '../fixtures/demo-feed.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

const indonesian = { 'accept-language': 'id' };

describe('the words of both languages', () => {
  it('name every kind of event and every action of the audit log', () => {
    for (const { events, settings } of Object.values(texts)) {
      expect(Object.keys(events.kinds).sort()).toEqual([...EVENT_KINDS].sort());
      expect(Object.keys(settings.auditActions).sort()).toEqual([...AUDIT_ACTIONS].sort());
    }
    for (const kind of EVENT_KINDS) {
      expect(texts.id.events.kinds[kind]).not.toBe(texts.en.events.kinds[kind]);
    }
    for (const action of AUDIT_ACTIONS) {
      expect(texts.id.settings.auditActions[action]).not.toBe(
        texts.en.settings.auditActions[action],
      );
    }
  });

  it.each(EVENT_KINDS)('tell what happened: %s', (kind) => {
    const event = { kind, message: 'In English', details: null };
    expect(eventMessage('en', event)).toBe('In English');
    const details = { fromMs: 0, toMs: 60_000, reason: 'age', what: 'faces', rows: 7 };
    const told = eventMessage('id', { ...event, details });
    expect(told).not.toContain('In English');
    expect(told.length).toBeGreaterThan(10);
  });
});

describe('an event in Indonesian', () => {
  it('names its facts', () => {
    const details = { fromMs: 0, toMs: 60_000, reason: 'free-disk', what: 'hours', rows: 7 };
    expect(eventMessage('id', { kind: 'history-deleted', message: 'x', details })).toBe(
      'Dihapus 7 jumlahan per jam dari 1970-01-01 00:00 hingga 1970-01-01 00:01 UTC: disk hampir penuh',
    );
    const code = { code: 'SOURCE_BUSY' };
    const lost = { kind: 'source-lost', message: '/dev/video0 is busy', details: code };
    expect(eventMessage('id', lost)).toMatch(
      /^Kamera tidak mengirim gambar: Kamera sedang dipakai program lain\..*\(\/dev\/video0 is busy\)$/,
    );
  });

  it('stays as it was noted where it is of another version', () => {
    const message = 'Frames arrive from x';
    expect(eventMessage('id', { kind: 'source-running', message, details: null })).toBe(message);
    expect(eventMessage('id', { kind: 'moved-house', message, details: {} })).toBe(message);
    expect(eventMessage('id', { kind: 'constructor', message, details: {} })).toBe(message);
  });
});

describe('a failure', () => {
  it('is told in English as the program says it', () => {
    const problem = { code: 'SOURCE_BUSY', message: 'x is busy', remedy: 'Stop y.' };
    expect(explainInLine('en', problem)).toBe('x is busy. Stop y.');
    expect(explainInLine('en', { ...problem, remedy: '' })).toBe('x is busy');
  });

  it.each(Object.keys(idProblems))('has an Indonesian text and the English line: %s', (code) => {
    const problem = { code, message: 'In English', remedy: 'Do that.' };
    const { what, remedy, detail } = explain('id', problem);
    expect([what, remedy]).not.toContain('In English');
    expect(what).not.toMatch(/\.$/);
    expect(remedy).toMatch(/\.$/);
    expect(detail).toBe('In English');
  });

  it('without a translation stays as it is', () => {
    const problem = { code: 'USAGE', message: 'Centang dahulu', remedy: 'Petunjuk.' };
    expect(explainInLine('id', problem)).toBe('Centang dahulu. Petunjuk.');
  });
});

describe('pages in Indonesian', () => {
  it('tell why there is no picture, why nothing is analysed and nothing written', async () => {
    const dashboard = testDashboard();
    const state = {
      kind: 'degraded' as const,
      sinceMs: 0,
      code: 'SOURCE_MISSING',
      reason: 'no camera is plugged in',
      remedy: 'Plug the camera in.',
      retryAtMs: 5000,
    };
    dashboard.setStatus({
      source: { kind: 'camera', name: 'camera', state },
      worker: { state: 'failed', restarts: 1, detail: 'No such file', code: 'MODEL_MISSING' },
      store: { ...demoStatus().store, state: 'degraded', detail: 'ENOSPC', code: 'STORE_FULL' },
    });
    const html = await (await dashboard.get('/', indonesian)).text();
    expect(html).toContain('Kamera tidak ditemukan atau tidak menjawab');
    expect(html).toContain('lang="en">no camera is plugged in<');
    expect(html).not.toContain('Plug the camera in.');
    expect(html).toContain('Analisis sedang dimulai ulang: Berkas model tidak ada');
    expect(html).toContain('Riwayat sedang tidak tercatat: Disk penuh');
    const english = await (await dashboard.get('/')).text();
    expect(english).toContain('Plug the camera in.');
    expect(english).toContain('The analysis is restarting: No such file');
  });

  it('tell what is wrong with a range; programs are told in English', async () => {
    const dashboard = testDashboard();
    const wrong = '?from=2026-06-02&to=2026-06-01';
    const page = await (await dashboard.get(`/history${wrong}`, indonesian)).text();
    expect(page).toContain('Rentang tidak dipahami');
    const json = await (await dashboard.get('/api/v1/faces?limit=none', indonesian)).json();
    expect(JSON.stringify(json)).not.toContain('Rentang');
  });

  it.each([
    ['/settings/users', { name: '<b>' }, 'Nama pengguna terdiri dari'],
    ['/settings/users', { name: 'vera' }, 'Pengguna vera sudah ada'],
    ['/settings/users/remove', { name: 'admin' }, 'admin adalah administrator terakhir'],
    ['/settings/users/reset', { name: 'otto' }, 'Tidak ada pengguna otto'],
    ['/settings/preferences', { timeZone: 'Mars' }, 'Pengaturan ini tidak dapat diterima'],
    ['/settings/retention', { rawDays: '1' }, 'Batas ini menghapus riwayat'],
    ['/settings/masks', { 'mask-0-width': '9', 'mask-0-height': '-1' }, 'tidak dapat diterima'],
  ])('tell why a form was refused: %s', async (path, form, words) => {
    const { app, cookie } = await guardedDashboard();
    const answer = await app.request(path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { 'sec-fetch-site': 'same-origin', cookie: cookie('admin'), ...indonesian },
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
  });
});
