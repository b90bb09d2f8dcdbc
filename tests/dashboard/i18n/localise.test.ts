import { describe, expect, it } from 'vitest';
import { AUDIT_ACTIONS } from '../../../src/accounts/account-types.js';
import { EkspresiError } from '../../../src/core/errors.js';
import { EVENT_KINDS } from '../../../src/core/event-table.js';
import { texts } from '../../../src/dashboard/i18n/languages.js';
import { eventMessage, localise, localiseInLine } from '../../../src/dashboard/i18n/localise.js';
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
});

describe('an event in Indonesian', () => {
  it('is made of its details', () => {
    const failure = {
      kind: 'camera-held',
      parameters: { device: '/dev/video0', holder: 'cheese' },
    };
    const lost = { kind: 'source-lost', message: '/dev/video0 is busy', details: { failure } };
    expect(eventMessage('id', lost)).toBe(
      'Kamera tidak mengirim gambar: kamera /dev/video0 sedang dipakai cheese',
    );
    expect(eventMessage('en', lost)).toBe('/dev/video0 is busy');
  });

  it('stays as it was noted where it is of another version', () => {
    const message = 'Frames arrive from x';
    expect(eventMessage('id', { kind: 'source-running', message, details: null })).toBe(message);
    expect(eventMessage('id', { kind: 'moved-house', message, details: {} })).toBe(message);
    expect(eventMessage('id', { kind: 'constructor', message, details: {} })).toBe(message);
  });
});

describe('a failure', () => {
  const problem = { message: 'x is busy', remedy: 'Stop y.' };
  const failure = { kind: 'no-camera', parameters: {} };

  it('is told in English as the program says it', () => {
    expect(localiseInLine('en', { ...problem, failure })).toBe('x is busy. Stop y.');
    expect(localiseInLine('en', { ...problem, remedy: '' })).toBe('x is busy');
  });

  it('is told in Indonesian from its kind and parameters', () => {
    expect(localise('id', { ...problem, failure })).toEqual({
      message: 'tidak ada kamera yang terpasang (tidak ada perangkat /dev/video)',
      remedy: 'Pasang kamera USB; kamera dipakai dengan sendirinya.',
    });
    expect(localiseInLine('id', new EkspresiError('user-exists', { name: 'vera' }))).toBe(
      'Pengguna vera sudah ada. Pilih nama lain.',
    );
  });

  it('of no kind that is known stays in English', () => {
    expect(localise('id', problem)).toEqual(problem);
    const unknown = { kind: 'from-the-future', parameters: {} };
    expect(localise('id', { ...problem, failure: unknown })).toEqual(problem);
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
      failure: { kind: 'no-camera', parameters: {} },
      retryAtMs: 5000,
    };
    dashboard.setStatus({
      source: { kind: 'camera', name: 'camera', state },
      worker: {
        ...{ state: 'failed', restarts: 1, detail: 'No such file', code: 'MODEL_MISSING' },
        failure: { kind: 'model-file-missing', parameters: { path: '/m/x.onnx' } },
      },
      store: {
        ...demoStatus().store,
        ...{ state: 'degraded', detail: 'ENOSPC', code: 'STORE_FULL' },
        failure: { kind: 'history-disk-full', parameters: { path: 'x.db', reason: 'ENOSPC' } },
      },
    });
    const html = await (await dashboard.get('/', indonesian)).text();
    expect(html).toContain('tidak ada kamera yang terpasang');
    expect(html).not.toContain('no camera is plugged in');
    expect(html).not.toContain('Plug the camera in.');
    expect(html).toContain('Analisis sedang dimulai ulang: Berkas model tidak ada');
    expect(html).toContain('Riwayat sedang tidak tercatat: x.db: disk atau basis data penuh');
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
