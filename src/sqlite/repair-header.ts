import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';

const HEADER_BYTES = 100;
const PAGE_BYTES = 4096;
/** More wrong bytes than this are no flipped bits: it is another file. */
const MOST_REPAIRED_BYTES = 4;

/**
 * What stands in the header of every history and all accounts
 * (https://sqlite.org/fileformat2.html, 1.3) since the first version: the magic, pages of 4096
 * bytes, write-ahead log, no reserved bytes, the fixed fractions, schema format 4, UTF-8.
 */
const FIXED: readonly (readonly [offset: number, bytes: readonly number[]])[] = [
  [0, [...Buffer.from('SQLite format 3\0', 'latin1')]],
  [16, [PAGE_BYTES >> 8, PAGE_BYTES & 0xff]],
  [18, [2, 2]],
  [20, [0, 64, 32, 32]],
  [44, [0, 0, 0, 4]],
  [56, [0, 0, 0, 1]],
];

/**
 * Puts back what flipped bits have changed in the fixed part of the header of the database at
 * `path`, which nobody has open: with it SQLite takes a file whose pages are sound for none, or
 * refuses to write. A file that differs in more than four bytes, or has a header of a database that
 * holds nothing yet, is left as it is.
 *
 * @returns offsets of the bytes that were put back
 * @throws the system's error (EACCES, EROFS, …)
 */
export function repairHeader(path: string): readonly number[] {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < PAGE_BYTES || size % PAGE_BYTES !== 0) return [];
  const header = Buffer.alloc(HEADER_BYTES);
  withFile(path, 'r', (file) => readSync(file, header, 0, HEADER_BYTES, 0));
  const wrong = FIXED.flatMap(([offset, bytes]) =>
    bytes.flatMap((byte, i) => (header[offset + i] === byte ? [] : [offset + i])),
  );
  // A copy by VACUUM INTO keeps no log yet, and an empty database has no format and no encoding.
  const isOther = isRollbackMode(header) || header.readUInt32BE(44) === 0;
  if (wrong.length === 0 || wrong.length > MOST_REPAIRED_BYTES || isOther) return [];
  for (const [offset, bytes] of FIXED) Buffer.from(bytes).copy(header, offset);
  withFile(path, 'r+', (file) => {
    writeSync(file, header, 0, HEADER_BYTES, 0);
    fsyncSync(file);
  });
  return wrong;
}

function withFile(path: string, flags: 'r' | 'r+', use: (file: number) => void): void {
  const file = openSync(path, flags);
  try {
    use(file);
  } finally {
    closeSync(file);
  }
}

function isRollbackMode(header: Buffer): boolean {
  return header[18] === 1 && header[19] === 1;
}
