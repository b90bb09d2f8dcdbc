import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type MediaFrame,
  type ReadMediaOptions,
  readMedia,
} from '../../../src/capture/media/read-media.js';
import { EkspresiError } from '../../../src/core/errors.js';
import { ffmpeg, makeClip, makePicture, withOrientation } from '../fixtures/make-media.js';

const OPTIONS: ReadMediaOptions = { everyNth: 1, ffmpegPath: 'ffmpeg', maxSidePx: 1920 };
let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ekspresi-media-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function readAll(path: string, options: Partial<ReadMediaOptions> = {}) {
  const frames: MediaFrame[] = [];
  for await (const frame of readMedia(path, { ...OPTIONS, ...options })) frames.push(frame);
  return frames;
}

async function failure(path: string, options: Partial<ReadMediaOptions> = {}) {
  const error = await readAll(path, options).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EkspresiError);
  const { code, message, remedy } = error as EkspresiError;
  expect(message).not.toContain('\n');
  expect(remedy).not.toBe('');
  return { code, message };
}

/** Mean gray of the left and the right half, and of the upper and the lower. */
function halves({ frame }: MediaFrame) {
  const { pixels, width, height } = frame;
  const mean = (keep: (x: number, y: number) => boolean) => {
    let sum = 0;
    let count = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!keep(x, y)) continue;
        sum += pixels[y * width + x] as number;
        count++;
      }
    }
    return sum / count;
  };
  return {
    left: mean((x) => x < width / 2),
    right: mean((x) => x >= width / 2),
    top: mean((_x, y) => y < height / 2),
    bottom: mean((_x, y) => y >= height / 2),
  };
}

describe('pictures', () => {
  it.each(['jpg', 'png', 'bmp', 'webp', 'gif', 'tiff', 'ppm'])('reads %s', async (extension) => {
    const frames = await readAll(makePicture(at(`picture.${extension}`)));
    expect(frames).toHaveLength(1);
    const [first] = frames as [MediaFrame];
    expect(first).toMatchObject({ sourceWidthPx: 160, sourceHeightPx: 120, still: true });
    expect(first.frame).toMatchObject({ width: 160, height: 120, sequence: 0, mediaTimeS: 0 });
    expect(halves(first).left).toBeLessThan(8);
    expect(halves(first).right).toBeGreaterThan(247);
  });

  it('goes by the content, not by the name', async () => {
    copyFileSync(makePicture(at('real.png')), at('png-called.jpg'));
    expect(await readAll(at('png-called.jpg'))).toHaveLength(1);
  });

  it.each(['-dash.jpg', '%d.jpg', 'a:b?.jpg', "it's, [one].jpg", '*.jpg', 'ümläut 写真.jpg'])(
    'reads a file called %s',
    async (name) => {
      mkdirSync(at('names'), { recursive: true });
      const path = join(at('names'), name);
      copyFileSync(makePicture(at('plain.jpg')), path);
      expect(await readAll(path)).toHaveLength(1);
    },
  );

  it('turns a picture as its EXIF header says and gives the displayed size', async () => {
    const plain = makePicture(at('upright.jpg'));
    const [turned] = (await readAll(withOrientation(plain, at('turned.jpg'), 6))) as [MediaFrame];
    expect(turned).toMatchObject({ sourceWidthPx: 120, sourceHeightPx: 160 });
    expect(turned.frame).toMatchObject({ width: 120, height: 160 });
    // Orientation 6 is shown a quarter turn clockwise: what was left (black) is on top.
    expect(halves(turned).top).toBeLessThan(8);
    expect(halves(turned).bottom).toBeGreaterThan(247);
    const [half] = (await readAll(withOrientation(plain, at('half.jpg'), 3))) as [MediaFrame];
    expect(half).toMatchObject({ sourceWidthPx: 160, sourceHeightPx: 120 });
    expect(halves(half).left).toBeGreaterThan(247);
  });

  it('reads 1×1', async () => {
    const [frame] = (await readAll(makePicture(at('dot.png'), '1x1'))) as [MediaFrame];
    expect(frame.frame).toMatchObject({ width: 1, height: 1 });
    expect(frame.frame.pixels).toHaveLength(1);
  });

  it('scales 8000×6000 down to the longest side allowed', async () => {
    const [frame] = (await readAll(makePicture(at('large.jpg'), '8000x6000'))) as [MediaFrame];
    expect(frame).toMatchObject({ sourceWidthPx: 8000, sourceHeightPx: 6000 });
    expect(frame.frame).toMatchObject({ width: 1920, height: 1440 });
  });

  it('reads a whole photograph with a header that its decoder dislikes', async () => {
    const bytes = readFileSync(makePicture(at('odd.jpg')));
    const junk = Buffer.from([0xff, 0xe1, 0, 12, ...Buffer.from('Exif\0\0MM??', 'latin1')]);
    const trailer = Buffer.alloc(3000, 0x42);
    writeFileSync(
      at('odd.jpg'),
      Buffer.concat([bytes.subarray(0, 2), junk, bytes.subarray(2), trailer]),
    );
    expect(await readAll(at('odd.jpg'))).toHaveLength(1);
  });

  it('gives frames whose memory can be handed to a thread', async () => {
    const [frame] = (await readAll(makePicture(at('transfer.png')))) as [MediaFrame];
    const { pixels } = frame.frame;
    expect(pixels.buffer.byteLength).toBe(160 * 120);
    structuredClone(pixels, { transfer: [pixels.buffer as ArrayBuffer] });
    expect(pixels.length).toBe(0);
  });
});

describe('videos', () => {
  it('counts the frames and gives their times', async () => {
    const frames = await readAll(makeClip(at('plain.mp4')));
    expect(frames).toHaveLength(10);
    expect(frames.map(({ frame }) => frame.sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    frames.forEach(({ frame, still }, index) => {
      expect(frame.mediaTimeS).toBeCloseTo(index / 10, 5);
      expect(frame.monotonicMs).toBeCloseTo(index * 100, 2);
      expect(still).toBe(false);
    });
  });

  it('takes every n-th frame with the number it has in the file', async () => {
    const frames = await readAll(makeClip(at('third.mp4')), { everyNth: 3 });
    expect(frames.map(({ frame }) => frame.sequence)).toEqual([0, 3, 6, 9]);
    expect(frames.at(-1)?.frame.mediaTimeS).toBeCloseTo(0.9, 5);
  });

  it('keeps the real times of a variable frame rate', async () => {
    ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=2'],
      ...['-vf', "select='not(between(n,3,15))'", '-fps_mode', 'vfr', '-pix_fmt', 'yuv420p'],
      at('variable.mp4'),
    );
    const times = (await readAll(at('variable.mp4'))).map(({ frame }) => frame.mediaTimeS);
    expect(times).toHaveLength(7);
    [0, 0.1, 0.2, 1.6, 1.7, 1.8, 1.9].forEach((time, i) => {
      expect(times[i]).toBeCloseTo(time, 3);
    });
  });

  it('turns a video as its header says', async () => {
    makePicture(at('landscape.png'));
    const turn = ['-loop', '1', '-t', '0.3', '-i', at('landscape.png'), '-pix_fmt', 'yuv420p'];
    ffmpeg(...turn, at('flat.mp4'));
    const turned = at('turned.mp4');
    ffmpeg('-i', at('flat.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90', turned);
    const [frame] = (await readAll(turned)) as [MediaFrame];
    expect(frame).toMatchObject({ sourceWidthPx: 120, sourceHeightPx: 160 });
    expect(frame.frame).toMatchObject({ width: 120, height: 160 });
    const { top, bottom } = halves(frame);
    expect(Math.abs(top - bottom)).toBeGreaterThan(200);
  });

  it('reads an animated GIF as a video and a film of one frame as a picture', async () => {
    const animated = await readAll(makeClip(at('animated.gif'), { size: '64x48' }));
    expect(animated).toHaveLength(10);
    expect(animated[0]?.still).toBe(false);
    ffmpeg('-i', makeClip(at('ten.mp4')), '-frames:v', '1', at('one.mp4'));
    expect((await readAll(at('one.mp4'))).map(({ still }) => still)).toEqual([true]);
  });

  it('lets ffmpeg wait for a slow reader and loses nothing', async () => {
    const path = makeClip(at('long.mp4'), { size: '320x240', rate: 25, seconds: 6 });
    const sequences: number[] = [];
    for await (const { frame } of readMedia(path, OPTIONS)) {
      sequences.push(frame.sequence);
      if (frame.sequence < 3) await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    expect(sequences).toEqual(Array.from({ length: 150 }, (_, i) => i));
  });

  it('ends ffmpeg when the reader stops early or aborts', async () => {
    const path = makeClip(at('stopped.mp4'), { size: '640x480', rate: 25, seconds: 8 });
    for await (const _ of readMedia(path, OPTIONS)) break;
    expect(runningOn(path)).toBe('');
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _ of readMedia(path, { ...OPTIONS, signal: abort.signal })) {
        abort.abort(new Error('enough'));
      }
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(runningOn(path)).toBe('');
  });

  it('reads what is whole of a video with damaged frames', async () => {
    const path = makeClip(at('damaged.avi'), { seconds: 2 });
    const bytes = readFileSync(path);
    bytes.fill(0xa5, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.52));
    writeFileSync(path, bytes);
    expect((await readAll(path)).length).toBeGreaterThan(10);
  });
});

function runningOn(path: string): string {
  const list = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return list
    .split('\n')
    .filter((line) => line.includes(path))
    .join('\n');
}

describe('bad input', () => {
  it('names a missing file', async () => {
    expect(await failure(at('nowhere.jpg'))).toEqual({
      code: 'SOURCE_MISSING',
      message: `${at('nowhere.jpg')} does not exist`,
    });
  });

  it('refuses a folder, a named pipe and a looping link', async () => {
    expect(await failure(folder)).toMatchObject({ code: 'MEDIA_INVALID' });
    execFileSync('mkfifo', [at('pipe.mp4')]);
    expect(await failure(at('pipe.mp4'))).toMatchObject({ code: 'MEDIA_INVALID' });
    symlinkSync(at('loop.jpg'), at('loop.jpg'));
    expect(await failure(at('loop.jpg'))).toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('refuses an empty file', async () => {
    writeFileSync(at('empty.jpg'), '');
    const { code, message } = await failure(at('empty.jpg'));
    expect(code).toBe('MEDIA_INVALID');
    expect(message).toBe(`${at('empty.jpg')} cannot be read: it is empty (0 bytes)`);
  });

  it.each([
    ['text.jpg', 'hello, this is no picture\n'.repeat(100)],
    ['text.txt', 'hello, this is no picture\n'.repeat(100)],
    ['text.mp4', 'hello, this is no picture\n'.repeat(100)],
    ['noise.png', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 31) % 251))],
    ['only-magic.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'],
    ['program.concat', `ffconcat version 1.0\nfile '/etc/hostname'\n`],
  ])('refuses %s', async (name, content) => {
    writeFileSync(at(name), content);
    const { code, message } = await failure(at(name));
    expect(code).toBe('MEDIA_INVALID');
    expect(message.startsWith(`${at(name)} cannot be read: `)).toBe(true);
    expect(message).not.toMatch(/0x[0-9a-f]{6}/);
  });

  it.each(['jpg', 'png', 'webp', 'bmp', 'mp4'])('refuses a truncated .%s', async (extension) => {
    const path = at(`cut.${extension}`);
    if (extension === 'mp4') makeClip(path, { size: '320x240' });
    else ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=320x240', '-frames:v', '1', path);
    truncateSync(path, Math.floor(readFileSync(path).length / 2));
    const { code, message } = await failure(path);
    expect(code).toBe('MEDIA_INVALID');
    expect(message).toContain(path);
  });

  it('refuses sound without a picture', async () => {
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=0.5', at('sound.wav'));
    ffmpeg('-f', 'lavfi', '-i', 'sine=d=0.5', at('sound.mp4'));
    const { code, message } = await failure(at('sound.mp4'));
    expect({ code, message }).toEqual({
      code: 'MEDIA_INVALID',
      message: `${at('sound.mp4')} cannot be read: it holds no video frames`,
    });
    expect(await failure(at('sound.wav'))).toMatchObject({ code: 'MEDIA_INVALID' });
  });

  it('refuses a picture of more than 100 million pixels before decoding it', async () => {
    makePicture(at('huge.png'), '12000x9000');
    const { code, message } = await failure(at('huge.png'));
    expect(code).toBe('MEDIA_TOO_LARGE');
    expect(message).toContain('12000x9000');
    expect(message).toContain(at('huge.png'));
  });

  it('opens no network address that a playlist names', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.ts`;
    const list = `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${address}\n#EXT-X-ENDLIST\n`;
    for (const name of ['list.m3u8', 'list.mp4', 'list.jpg']) {
      writeFileSync(at(name), list);
      expect(await failure(at(name))).toMatchObject({ code: 'MEDIA_INVALID' });
    }
    server.close();
    expect(asked).toBe(0);
  });

  it('names a missing ffmpeg', async () => {
    const path = makePicture(at('fine.png'));
    expect(await failure(path, { ffmpegPath: '/nowhere/ffmpeg' })).toMatchObject({
      code: 'FFMPEG_MISSING',
    });
  });
});
