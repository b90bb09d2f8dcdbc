import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import { FilmJobs } from '../../src/daemon/film-jobs.js';
import { writeVideo } from '../cli/media-files.js';
import { guardedDashboard } from '../dashboard/fixtures/guarded-dashboard.js';
import { temporaryFolder } from '../store/fixtures/open-test-store.js';
import { singleFrontal } from '../synthetic/fixtures/named-scenes.js';

async function kiosk(leaveFreeBytes = 0) {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'ekspresi.db'), '');
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const parts = { dataDir, configPath: null, clock: systemClock, log: silentLog };
  const open = () =>
    new FilmJobs({ ...parts, leaveFreeBytes: () => leaveFreeBytes, signal: stop.signal });
  const recordings = open();
  const dashboard = await guardedDashboard({ deps: { recordings } });
  const upload = (film: Blob, fields: Record<string, string>, user: 'admin' | 'vera' = 'admin') => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('film', film, 'somebody.mp4');
    const headers = { 'sec-fetch-site': 'same-origin', cookie: dashboard.cookie(user) };
    return dashboard.app.request('/recordings/upload', { method: 'POST', body, headers });
  };
  const over = async () => {
    while (['receiving', 'analysing'].includes(recordings.job()?.stage ?? '')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return recordings.job();
  };
  const uploads = () =>
    existsSync(join(dataDir, 'uploads')) ? readdirSync(join(dataDir, 'uploads')) : [];
  return { ...dashboard, dataDir, recordings, upload, over, uploads, open };
}

describe('films that are uploaded', () => {
  it('are analysed and deleted, and leave their numbers', async () => {
    const { dataDir, recordings, upload, over, uploads, get, post, cookie } = await kiosk();
    const path = join(dataDir, 'made.mp4');
    await writeVideo(path, singleFrontal(), { durationS: 2, framesPerSecond: 10 });
    const film = new Blob([readFileSync(path)]);
    const fields = { participant: 'P01', stimulus: 'ad', condition: 'B' };
    expect((await upload(film, fields, 'vera')).status).toBe(403);
    expect((await upload(film, { participant: 'Budi' })).status).toBe(422);
    expect(uploads()).toEqual([]);
    expect((await upload(film, fields)).status).toBe(303);
    expect((await upload(film, fields)).status).toBe(422);
    expect(await over()).toMatchObject({ stage: 'done', error: null });
    expect(uploads()).toEqual([]);

    const [recording, ...others] = recordings.list();
    expect(others).toEqual([]);
    expect(recording).toMatchObject({ ...fields, faces: 1 });
    const kept = readdirSync(join(dataDir, 'recordings', recording?.id ?? ''));
    expect(kept.filter((name) => /\.(?:mp4|jpg|part)$/.test(name))).toEqual([]);
    const admin = { cookie: cookie('admin') };
    const page = await (await get('/recordings', admin)).text();
    expect(page).toContain('P01');
    const csv = await get(`/recordings/${recording?.id}/csv`, admin);
    expect(await csv.text()).toMatch(/^time_s,face,/);
    expect((await get(`/recordings/${recording?.id}/..%2frecording.json`, admin)).status).toBe(404);
    await post('/recordings/remove', { id: recording?.id ?? '' }, admin.cookie);
    expect(recordings.list()).toEqual([]);
  });

  it('leave nothing where they stop half way, are no film, too large, or the kiosk died', async () => {
    const { dataDir, recordings, upload, over, uploads, open } = await kiosk();
    async function* half() {
      yield new Uint8Array(1000);
      throw new Error('the connection is gone');
    }
    const describeIt = () => ({ participant: '', stimulus: '', condition: '' });
    await expect(recordings.receive(half(), describeIt)).rejects.toThrow(/connection is gone/);
    expect(uploads()).toEqual([]);
    await upload(new Blob(['no film']), {});
    expect(await over()).toMatchObject({ stage: 'failed' });
    expect(uploads()).toEqual([]);
    expect(recordings.list()).toEqual([]);

    mkdirSync(join(dataDir, 'uploads/left'), { recursive: true });
    writeFileSync(join(dataDir, 'uploads/left/film'), 'of a life before');
    open();
    expect(uploads()).toEqual([]);
    const full = await kiosk(Number.MAX_SAFE_INTEGER);
    const refused = await full.upload(new Blob([new Uint8Array(1000)]), {});
    expect(refused.status).toBe(422);
    expect(full.uploads()).toEqual([]);
  });
});
