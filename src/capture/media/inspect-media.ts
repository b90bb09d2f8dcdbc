import { type FileHandle, open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { MAX_PIXELS, type MediaInput } from './media-arguments.js';
import type { PictureHeader } from './picture-header.js';
import { endsWithWholeJpeg, readPictureLayout } from './picture-layout.js';
import { foreignKind, sniffPicture } from './sniff-picture.js';

const HEAD_BYTES = 4096;

export interface MediaFile extends MediaInput {
  /** As the user wrote it, for messages. */
  readonly path: string;
  /** A kind that may be a still or a film: its packets have to be counted. */
  readonly countPackets: boolean;
  /** False where the last picture of a film of JPEGs is cut short; no container says so. */
  readonly endsWhole: boolean;
  /** Length of the first picture where it is known: more may lie behind it. */
  readonly firstPictureBytes: number | null;
  readonly fileBytes: number;
  /** Of a whole picture that can be decoded here; null for all others. */
  readonly header: PictureHeader | null;
}

/**
 * Looks at a file before any program is started on it. `path` names it in messages; it lies `at`.
 * @throws EkspresiError SOURCE_MISSING, SOURCE_UNREADABLE or MEDIA_INVALID
 */
export async function inspectMedia(path: string, at = resolve(path)): Promise<MediaFile> {
  const absolutePath = at;
  try {
    const facts = await stat(absolutePath);
    if (facts.isDirectory()) throw new EkspresiError('media-folder', { path });
    // Opening a named pipe would wait for its writer for ever.
    if (!facts.isFile()) throw new EkspresiError('media-irregular', { path });
    const file = await open(absolutePath);
    try {
      return { path, absolutePath, ...(await inspectFile(path, file, facts.size)) };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof EkspresiError) throw error;
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

async function inspectFile(
  path: string,
  file: FileHandle,
  fileBytes: number,
): Promise<Omit<MediaFile, 'path' | 'absolutePath'>> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const head = buffer.subarray(0, bytesRead);
  if (head.length === 0) throw new EkspresiError('media-empty', { path });
  const foreign = foreignKind(head);
  if (foreign !== null) {
    throw new EkspresiError('media-foreign-kind', {
      path,
      kind: foreign.name,
      convert: foreign.convert,
    });
  }
  const pictureDemuxer = sniffPicture(head);
  const film = {
    ...{ pictureDemuxer: null, filmDemuxer: null, strict: false },
    countPackets: head.toString('latin1', 0, 4) === 'GIF8',
    ...{ endsWhole: true, firstPictureBytes: null, fileBytes, header: null },
  };
  if (pictureDemuxer === null) return film;
  const layout = await readPictureLayout(file, pictureDemuxer, fileBytes);
  if (layout.isFilm) {
    const endsWhole = await endsWithWholeJpeg(file, fileBytes);
    return { ...film, filmDemuxer: 'mjpeg', endsWhole };
  }
  const { header, firstBytes } = layout;
  const isTooLarge = header !== null && header.widthPx * header.heightPx > MAX_PIXELS;
  return {
    ...film,
    ...{ pictureDemuxer, strict: !layout.isWhole, firstPictureBytes: firstBytes },
    header: isTooLarge ? null : header,
  };
}

function unreadable(path: string, cause: NodeJS.ErrnoException): EkspresiError {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
    return new EkspresiError('file-missing', { path }, { cause });
  }
  return new EkspresiError('file-closed', { path, reason: cause.code ?? cause.message }, { cause });
}
