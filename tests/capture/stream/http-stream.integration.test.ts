import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capture } from '../fixtures/capture-source.js';
import { ffmpeg, makeClip, makePicture } from '../fixtures/make-media.js';
import { startOddCamera } from '../fixtures/odd-camera.js';

let folder: string;
let camera: Awaited<ReturnType<typeof startOddCamera>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-http-'));
  camera = await startOddCamera(readFileSync(makePicture(join(folder, 'a.jpg'), '320x240')));
});
afterAll(() => {
  camera.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('MJPEG over HTTP', () => {
  it.each([
    'ok',
    'no-length',
    'wrong-length',
    'no-part-type',
    'odd-part-type',
    'first-boundary-missing',
    'other-boundary',
    'no-type',
    'bare-pictures',
    'moved',
  ])('is read with the habit: %s', async (habit) => {
    const { frames, error } = await capture({ source: `${camera.address}/${habit}` }, 4);
    expect(error).toBeNull();
    expect(frames).toHaveLength(4);
    expect(frames[0]).toMatchObject({ width: 320, height: 240 });
    expect(frames[0]?.pixels[10]).toBeLessThan(20);
    expect(frames[0]?.pixels[310]).toBeGreaterThan(230);
    // One connection: many cameras serve only one.
    expect(camera.asked.filter((path) => path === habit)).toHaveLength(1);
  });

  it.each([
    ['snapshot', 'stream-snapshot'],
    ['page', 'stream-page'],
    ['401', 'stream-sign-in'],
    ['403', 'stream-forbidden'],
    ['404', 'stream-nothing-there'],
    ['500', 'stream-faulty'],
    ['503', 'stream-overloaded'],
  ])('names its cause: %s', async (path, kind) => {
    expect((await capture({ source: `${camera.address}/${path}` })).error).toMatchObject({ kind });
  });

  it('signs in by Digest, with credentials from a file that nothing shows', async () => {
    const jpeg = readFileSync(join(folder, 'a.jpg'));
    const md5 = (text: string) => createHash('md5').update(text).digest('hex');
    const server = createServer((request, response) => {
      const given = request.headers.authorization ?? '';
      const field = (name: string) => new RegExp(`${name}="?([^",]*)`).exec(given)?.[1] ?? '';
      const first = md5('us er:cam:p@ss:w/rd#1');
      const wanted = md5(
        `${first}:n1:${field('nc')}:${field('cnonce')}:auth:${md5('GET:/live?x=1')}`,
      );
      if (field('response') !== wanted) {
        const challenge = 'Digest realm="cam", nonce="n1", qop="auth", algorithm=MD5';
        response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=b' });
      setInterval(() => response.write(jpeg), 70).unref();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const source = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live?x=1`;
    const credentialsFile = join(folder, 'camera');
    writeFileSync(credentialsFile, 'us er:p@ss:w/rd#1\n');
    const { frames, error, source: made } = await capture({ source, credentialsFile }, 3);
    expect(error).toBeNull();
    expect(frames).toHaveLength(3);
    writeFileSync(credentialsFile, 'us er:wr0ng-pass\n');
    const refused = await capture({ source, credentialsFile });
    expect(refused.error).toMatchObject({ kind: 'stream-sign-in' });
    expect(`${made.name} ${JSON.stringify(refused.error)}`).not.toMatch(/wr0ng|p@ss/);
    const missing = await capture({ source, credentialsFile: join(folder, 'none') });
    expect(missing.error).toMatchObject({ kind: 'credentials-unreadable' });
    server.closeAllConnections();
    server.close();
  });
});

describe('recordings', () => {
  it('over HTTP are played once, at their own speed: a film, and a complete playlist', async () => {
    const film = makeClip(join(folder, 'film.mp4'), { rate: 10, seconds: 2 });
    ffmpeg(
      ...['-i', film, '-c', 'copy', '-f', 'hls', '-hls_time', '1', '-hls_playlist_type', 'vod'],
      join(folder, 'film.m3u8'),
    );
    const server = createServer((request, response) => {
      const path = join(folder, basename(request.url ?? ''));
      response.writeHead(200, { 'Content-Length': statSync(path).size });
      response.end(readFileSync(path));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    for (const name of ['film.mp4', 'film.m3u8']) {
      const startedMs = performance.now();
      const result = await capture({ source: `http://127.0.0.1:${port}/${name}` });
      expect(result.error).toBeNull();
      expect(result.frames).toHaveLength(20);
      expect(result.source.endless).toBe(false);
      expect(performance.now() - startedMs).toBeGreaterThan(1500);
      expect(result.frames[19]?.mediaTimeS).toBeCloseTo((result.frames[0]?.mediaTimeS ?? 0) + 1.9);
    }
    server.closeAllConnections();
    server.close();
  });

  it('go on behind a gap in their timestamps, and show squeezed pictures as they are meant', async () => {
    const gap = join(folder, 'gap.mkv');
    ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc=size=160x240:rate=10:duration=1.5'],
      ...['-vf', "setsar=2,setpts='if(lt(N,8),N,N+1000)/10/TB'", '-fps_mode', 'passthrough', gap],
    );
    const { frames, error, log } = await capture({ source: gap, answerWithinMs: 1000 });
    expect(error).toBeNull();
    expect(frames).toHaveLength(15);
    expect(frames[14]?.mediaTimeS).toBeGreaterThan(100);
    expect(frames[0]).toMatchObject({ width: 320, height: 240 });
    expect(log.lines.join()).toContain('gap');
    const turned = await capture({ source: gap, rotate: 90, displayAspect: 1 }, 1);
    expect(turned.frames[0]).toMatchObject({ width: 240, height: 240 });
  });

  it('are turned and mirrored', async () => {
    const film = join(folder, 'halves.mp4');
    ffmpeg('-loop', '1', '-i', join(folder, 'a.jpg'), '-t', '1', '-r', '5', film);
    const corners = async (rotate: 0 | 90 | 180 | 270, mirror: boolean) => {
      const { frames } = await capture({ source: film, rotate, mirror }, 1);
      const { pixels, width, height } = frames[0] as (typeof frames)[0];
      const at = (x: number, y: number) => ((pixels[y * width + x] ?? 0) > 128 ? 'w' : 'b');
      return [at(2, 2), at(width - 3, 2), at(2, height - 3), at(width - 3, height - 3)].join('');
    };
    expect(await corners(0, false)).toBe('bwbw');
    expect(await corners(90, false)).toBe('bbww');
    expect(await corners(180, false)).toBe('wbwb');
    expect(await corners(270, false)).toBe('wwbb');
    expect(await corners(0, true)).toBe('wbwb');
  });
});
