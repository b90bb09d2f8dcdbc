import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSnapshotSource } from '../../src/capture/snapshot/snapshot-source.js';
import { createSource } from '../../src/capture/source-types.js';
import { SourceSupervisor } from '../../src/capture/supervisor/source-supervisor.js';
import { systemClock } from '../../src/core/clock.js';
import { EkspresiError } from '../../src/core/errors.js';
import type { GrayFrame, PreviewPicture } from '../../src/core/frame.js';
import type { SourceSettings } from '../../src/core/frame-source.js';
import type { SourceState } from '../../src/core/source-state.js';
import { capture as captureSource } from './fixtures/capture-source.js';
import { CollectingLog } from './fixtures/collecting-log.js';
import { becomes, fakeFfmpeg } from './fixtures/fake-program.js';
import { ffmpeg, makeClip, makePicture } from './fixtures/make-media.js';
import { SETTINGS as DEFAULTS } from './fixtures/source-settings.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-live-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SETTINGS = { ...DEFAULTS, source: '/dev/video99' };

/** A source, by default a camera that is not there. */
function capture(settings: Partial<SourceSettings>, enough = 1e9, withinMs = 5000) {
  return captureSource({ ...SETTINGS, ...settings }, enough, withinMs);
}

function stillRunning(word: string): string[] {
  const list = execFileSync('ps', ['-eo', 'pid,stat,args'], { encoding: 'utf8' }).split('\n');
  return list.filter((line) => line.includes(word) && !/^\s*\d+ Z/.test(line));
}

/** What other users of the machine could read while a program runs. */
function argumentsWith(secret: string): string[] {
  const list = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return list.filter((line) => line.includes(secret));
}

describe('camera on faulty programs', () => {
  it('gives frames with their numbers and times, and ends its process on abort', async () => {
    const ffmpegPath = fakeFfmpeg(folder, 'steady');
    const { frames, error } = await capture({ ffmpegPath, framesPerSecond: 30 }, 5);
    expect(error).toBeNull();
    expect(frames).toHaveLength(5);
    expect(frames[0]).toMatchObject({ width: 8, height: 6 });
    expect(frames[0]?.pixels).toEqual(new Uint8Array(48).fill(7));
    const times = frames.map(({ monotonicMs }) => monotonicMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(stillRunning(`fake-ffmpeg.mjs steady`)).toEqual([]);
  });

  it('holds a flood to about the wanted rate and its memory to nearly nothing', async () => {
    const before = process.memoryUsage().rss;
    const { frames } = await capture({ ffmpegPath: fakeFfmpeg(folder, 'flood') }, 1e9, 3000);
    expect(frames.length).toBeGreaterThan(10);
    expect(frames.length).toBeLessThan(90);
    expect(frames.at(-1)?.sequence).toBeGreaterThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    expect(stillRunning('fake-ffmpeg.mjs flood')).toEqual([]);
  });

  it.each([
    ['die', 'SOURCE_MISSING'],
    ['die-quietly', 'SOURCE_ENDED'],
    ['busy', 'SOURCE_BUSY'],
    ['garbage', 'MEDIA_INVALID'],
  ])('explains %s', async (mode, code) => {
    const { error } = await capture({ ffmpegPath: fakeFfmpeg(folder, mode) });
    expect(error).toBeInstanceOf(EkspresiError);
    expect(error?.code).toBe(code);
    expect(stillRunning(`fake-ffmpeg.mjs ${mode}`)).toEqual([]);
  });

  it('names a missing program and a missing device', async () => {
    const { error } = await capture({ ffmpegPath: '/nowhere/ffmpeg' });
    expect(error).toMatchObject({ code: 'FFMPEG_MISSING' });
    expect(error?.remedy).toContain('apt install ffmpeg');
    expect((await capture({})).error).toMatchObject({
      code: 'SOURCE_MISSING',
      message: expect.stringContaining('/dev/video99'),
    });
  });
});

it('the supervisor restarts a stalled and a stubborn camera and leaves no process', async () => {
  for (const mode of ['stall', 'stubborn']) {
    const log = new CollectingLog();
    const settings = { ...SETTINGS, ffmpegPath: fakeFfmpeg(folder, mode) };
    const states: SourceState[] = [];
    const abort = new AbortController();
    const supervisor = new SourceSupervisor({
      source: createSource(settings, { clock: systemClock, log }),
      ...{ clock: systemClock, log, frameDeadlineMs: 800, backoffMs: { first: 50, max: 100 } },
      sinks: { onFrame: () => {} },
      onState: (state) => states.push(state),
    });
    const done = supervisor.run(abort.signal);
    const restarts = () => states.filter(({ kind }) => kind === 'running').length;
    expect(await becomes(() => restarts() >= 2, 20_000)).toBe(true);
    expect(states).toContainEqual(expect.objectContaining({ code: 'SOURCE_STALLED' }));
    abort.abort();
    await done;
    expect(states.at(-1)?.kind).toBe('stopped');
    expect(stillRunning(`fake-ffmpeg.mjs ${mode}`)).toEqual([]);
  }
});

describe('file', () => {
  it('plays at its own speed with the times of its frames and a preview', async () => {
    const source = makeClip(join(folder, 'visit.mp4'), { size: '640x360', rate: 10, seconds: 2 });
    const startedMs = performance.now();
    const result = await capture({ source, widthPx: 320, heightPx: 240, wantPreview: true });
    expect(result.error).toBeNull();
    expect(performance.now() - startedMs).toBeGreaterThan(1500);
    expect(result.frames.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    );
    result.frames.forEach((frame, i) => {
      expect(frame).toMatchObject({ width: 320, height: 180 });
      expect(frame.mediaTimeS).toBeCloseTo(i / 10, 5);
    });
    expect(result.previews.length).toBeGreaterThan(7);
    expect(result.previews.length).toBeLessThan(13);
    const { jpeg } = result.previews[0] as PreviewPicture;
    expect([jpeg[0], jpeg[1], jpeg.at(-2), jpeg.at(-1)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    expect(result.source).toMatchObject({ name: 'visit.mp4', endless: false });
  });

  it('is not enlarged', async () => {
    const source = makeClip(join(folder, 'small.mp4'), { size: '64x48' });
    const { frames } = await capture({ source }, 1);
    expect(frames[0]).toMatchObject({ width: 64, height: 48 });
  });

  it('explains a missing file, a picture and a broken one', async () => {
    const missing = await capture({ source: join(folder, 'nowhere.mp4') });
    expect(missing.error).toMatchObject({ code: 'SOURCE_MISSING' });
    const picture = await capture({ source: makePicture(join(folder, 'a.png')) });
    expect(picture.error).toMatchObject({ code: 'MEDIA_INVALID' });
    const broken = await capture({ source: join(import.meta.dirname, 'redact.test.ts') });
    expect(broken.error).toMatchObject({ code: 'MEDIA_INVALID' });
  });
});

describe('stream', () => {
  it('shows its credentials nowhere', async () => {
    const source = 'rtsp://hans:s3cret!word@127.0.0.1:9/live?token=t0kentext';
    const {
      error,
      source: made,
      log,
    } = await capture({
      ...{ source, ffmpegPath: fakeFfmpeg(folder, 'talkative') },
    });
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    const { stderr } = (error as EkspresiError).cause as { stderr: string[] };
    expect(stderr.length).toBeGreaterThan(1);
    const all = [made.name, error?.message, error?.remedy, ...stderr, ...log.lines].join('\n');
    expect(all).not.toMatch(/s3cret|t0kentext|hans:/);
    expect(all).toContain('rtsp://127.0.0.1:9/live');
  });

  it('signs in to an RTSP camera', async () => {
    const heard: string[] = [];
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        const request = data.toString();
        const sequence = /CSeq: (\d+)/.exec(request)?.[1];
        heard.push(
          `${request.split(' ', 1)[0]} ${/Authorization: (.*)\r/.exec(request)?.[1] ?? '-'}`,
        );
        socket.write(
          request.startsWith('OPTIONS')
            ? `RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\nPublic: DESCRIBE\r\n\r\n`
            : `RTSP/1.0 401 Unauthorized\r\nCSeq: ${sequence}\r\nWWW-Authenticate: Basic realm="camera"\r\n\r\n`,
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { error } = await capture({ source: `rtsp://u:it's@127.0.0.1:${port}/live` });
    server.close();
    expect(heard.at(-1)).toBe(`DESCRIBE Basic ${btoa("u:it's")}`);
    expect(error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    expect(error?.message).not.toContain("it's");
  });

  it('is read over HTTP, and a closed port is explained', async () => {
    const clip = join(folder, 'stream.ts');
    ffmpeg('-i', makeClip(join(folder, 'stream.mp4'), { size: '640x360' }), clip);
    const { readFileSync } = await import('node:fs');
    const shown: string[] = [];
    const server = createServer((request, response) => {
      shown.push(...argumentsWith('passw0rd'));
      if (request.headers.authorization === `Basic ${btoa('u:passw0rd')}`) {
        // Without a length, as a live stream.
        response.write(readFileSync(clip));
        response.end();
      } else {
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="camera"' }).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const source = `http://u:passw0rd@127.0.0.1:${port}/live`;
    const { frames, error } = await capture({ source, widthPx: 320, framesPerSecond: 1000 });
    expect(error).toMatchObject({ code: 'SOURCE_ENDED' });
    expect(frames.length).toBeGreaterThan(0);
    expect(frames[0]).toMatchObject({ width: 320, height: 180 });
    expect(shown).toEqual([]);
    server.closeAllConnections();
    server.close();
    const closed = await capture({ source });
    expect(closed.error).toMatchObject({ code: 'SOURCE_MISSING' });
    expect(closed.error?.message).not.toContain('passw0rd');
  });
});

describe('snapshot', () => {
  it('gives one frame a shot and keeps no picture', async () => {
    const paths: string[] = [];
    const { existsSync } = await import('node:fs');
    const abort = new AbortController();
    const log = new CollectingLog();
    const source = createSnapshotSource(
      { ...SETTINGS, source: 'snapshot:/dev/null', wantPreview: true },
      { clock: systemClock, log },
      async ({ path, device }) => {
        expect(device).toBe('/dev/null');
        paths.push(path);
        makePicture(path, '800x600');
      },
    );
    const frames: GrayFrame[] = [];
    const previews: PreviewPicture[] = [];
    await source.run(abort.signal, {
      onFrame(frame) {
        frames.push(frame);
        if (frames.length === 2) abort.abort();
      },
      onPreview: (picture) => previews.push(picture),
    });
    expect(frames.map(({ sequence, width, height }) => [sequence, width, height])).toEqual([
      [0, 640, 480],
      [1, 640, 480],
    ]);
    expect(previews.length).toBeGreaterThan(0);
    expect(paths.map((path) => existsSync(path))).toEqual([false, false]);
    expect(existsSync(join(paths[0] as string, '..'))).toBe(false);
  });

  it('explains a missing camera and a device that is none', async () => {
    const missing = await capture({ source: 'snapshot:/dev/video99' });
    expect(missing.error).toMatchObject({ code: 'SOURCE_MISSING' });
    const none = await capture({ source: 'snapshot:/dev/null' });
    expect(none.error).toMatchObject({ code: 'SOURCE_UNREADABLE' });
    expect(none.error?.message).toContain('/dev/null');
  });
});
