import { expect, it } from 'vitest';
import { multipartFile } from '../../../src/dashboard/http/multipart-file.js';
import { cutAnywhere, seededRandom } from '../../capture/fixtures/seeded-random.js';

const TYPE = 'multipart/form-data; boundary=----edge';
const head = (name: string, file: string | null) =>
  `------edge\r\nContent-Disposition: form-data; name="${name}"${
    file === null ? '' : `; filename="${file}"\r\nContent-Type: application/octet-stream`
  }\r\n\r\n`;

function form(...parts: (string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
}

async function read(body: Uint8Array, maxChunk: number, type = TYPE): Promise<Buffer> {
  async function* chunks() {
    yield* cutAnywhere(body, seededRandom(maxChunk), maxChunk);
  }
  const got: Uint8Array[] = [];
  for await (const chunk of multipartFile(chunks(), type)) got.push(Buffer.from(chunk));
  return Buffer.concat(got);
}

const CONTENT = Buffer.from('a\r\n------edg e\r\n\r\n-----edge\r\n--\0\xff end\r', 'latin1');

it.each([1, 2, 7, 64, 100_000])('gives the file as it was, in chunks of up to %i', async (max) => {
  const tail = '\r\n------edge--\r\n';
  expect(await read(form(head('backup', 'a.db'), CONTENT, tail), max)).toEqual(CONTENT);
  const fields = form(head('note', null), 'hello\r\n', head('x', null), 'y'.repeat(20_000), '\r\n');
  const whole = form(
    fields,
    head('backup', 'a.db'),
    CONTENT,
    '\r\n',
    head('more', 'b.db'),
    'b',
    tail,
  );
  expect(await read(whole, max)).toEqual(CONTENT);
  expect(await read(form(head('backup', 'a.db'), tail), max)).toEqual(Buffer.alloc(0));
});

it.each([
  ['cut off', form(head('backup', 'a.db'), CONTENT), TYPE, /did not arrive whole/],
  ['no file chosen', form(head('backup', ''), '\r\n------edge--\r\n'), TYPE, /no file was sent/],
  ['no form', form('SQLite format 3'), 'application/octet-stream', /no file was sent/],
  ['no boundary', form(head('backup', 'a.db')), 'multipart/form-data', /no file was sent/],
  ['an endless header', form(`------edge\r\n${'x'.repeat(20_000)}`), TYPE, /not understood/],
])('refuses a body that holds no whole file: %s', async (_, body, type, message) => {
  await expect(read(body, 1000, type)).rejects.toThrow(message);
});
