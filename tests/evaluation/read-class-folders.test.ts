import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readClassFolders } from '../../src/evaluation/dataset.js';
import type { LabelledFace } from '../../src/evaluation/labelled-face.js';
import { wholeCutter } from '../../src/evaluation/picture-cutter.js';
import { ffmpeg, makePicture, withOrientation } from '../capture/fixtures/make-media.js';

const root = mkdtempSync(join(tmpdir(), 'ekspresi-pictures-'));
afterAll(() => rmSync(root, { recursive: true }));
const at = (name: string) => join(root, name);
const SIDE = 48;
const BLACK = 0;
const WHITE = 255;

async function read(names: readonly string[], options: { ffmpegPath?: string } = {}) {
  const faces: LabelledFace[] = [];
  const unreadable: string[] = [];
  const reader = readClassFolders([{ folder: root, label: 3, pictures: names }], {
    cutter: wholeCutter({ width: SIDE, height: SIDE }),
    ffmpegPath: options.ffmpegPath ?? 'ffmpeg',
    signal: new AbortController().signal,
    onUnreadable: (path, error) => unreadable.push(`${path}: ${(error as Error).message}`),
  });
  for await (const face of reader) faces.push(face);
  return { faces, unreadable };
}

/** Grays of the four corners' middles: upper left, upper right, lower left, lower right. */
function quarters({ pixels }: LabelledFace): number[] {
  return [12, 36].flatMap((y) => [12, 36].map((x) => pixels[y * SIDE + x]!));
}

// Kinds of pictures know white by other numbers: 50 off is near enough.
const about = (...grays: number[]) => grays.map((gray) => expect.closeTo(gray, -2));

describe('pictures of class folders', () => {
  it('of 48×48 are taken as they are, whatever their kind', async () => {
    const names = ['a.png', 'a.jpg', 'a.tif', 'a.gif', 'a.pgm', 'a.bmp', 'a.webp'];
    for (const name of names) makePicture(at(name), '48x48');
    const { faces, unreadable } = await read(names);
    expect(unreadable).toEqual([]);
    for (const face of faces) {
      expect(face.label).toBe(3);
      expect(quarters(face)).toEqual(about(BLACK, WHITE, BLACK, WHITE));
    }
    expect(faces).toHaveLength(names.length);
  });

  it('that are not square are cut to their middle rather than squeezed', async () => {
    // Gray, then a black and a white square, then gray: only the middle two are seen.
    for (const [name, filter] of [
      [
        'wide.png',
        'scale=192:96,drawbox=x=48:w=48:h=96:color=black:t=fill,drawbox=x=96:w=48:h=96:color=white:t=fill',
      ],
      [
        'tall.png',
        'scale=96:192,drawbox=y=48:w=96:h=48:color=black:t=fill,drawbox=y=96:w=96:h=48:color=white:t=fill',
      ],
    ] as const) {
      const input = ['-f', 'lavfi', '-i', 'color=gray:size=96x96'];
      ffmpeg(...input, '-vf', filter, '-frames:v', '1', at(name));
    }
    const { faces } = await read(['wide.png', 'tall.png']);
    expect(faces[0]?.pixels[0]).toBeLessThan(10);
    expect(faces[0]?.pixels[SIDE - 1]).toBeGreaterThan(245);
    expect(quarters(faces[0]!)).toEqual(about(BLACK, WHITE, BLACK, WHITE));
    expect(faces[1]?.pixels[0]).toBeLessThan(10);
    expect(quarters(faces[1]!)).toEqual(about(BLACK, BLACK, WHITE, WHITE));
  });

  it('are turned as their EXIF header says', async () => {
    makePicture(at('upright.jpg'), '96x96');
    const turns = [
      [1, [BLACK, WHITE, BLACK, WHITE]],
      [2, [WHITE, BLACK, WHITE, BLACK]],
      [3, [WHITE, BLACK, WHITE, BLACK]],
      [6, [BLACK, BLACK, WHITE, WHITE]],
      [8, [WHITE, WHITE, BLACK, BLACK]],
    ] as const;
    for (const [turn] of turns) withOrientation(at('upright.jpg'), at(`turn-${turn}.jpg`), turn);
    const { faces } = await read(turns.map(([turn]) => `turn-${turn}.jpg`));
    for (const [i, [, grays]] of turns.entries()) {
      expect(quarters(faces[i]!)).toEqual(about(...grays));
    }
  });

  it('that cannot be read are left out and told of, each with its path', async () => {
    makePicture(at('good.png'), '96x96');
    ffmpeg('-f', 'lavfi', '-i', 'testsrc=size=160x120', '-frames:v', '1', at('whole.jpg'));
    const jpeg = readFileSync(at('whole.jpg'));
    writeFileSync(at('five-bytes.jpg'), jpeg.subarray(0, 5));
    writeFileSync(at('half.jpg'), jpeg.subarray(0, 0.7 * jpeg.length));
    writeFileSync(at('empty.png'), '');
    writeFileSync(at('text.png'), 'no picture');
    mkdirSync(at('folder.jpg'));
    const bad = ['five-bytes.jpg', 'half.jpg', 'empty.png', 'text.png', 'folder.jpg', 'gone.jpg'];
    const { faces, unreadable } = await read([...bad, 'good.png']);
    expect(faces.map(quarters)).toEqual([about(BLACK, WHITE, BLACK, WHITE)]);
    expect(unreadable).toHaveLength(bad.length);
    for (const [i, name] of bad.entries()) expect(unreadable[i]).toContain(at(name));
  });

  it('are read by what they are, not by what they are called', async () => {
    makePicture(at('as.png'), '96x96');
    writeFileSync(at('called.jpg'), readFileSync(at('as.png')));
    const { faces } = await read(['called.jpg'], { ffmpegPath: '/no/ffmpeg' });
    expect(quarters(faces[0]!)).toEqual(about(BLACK, WHITE, BLACK, WHITE));
  });

  it('are not blamed where ffmpeg is missing', async () => {
    makePicture(at('b.bmp'), '48x48');
    await expect(read(['b.bmp'], { ffmpegPath: '/no/ffmpeg' })).rejects.toMatchObject({
      code: 'FFMPEG_MISSING',
    });
  });

  it('larger than is looked at are scaled down', async () => {
    makePicture(at('huge.png'), '5000x5000');
    const { faces, unreadable } = await read(['huge.png']);
    expect(unreadable).toEqual([]);
    expect(quarters(faces[0]!)).toEqual(about(BLACK, WHITE, BLACK, WHITE));
  });
});
