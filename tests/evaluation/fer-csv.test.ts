import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readFerCsv } from '../../src/evaluation/fer-csv.js';
import type { LabelledFace } from '../../src/evaluation/labelled-face.js';

const folder = mkdtempSync(join(tmpdir(), 'ekspresi-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pixels = (gray: number) => Array(2304).fill(gray).join(' ');
const { signal } = new AbortController();
let files = 0;

async function read(
  content: string | Buffer,
  split: string | null = null,
  name = 'fer.csv',
): Promise<LabelledFace[]> {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, content);
  const faces: LabelledFace[] = [];
  for await (const face of readFerCsv(path, { split, signal })) faces.push(face);
  return faces;
}

describe('readFerCsv', () => {
  const rows = [
    'emotion,pixels,Usage',
    `3,${pixels(7)},Training`,
    `6,"${pixels(255)}",PrivateTest`,
    '',
  ].join('\r\n');

  it('reads labels and pixels in order', async () => {
    const faces = await read(rows);
    expect(faces.map((face) => face.label)).toEqual([3, 6]);
    expect(faces[0]?.pixels).toEqual(new Uint8Array(2304).fill(7));
    expect(faces[1]?.pixels[2303]).toBe(255);
  });

  it('takes one split', async () => {
    expect((await read(rows, 'PrivateTest')).map((face) => face.label)).toEqual([6]);
    expect(await read(rows, 'PublicTest')).toEqual([]);
  });

  it('reads gzip and columns in any order', async () => {
    const turned = `Usage,emotion,pixels\nTraining,2,${pixels(0)}\n`;
    expect(await read(gzipSync(turned), null, 'fer.csv.gz')).toHaveLength(1);
  });

  it.each([
    ['an empty file', '', /is empty/],
    ['a missing header', `3,${pixels(1)},Training\n`, /:1: the first line must name/],
    ['a wrong label', `emotion,pixels,Usage\n7,${pixels(1)},Training\n`, /:2: the label is 0 to 6/],
    [
      'too few pixels',
      'emotion,pixels,Usage\n1,1 2 3,Training\n',
      /:2: a face has 2304 pixels, this one 3/,
    ],
    [
      'a wrong pixel',
      `emotion,pixels,Usage\n1,${pixels(256)},Training\n`,
      /:2: a pixel is 0 to 255/,
    ],
    [
      'an endless row',
      `emotion,pixels,Usage\n1,${'1 '.repeat(50_000)},Training\n`,
      /:2: the row is too long/,
    ],
  ])('refuses %s with its line', async (_, text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'DATASET_INVALID' });
    await expect(read(text)).rejects.toThrow(message);
  });

  it.each([
    ['a device', () => '/dev/zero'],
    [
      'gzip of a single line',
      () => {
        const path = join(folder, 'line.csv.gz');
        // Unpacked it is longer than any string.
        const packed = gzipSync(Buffer.alloc(2 ** 24));
        writeFileSync(path, Buffer.concat(Array<Buffer>(40).fill(packed)));
        return path;
      },
    ],
  ])('refuses %s without an end of a line at its beginning', async (_, path) => {
    const faces = readFerCsv(path(), { split: null, signal });
    await expect(faces.next()).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringMatching(/:1: the row is too long$/),
    });
  });

  it('ends with the reason where it is stopped', async () => {
    const stop = new AbortController();
    const path = join(folder, 'stopped.csv');
    writeFileSync(path, `emotion,pixels\n${`1,${pixels(1)}\n`.repeat(200)}`);
    const faces = readFerCsv(path, { split: null, signal: stop.signal });
    await faces.next();
    stop.abort(new Error('told to stop'));
    const rest = async () => {
      for await (const _ of faces);
    };
    await expect(rest()).rejects.toThrow(/told to stop/);
  });

  it('refuses a split that does not exist, where a split is asked for', async () => {
    const text = `emotion,pixels,Usage\n1,${pixels(1)},Holiday\n`;
    await expect(read(text, 'Training')).rejects.toThrow(/'Holiday' is no split/);
  });

  it('answers for no split where nothing tells the rows apart', async () => {
    const text = `emotion,pixels\n1,${pixels(1)}\n`;
    expect(await read(text)).toHaveLength(1);
    await expect(read(text, 'PublicTest')).rejects.toMatchObject({ code: 'DATASET_INVALID' });
    await expect(read(text, 'PublicTest')).rejects.toThrow(/:1: there is no column Usage/);
  });

  it.each(['FER.CSV.GZ', 'fer.csv', 'fer'])('knows gzip by its first bytes in %s', async (name) => {
    expect((await read(gzipSync(rows), null, name)).map((face) => face.label)).toEqual([3, 6]);
  });

  it('reads text that is called gzip, and refuses gzip that is cut short', async () => {
    expect(await read(rows, null, 'fer.csv.gz')).toHaveLength(2);
    const cut = gzipSync(rows).subarray(0, 40);
    await expect(read(cut, null, 'fer.csv.gz')).rejects.toMatchObject({ code: 'DATASET_INVALID' });
  });

  it('refuses a file that is not there', async () => {
    const rows = readFerCsv(join(folder, 'missing.csv'), { split: null, signal });
    await expect(rows.next()).rejects.toMatchObject({ code: 'DATASET_INVALID' });
  });
});
