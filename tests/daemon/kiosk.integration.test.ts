import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { KioskStatus } from '../../src/core/kiosk-status.js';
import { ekspresi } from '../cli/command.js';
import { writeVideo } from '../cli/media-files.js';
import { singleFrontal } from '../synthetic/fixtures/named-scenes.js';
import { startKiosk as start, waitFor } from './fixtures/start-kiosk.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-kiosk-'));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true }));

const startKiosk = (dataDir: string, ...args: readonly string[]) => start(children, dataDir, args);

async function health(url: string) {
  const answer = await fetch(`${url}/healthz`);
  return { status: answer.status, body: (await answer.json()) as Record<string, never> };
}

function count(dataDir: string, table: string): number {
  const db = new Database(join(dataDir, 'ekspresi.db'), { readonly: true });
  try {
    return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  } finally {
    db.close();
  }
}

async function stop(child: ChildProcess): Promise<{ code: number | null; tookMs: number }> {
  const startMs = performance.now();
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await exited;
  return { code: code as number | null, tookMs: performance.now() - startMs };
}

describe('the kiosk', () => {
  it('sees drawn visitors, stores them, shows them, and stops as told', async () => {
    const dataDir = join(folder, 'main');
    const kiosk = await startKiosk(dataDir, '--source', 'synthetic');
    await waitFor(() => (count(dataDir, 'observations') >= 10 ? true : undefined), kiosk.stderr);
    const { status, body } = await health(kiosk.url);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', source: { kind: 'synthetic', state: 'running' } });
    const page = await (await fetch(kiosk.url)).text();
    expect(page).toContain('<html');
    const stored = count(dataDir, 'observations');
    const { code, tookMs } = await stop(kiosk.child);
    expect(code).toBe(0);
    // The contract promises 5 s; a loaded test machine gets twice that.
    expect(tookMs).toBeLessThan(10_000);
    expect(count(dataDir, 'observations')).toBeGreaterThanOrEqual(stored);
    expect(count(dataDir, 'faces')).toBeGreaterThan(0);

    const args = ['--data', dataDir, '--from', '-1d', '--to', 'now', '--format', 'csv'];
    const exported = await ekspresi('export', ...args);
    expect(exported.code).toBe(0);
    const rows = exported.stdout.trim().split(/\r?\n/);
    expect(rows).toHaveLength(count(dataDir, 'observations') + 1);

    const copy = join(folder, 'copy.db');
    expect((await ekspresi('backup', 'create', copy, '--data', dataDir)).code).toBe(0);
    expect((await ekspresi('backup', 'restore', copy, '--data', dataDir)).code).toBe(0);
    expect(count(dataDir, 'observations')).toBe(rows.length - 1);
  });

  it('analyses every frame of a film, the same in each repeat, and keeps its media time', async () => {
    const film = join(folder, 'visit.mp4');
    await writeVideo(film, singleFrontal(), { durationS: 4, framesPerSecond: 15 });
    const kept: unknown[] = [];
    for (const name of ['film-1', 'film-2']) {
      const dataDir = join(folder, name);
      const kiosk = await startKiosk(dataDir, '--source', film);
      const { frames } = await waitFor(async () => {
        const { body } = await health(kiosk.url);
        const { source, frames } = body as never as Pick<KioskStatus, 'frames'> & {
          readonly source: { readonly state: string };
        };
        return source.state === 'ended' && frames.analysed === 60 ? { frames } : undefined;
      }, kiosk.stderr);
      expect(frames).toMatchObject({ dropped: 0 });
      await stop(kiosk.child);
      const db = new Database(join(dataDir, 'ekspresi.db'), { readonly: true });
      expect(db.prepare('SELECT sum(frames) FROM rollup_minute').pluck().get()).toBe(60);
      const visits = db.prepare('SELECT dwell_ms, observations FROM faces').all();
      expect(visits).toHaveLength(1);
      const rows = db.prepare('SELECT media_time_ms, age_ms FROM observations').all();
      kept.push({ visits, rows });
      const times = rows.map((row) => (row as { media_time_ms: number }).media_time_ms);
      expect(times.length).toBeGreaterThan(12);
      for (const time of times) expect(Math.round(Math.round(time * 0.015) / 0.015)).toBe(time);
      db.close();
    }
    expect(kept[1]).toEqual(kept[0]);
  }, 120_000);

  it('serves a second start a clear refusal: port taken, history in use', async () => {
    const dataDir = join(folder, 'twice');
    const kiosk = await startKiosk(dataDir, '--source', 'synthetic');
    const port = new URL(kiosk.url).port;
    const other = join(folder, 'other');
    const samePort = await ekspresi(
      'run',
      '--source',
      'synthetic',
      '--port',
      port,
      '--data',
      other,
    );
    expect(samePort.code).toBe(1);
    expect(samePort.stderr).toMatch(/ekspresi: Port \d+ is already in use.*PORT_IN_USE/);
    const sameData = await ekspresi(
      'run',
      '--source',
      'synthetic',
      '--port',
      '0',
      '--data',
      dataDir,
    );
    expect(sameData.code).toBe(1);
    expect(sameData.stderr).toMatch(/ekspresi: .*STORE_LOCKED/);
    expect((await health(kiosk.url)).body).toMatchObject({ status: 'ok' });
  });

  it('is degraded without a camera, and serves its pages', async () => {
    const dataDir = join(folder, 'nocamera');
    const kiosk = await startKiosk(dataDir, '--source', '/dev/video99', '--host', '127.0.0.1');
    const body = await waitFor(async () => {
      const answer = await health(kiosk.url);
      return answer.body.status === 'degraded' ? answer : undefined;
    }, kiosk.stderr);
    expect(body.status).toBe(200);
    expect((await fetch(kiosk.url)).status).toBe(200);
    await waitFor(() => (count(dataDir, 'events') > 0 ? true : undefined), kiosk.stderr);
    expect((await stop(kiosk.child)).code).toBe(0);
  });

  it('refuses an unwritable folder and a wrong configuration in one line', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'dashboard:\n  prot: 1\n');
    for (const [args, message] of [
      [['--data', '/proc/ekspresi'], /STORE_UNWRITABLE/],
      [['--config', bad], /line 2: dashboard\.prot: unknown setting; did you mean port\?/],
      [['--config', join(folder, 'missing.yaml')], /CONFIG_UNREADABLE/],
    ] as const) {
      const { code, stderr } = await ekspresi(
        'run',
        '--source',
        'synthetic',
        '--port',
        '0',
        ...args,
      );
      expect(code).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
  });

  it('doctor tells what is right and what is not, as JSON too', async () => {
    const config = join(folder, 'doctor.yaml');
    writeFileSync(config, 'source: /dev/video99\ncamera:\n  ffmpegPath: /nonexistent/ffmpeg\n');
    const dataDir = join(folder, 'doctor');
    const { code, stdout } = await ekspresi(
      'doctor',
      '--json',
      '--config',
      config,
      '--data',
      dataDir,
    );
    expect(code).toBe(1);
    const { checks } = JSON.parse(stdout) as {
      checks: { name: string; status: string; remedy: string }[];
    };
    const status = Object.fromEntries(checks.map((check) => [check.name, check.status]));
    expect(status).toMatchObject({
      node: 'ok',
      configuration: 'ok',
      ffmpeg: 'failed',
      inference: 'ok',
    });
    expect(checks.find(({ name }) => name === 'ffmpeg')?.remedy).toContain('apt install ffmpeg');
    expect(readFileSync(config, 'utf8')).toContain('video99');
  });
});
