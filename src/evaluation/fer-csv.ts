import { once } from 'node:events';
import { createReadStream, type ReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { EkspresiError } from '../core/errors.js';
import { EXPRESSIONS } from '../core/expression.js';
import { officialSplit } from './class-names.js';
import type { LabelledFace } from './labelled-face.js';

export const CSV_SIDE_PX = 48;
const PIXELS = CSV_SIDE_PX * CSV_SIDE_PX;
/** A row of 2,304 three-digit numbers is 9.2 kB. */
const MAX_ROW_CHARACTERS = 40_000;

/**
 * Streams FER2013's official CSV (`emotion,pixels,Usage`, also gzipped). `split` is an
 * official name, or null for every row.
 * @throws EkspresiError DATASET_INVALID with file and line, the signal's reason
 */
export async function* readFerCsv(
  path: string,
  { split, signal }: { readonly split: string | null; readonly signal: AbortSignal },
): AsyncGenerator<LabelledFace, void, void> {
  let columns: Columns | null = null;
  let line = 0;
  for await (const row of boundedLines(readBytes(path, signal), MAX_ROW_CHARACTERS)) {
    const where = `${path}:${++line}`;
    if (row.length > MAX_ROW_CHARACTERS) throw new EkspresiError('csv-row-too-long', { where });
    const text = row.trim();
    if (text === '') continue;
    if (columns === null) columns = readHeader(where, text, split);
    else {
      const face = readRow(where, text, columns, split);
      if (face !== null) yield face;
    }
  }
  if (columns === null) throw new EkspresiError('csv-empty', { where: path });
}

/** The file's bytes, unpacked where it is gzip. */
async function* readBytes(path: string, signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  try {
    const file = createReadStream(path, { signal });
    // An error of either destroys both, and ends the iteration with it.
    yield* (await isGzip(file)) ? pipeline(file, createGunzip(), () => {}) : file;
  } catch (cause) {
    throw signal.aborted ? signal.reason : unreadable(path, cause as Error);
  }
}

interface Columns {
  readonly label: number;
  readonly pixels: number;
  readonly usage: number | null;
}

/** Gzip begins with these two bytes, whatever the file is called. */
async function isGzip(file: ReadStream): Promise<boolean> {
  await once(file, 'readable');
  const start = file.read() as Buffer | null;
  if (start !== null) file.unshift(start);
  return start?.[0] === 0x1f && start[1] === 0x8b;
}

function readHeader(where: string, text: string, split: string | null): Columns {
  const names = cells(text).map((name) => name.toLowerCase());
  const label = names.indexOf('emotion');
  const pixels = names.indexOf('pixels');
  const usage = names.indexOf('usage');
  if (label < 0 || pixels < 0) {
    throw new EkspresiError('csv-header', { where });
  }
  if (usage < 0 && split !== null) {
    throw new EkspresiError('csv-column-missing', { where, split });
  }
  return { label, pixels, usage: usage < 0 ? null : usage };
}

function readRow(
  where: string,
  text: string,
  columns: Columns,
  split: string | null,
): LabelledFace | null {
  const values = cells(text);
  if (split !== null && columns.usage !== null) {
    const usage = values[columns.usage] ?? '';
    const official = officialSplit(usage);
    if (official === null) {
      throw new EkspresiError('csv-split', { where, value: usage.slice(0, 40) });
    }
    if (official !== split) return null;
  }
  const labelText = values[columns.label] ?? '';
  const label = Number(labelText);
  if (!/^\d$/.test(labelText) || label >= EXPRESSIONS.length) {
    throw new EkspresiError('csv-label', { where, value: labelText.slice(0, 40) });
  }
  return { pixels: readPixels(where, values[columns.pixels] ?? ''), label };
}

function readPixels(where: string, text: string): Uint8Array {
  const values = text.trim().split(/\s+/);
  if (values.length !== PIXELS) {
    throw new EkspresiError('csv-pixel-count', {
      ...{ where, expected: PIXELS, count: values.length },
    });
  }
  return Uint8Array.from(values, (value) => {
    const gray = Number(value);
    if (!/^\d{1,3}$/.test(value) || gray > 255) {
      throw new EkspresiError('csv-pixel', { where, value: value.slice(0, 20) });
    }
    return gray;
  });
}

function cells(text: string): string[] {
  return text.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function unreadable(path: string, cause: Error): EkspresiError {
  return new EkspresiError('csv-unreadable', { path, reason: cause.message }, { cause });
}

/**
 * Splits bytes into lines of text, without `\n`. At most a chunk more than `maxCharacters` is ever
 * held: of a line that is longer the beginning is given, itself longer than that, for the caller to
 * refuse.
 */
export async function* boundedLines(
  chunks: AsyncIterable<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<string, void, void> {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  for await (const chunk of chunks) {
    const lines = (pending + decoder.write(chunk)).split('\n');
    pending = lines.pop() ?? '';
    yield* lines;
    if (pending.length > maxCharacters) yield pending;
  }
  pending += decoder.end();
  if (pending !== '') yield pending;
}
