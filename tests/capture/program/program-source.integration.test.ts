import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSource } from '../../../src/capture/source-types.js';
import { SourceSupervisor } from '../../../src/capture/supervisor/source-supervisor.js';
import { systemClock } from '../../../src/core/clock.js';
import { packageRoot } from '../../../src/core/package-root.js';
import type { SourceState } from '../../../src/core/source-state.js';
import { capture } from '../fixtures/capture-source.js';
import { CollectingLog } from '../fixtures/collecting-log.js';
import { becomes, isRunning } from '../fixtures/fake-program.js';
import { makePicture } from '../fixtures/make-media.js';
import { SETTINGS } from '../fixtures/source-settings.js';

const PROGRAM = join(packageRoot(), 'tests/capture/fixtures/fake-video-program.mjs');
let folder: string;
let picture: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi program '));
  picture = makePicture(join(folder, 'a picture.jpg'), '320x240');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = (mode: string, ...more: string[]) =>
  `program:'${process.execPath}' '${PROGRAM}' ${mode} '${picture}' ${more.map((word) => `'${word}'`).join(' ')}`;

describe('program:', () => {
  it('reads MJPEG and gives its pictures, and a preview', async () => {
    const { frames, previews, error, source } = await capture(
      { source: command('mjpeg'), wantPreview: true },
      6,
    );
    expect(error).toBeNull();
    expect(frames).toHaveLength(6);
    expect(frames[0]).toMatchObject({ width: 320, height: 240 });
    // The left half is black, the right one white.
    expect(frames[0]?.pixels[10]).toBeLessThan(20);
    expect(frames[0]?.pixels[310]).toBeGreaterThan(230);
    expect(previews.length).toBeGreaterThan(0);
    expect(source).toMatchObject({ traits: { kind: 'program' }, name: 'node', endless: true });
  });

  it.each([
    ['y4m', 160, 120],
    ['odd', 163, 121],
  ])('reads Y4M: %s', async (mode, width, height) => {
    const { frames, error } = await capture({ source: command(mode) }, 4);
    expect(error).toBeNull();
    expect(frames).toHaveLength(4);
    expect(frames[0]).toMatchObject({ width, height });
    // 90 of the limited range 16…235.
    expect(frames[0]?.pixels[1000]).toBe(86);
  });

  it('holds a flood to about the wanted rate, and its memory to little', async () => {
    const before = process.memoryUsage().rss;
    const { frames } = await capture({ source: command('flood'), framesPerSecond: 10 }, 1e9, 8000);
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.length).toBeLessThan(10 * 8 * 1.7);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it('keeps what a program said when it ended, without secrets', async () => {
    const dead = await capture({ source: command('die') });
    expect(dead.error).toMatchObject({
      code: 'SOURCE_ENDED',
      message: 'the program node ended (exit code 255): ERROR: no cameras available',
    });
    const later = await capture({ source: command('die-later') });
    expect(later.frames.length).toBeGreaterThan(0);
    expect(later.error?.message).toContain('exit code 3');
    expect(later.error?.message).toContain('the camera went away');
    expect(JSON.stringify(later.error)).not.toContain('geheimnis');
  });

  it('names what is no video, and what is missing', async () => {
    expect((await capture({ source: command('garbage') })).error).toMatchObject({
      kind: 'program-without-video',
    });
    expect((await capture({ source: command('half-video') })).error).toMatchObject({
      kind: 'program-video-broken',
    });
    expect((await capture({ source: 'program:/no/such-program -o -' })).error).toMatchObject({
      kind: 'program-missing',
    });
  });

  it('uses no shell: words are passed on as they are written', async () => {
    const seen = join(folder, 'seen.json');
    const words = `'$HOME ` + '`id`' + ` *' "a \\"b\\"" c\\ d ';' '' && \\| >x`;
    await capture({
      source: `program:'${process.execPath}' '${PROGRAM}' arguments '${seen}' ${words}`,
    });
    expect(JSON.parse(readFileSync(seen, 'utf8')).slice(1)).toEqual([
      '$HOME `id` *',
      'a "b"',
      'c d',
      ';',
      '',
      '&&',
      '|',
      '>x',
    ]);
  });

  it('is supervised like a camera: a silent one is started again, and its family ends with it', async () => {
    const log = new CollectingLog();
    const states: SourceState[] = [];
    const abort = new AbortController();
    const pids = join(folder, 'pids');
    const supervisor = new SourceSupervisor({
      source: createSource({ ...SETTINGS, source: command('stall') }, { clock: systemClock, log }),
      ...{ clock: systemClock, log, frameDeadlineMs: 4000, backoffMs: { first: 50, max: 100 } },
      sinks: { onFrame: () => {} },
      onState: (state) => states.push(state),
    });
    const done = supervisor.run(abort.signal);
    const restarts = () => states.filter(({ kind }) => kind === 'running').length;
    expect(await becomes(() => restarts() >= 2, 60_000)).toBe(true);
    expect(states).toContainEqual(expect.objectContaining({ code: 'SOURCE_STALLED' }));
    abort.abort();
    await done;
    const { frames } = await capture({ source: command('family', pids) }, 3, 30_000);
    expect(frames.length).toBe(3);
    for (const pid of readFileSync(pids, 'utf8').split(' ')) {
      expect(isRunning(Number(pid)), pid).toBe(false);
    }
  });
});
