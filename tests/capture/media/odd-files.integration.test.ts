import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readMedia } from '../../../src/capture/media/read-media.js';
import { EkspresiError } from '../../../src/core/errors.js';
import { ffmpeg, makeClip, makePicture } from '../fixtures/make-media.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-odd-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** What was read of a file, and the error at its end. */
async function read(path: string) {
  const sizes: string[] = [];
  try {
    const options = { everyNth: 1, ffmpegPath: 'ffmpeg', maxSidePx: 1920 };
    for await (const { frame, still } of readMedia(path, options)) {
      sizes.push(`${frame.width}x${frame.height}${still ? '' : ' film'}`);
    }
    return { sizes, code: null, message: '', remedy: '' };
  } catch (error) {
    expect(error).toBeInstanceOf(EkspresiError);
    const { code, message, remedy } = error as EkspresiError;
    return { sizes, code, message, remedy };
  }
}

function written(name: string, ...parts: readonly Uint8Array[]): string {
  writeFileSync(at(name), Buffer.concat(parts));
  return at(name);
}

function cut(path: string, share: number): string {
  const bytes = readFileSync(path);
  const name = path.replace(/(\.\w+)$/, `-cut$1`);
  writeFileSync(name, bytes.subarray(0, Math.floor(bytes.length * share)));
  return name;
}

describe('what cameras write behind a photograph', () => {
  const photograph = readFileSync(makePicture(at('photograph.jpg'), '320x240'));
  const preview = readFileSync(makePicture(at('preview.jpg'), '160x120'));
  /** An index of pictures, as 3D cameras and Ultra HDR have it: its name is all that counts here. */
  const index = Buffer.from('\xff\xe2\0\x08MPF\0\0\0', 'latin1');
  const indexed = Buffer.concat([photograph.subarray(0, 2), index, photograph.subarray(2)]);

  it.each([
    ['70 kB of other data', [photograph, Buffer.alloc(70_000, 7)]],
    ['2 MB of other data', [photograph, Buffer.alloc(2_000_000, 7)]],
    ['a preview', [photograph, preview]],
    ['a preview far behind', [photograph, Buffer.alloc(90_000), preview, preview]],
    ['a gain map of the same size', [indexed, photograph]],
    ['the other eye, twice', [indexed, photograph, photograph]],
    ['half a preview', [photograph, preview.subarray(0, preview.length / 2)]],
  ])('%s: the first picture is the picture', async (name, parts) => {
    const path = written(`${name.replaceAll(/[ ,]/g, '-')}.jpg`, ...parts);
    expect(await read(path)).toMatchObject({ sizes: ['320x240'], code: null });
  });

  it('other data behind a PNG or a WebP', async () => {
    const trailer = Buffer.alloc(70_000, 7);
    for (const name of ['a.png', 'a.webp']) {
      const path = written(`more-${name}`, readFileSync(makePicture(at(name))), trailer);
      expect(await read(path), name).toMatchObject({ sizes: ['160x120'], code: null });
    }
  });

  it('a photograph that is cut short before them is refused', async () => {
    const path = written('cut-first.jpg', photograph.subarray(0, photograph.length - 300));
    expect(await read(path)).toMatchObject({ sizes: [], code: 'MEDIA_INVALID' });
  });
});

describe('raw recordings', () => {
  ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=10:duration=2'],
    ...['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-f', 'mjpeg', at('recording.mjpeg')],
  );

  it('JPEGs of one size in a row are a film, whatever the name', async () => {
    expect((await read(at('recording.mjpeg'))).sizes).toEqual(Array(20).fill('160x120 film'));
    const renamed = written('renamed.jpg', readFileSync(at('recording.mjpeg')));
    expect((await read(renamed)).sizes).toHaveLength(20);
  });

  it('parts of a web camera with their headers are a film', async () => {
    ffmpeg('-i', at('recording.mjpeg'), '-c', 'copy', '-f', 'mpjpeg', at('parts.mjpeg'));
    expect((await read(at('parts.mjpeg'))).sizes).toHaveLength(20);
  });

  it('one that is cut within a picture ends early', async () => {
    const { sizes, code, message } = await read(cut(at('recording.mjpeg'), 0.48));
    expect(code).toBe('MEDIA_INVALID');
    expect(message).toMatch(new RegExp(`ends early: .* after ${sizes.length} frames`));
    expect(sizes.length).toBeGreaterThan(5);
  });
});

describe('films that are cut short', () => {
  const clip = makeClip(at('film.mp4'), { size: '320x240', seconds: 6 });
  ffmpeg('-i', clip, '-c', 'copy', '-movflags', 'faststart', at('streamed.mp4'));
  for (const name of ['film.mkv', 'film.flv', 'film.mov'])
    ffmpeg('-i', clip, '-c', 'copy', at(name));
  ffmpeg('-i', at('streamed.mp4'), '-c', 'copy', '-movflags', 'faststart', at('film.mov'));
  ffmpeg('-i', clip, at('film.avi'));

  it.each(['streamed.mp4', 'film.mov', 'film.mkv', 'film.avi', 'film.flv'])(
    '%s is told with what was read',
    async (name) => {
      const { sizes, code, message, remedy } = await read(cut(at(name), 0.4));
      expect(code).toBe('MEDIA_INVALID');
      expect(sizes.length).toBeGreaterThan(5);
      expect(sizes.length).toBeLessThan(50);
      const [, frames, expected] = / ends early: (\d+) of (\d+) frames$/.exec(message) ?? [];
      expect(Number(frames)).toBe(sizes.length);
      expect(Math.abs(Number(expected) - 60)).toBeLessThanOrEqual(2);
      expect(remedy).not.toBe('');
    },
  );

  it.each(['film.mp4', 'streamed.mp4', 'film.mov', 'film.mkv', 'film.avi', 'film.flv'])(
    '%s is whole',
    async (name) => expect(await read(at(name))).toMatchObject({ code: null }),
  );

  it('trimmed films and longer sound are no cut', async () => {
    ffmpeg('-ss', '1.7', '-i', clip, '-t', '2', '-c', 'copy', at('trimmed.mp4'));
    ffmpeg('-i', clip, '-f', 'lavfi', '-i', 'sine=d=12', '-c:v', 'copy', at('sound.mkv'));
    ffmpeg('-i', clip, '-f', 'lavfi', '-i', 'sine=d=12', '-c:v', 'copy', at('sound.mp4'));
    for (const name of ['trimmed.mp4', 'sound.mkv', 'sound.mp4']) {
      expect(await read(at(name)), name).toMatchObject({ code: null });
    }
  });
});

describe('pictures are called by their kind', () => {
  it.each(['png', 'jpg', 'webp', 'bmp', 'tiff'])('a cut .%s', async (extension) => {
    ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=320x240', '-frames:v', '1', at(`whole.${extension}`));
    const { code, message } = await read(cut(at(`whole.${extension}`), 0.5));
    const kind = { png: 'PNG', jpg: 'JPEG', webp: 'WebP', bmp: 'BMP', tiff: 'TIFF' }[extension];
    expect({ code, message: message.replace(/^.*: /, '') }).toEqual({
      code: 'MEDIA_INVALID',
      message: `it is ${kind}, cut short or damaged`,
    });
  });

  it('JPEG 2000 is read, or named where it is damaged', async () => {
    ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=320x240', '-frames:v', '1', at('a.jp2'));
    expect(await read(at('a.jp2'))).toMatchObject({ sizes: ['320x240'], code: null });
    const { code, message } = await read(cut(at('a.jp2'), 0.002));
    expect({ code, message: message.replace(/^.*: /, '') }).toEqual({
      code: 'MEDIA_INVALID',
      message: 'it is JPEG 2000, cut short or damaged',
    });
  });

  it('what is not supported is named with what converts it', async () => {
    ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=5:duration=1', at('moving.webp'));
    const heic = written('a.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'));
    const told = await Promise.all([read(at('moving.webp')), read(heic)]);
    expect(told.map(({ code }) => code)).toEqual(['MEDIA_INVALID', 'MEDIA_INVALID']);
    expect(told[0]?.message).toContain('animated WebP');
    expect(told[0]?.remedy).toContain('magick');
    expect(told[1]?.message).toContain('HEIC');
    expect(told[1]?.remedy).toContain('heif-convert');
  });
});
