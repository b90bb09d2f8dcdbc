import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { decodePicture } from '../../../src/capture/media/decode-picture.js';
import { openMedia } from '../../../src/capture/media/open-media.js';
import { readOpenedMedia } from '../../../src/capture/media/read-media.js';
import { ffmpeg, withOrientation } from '../fixtures/make-media.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-decode-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** Smooth, of no symmetry, so that a turn or a shift shows in the mean difference. */
function picture(name: string, size = '640x480', ...options: readonly string[]): string {
  const source = `gradients=size=${size}:c0=black:c1=white:x0=0:y0=0:x1=500:y1=200:seed=1`;
  ffmpeg('-f', 'lavfi', '-i', source, '-frames:v', '1', ...options, at(name));
  return at(name);
}

/** A picture decoded here and by ffmpeg, and how far they are apart, gray levels on average. */
async function bothWays(path: string, maxSidePx = 1920) {
  const media = await openMedia(path, { ffmpegPath: 'ffmpeg' });
  const here = await decodePicture(media, maxSidePx);
  const options = { everyNth: 1, ffmpegPath: 'ffmpeg', maxSidePx };
  for await (const { frame, sourceWidthPx, sourceHeightPx } of readOpenedMedia(media, options)) {
    expect({ widthPx: sourceWidthPx, heightPx: sourceHeightPx }).toEqual({
      widthPx: media.size.widthPx,
      heightPx: media.size.heightPx,
    });
    if (here === null) return { here, apart: null };
    expect([here.width, here.height]).toEqual([frame.width, frame.height]);
    const sum = frame.pixels.reduce((all, gray, i) => all + Math.abs(gray - here.pixels[i]!), 0);
    return { here, apart: sum / frame.pixels.length };
  }
  throw new Error('no frame');
}

describe('a picture is decoded here as ffmpeg decodes it', () => {
  const photograph = picture('a.jpg', '640x480', '-q:v', '2');

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i', async (orientation) => {
    const path = withOrientation(photograph, at(`turned-${orientation}.jpg`), orientation);
    expect((await bothWays(path)).apart).toBeLessThan(1);
  });

  it('scaled down, by any factor', async () => {
    for (const side of [600, 401, 320, 150, 33]) {
      expect((await bothWays(photograph, side)).apart, `${side}`).toBeLessThan(1.5);
    }
  });

  it('progressive and gray JPEG, PNG with and without opacity, palette, WebP', async () => {
    const bytes = readFileSync(photograph);
    await sharp(bytes).jpeg({ progressive: true }).toFile(at('progressive.jpg'));
    await sharp(bytes).toColourspace('b-w').jpeg().toFile(at('gray.jpg'));
    await sharp(bytes).ensureAlpha(0.5).png().toFile(at('opacity.png'));
    await sharp(bytes).png({ palette: true }).toFile(at('palette.png'));
    await sharp(bytes).toColourspace('b-w').png().toFile(at('gray.png'));
    await sharp(bytes).webp({ quality: 95 }).toFile(at('lossy.webp'));
    await sharp(bytes).webp({ lossless: true }).toFile(at('lossless.webp'));
    await sharp(bytes).ensureAlpha(0.5).webp({ quality: 95 }).toFile(at('opacity.webp'));
    for (const name of [
      ...['progressive.jpg', 'gray.jpg', 'opacity.png', 'palette.png', 'gray.png'],
      ...['lossy.webp', 'lossless.webp', 'opacity.webp'],
    ]) {
      const { here, apart } = await bothWays(at(name));
      expect(here, name).not.toBeNull();
      expect(apart, name).toBeLessThan(1.5);
    }
  });

  it('leaves CMYK, 16 bits and other kinds to ffmpeg', async () => {
    await sharp(readFileSync(photograph)).toColourspace('cmyk').jpeg().toFile(at('cmyk.jpg'));
    picture('deep.png', '64x48', '-pix_fmt', 'rgb48be');
    picture('a.bmp', '64x48');
    for (const name of ['cmyk.jpg', 'deep.png', 'a.bmp']) {
      expect((await bothWays(at(name))).here, name).toBeNull();
    }
  });

  it('takes no memory for what a header claims', async () => {
    const bytes = readFileSync(photograph);
    const frame = bytes.indexOf('\xff\xc0', 0, 'latin1');
    bytes.writeUInt16BE(60_000, frame + 5);
    bytes.writeUInt16BE(60_000, frame + 7);
    writeFileSync(at('bomb.jpg'), bytes);
    await expect(openMedia(at('bomb.jpg'), { ffmpegPath: 'ffmpeg' })).rejects.toMatchObject({
      code: 'MEDIA_TOO_LARGE',
    });
    // Less than is refused, and still more than the file holds.
    bytes.writeUInt16BE(9000, frame + 5);
    bytes.writeUInt16BE(9000, frame + 7);
    writeFileSync(at('liar.jpg'), bytes);
    const media = await openMedia(at('liar.jpg'), { ffmpegPath: 'ffmpeg' });
    expect(await decodePicture(media, 1920)).toBeNull();
  });

  it('leaves a damaged picture to ffmpeg', async () => {
    const bytes = readFileSync(photograph);
    bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 2000);
    writeFileSync(at('damaged.jpg'), bytes);
    const media = await openMedia(at('damaged.jpg'), { ffmpegPath: 'ffmpeg' });
    expect(await decodePicture(media, 1920)).toBeNull();
  });

  it('needs neither ffmpeg nor ffprobe to know the size of a usual picture', async () => {
    const node = `import { openMedia } from '${process.cwd()}/dist/capture/media/open-media.js';
      const media = await openMedia(process.argv[1], { ffmpegPath: '/bin/false' });
      process.stdout.write(JSON.stringify(media.size));`;
    const args = ['--input-type=module', '-e', node, photograph];
    const size = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    expect(size).toMatchObject({ widthPx: 640, heightPx: 480, still: true });
  });
});
