import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import type { MediaInput } from './media-arguments.js';
import { invalidMedia } from './media-failure.js';
import { endsWhole, sniffPicture } from './sniff-picture.js';

const HEAD_BYTES = 4096;
const TAIL_BYTES = 65_536;

export interface MediaFile extends MediaInput {
  /** As the user wrote it, for messages. */
  readonly path: string;
  /** A kind that may be a still or a film: its packets have to be counted. */
  readonly countPackets: boolean;
}

/**
 * Looks at a file before any program is started on it.
 * @throws EkspresiError SOURCE_MISSING, SOURCE_UNREADABLE or MEDIA_INVALID
 */
export async function inspectMedia(path: string): Promise<MediaFile> {
  const absolutePath = resolve(path);
  const { head, tail } = await readEnds(path, absolutePath);
  if (head.length === 0) throw invalidMedia(path, 'it is empty (0 bytes)');
  const pictureDemuxer = sniffPicture(head);
  return {
    ...{ path, absolutePath, pictureDemuxer },
    strict: pictureDemuxer !== null && !endsWhole(pictureDemuxer, tail),
    countPackets: Buffer.from(head.subarray(0, 4)).toString('latin1') === 'GIF8',
  };
}

async function readEnds(path: string, absolutePath: string) {
  try {
    const facts = await stat(absolutePath);
    if (facts.isDirectory()) throw invalidMedia(path, 'it is a folder');
    // Opening a named pipe would wait for its writer for ever.
    if (!facts.isFile()) throw invalidMedia(path, 'it is not a regular file');
    const file = await open(absolutePath);
    try {
      const read = async (from: number, most: number) => {
        const { bytesRead, buffer } = await file.read(new Uint8Array(most), 0, most, from);
        return buffer.subarray(0, bytesRead);
      };
      const head = await read(0, HEAD_BYTES);
      const tail = await read(Math.max(0, facts.size - TAIL_BYTES), TAIL_BYTES);
      return { head, tail };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof EkspresiError) throw error;
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

function unreadable(path: string, cause: NodeJS.ErrnoException): EkspresiError {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
    return new EkspresiError(
      'SOURCE_MISSING',
      `${path} does not exist`,
      'Check the path for a spelling mistake.',
      { cause },
    );
  }
  return new EkspresiError(
    'SOURCE_UNREADABLE',
    `${path} cannot be opened (${cause.code ?? cause.message})`,
    'Check the permissions of the file and of its folders.',
    { cause },
  );
}
