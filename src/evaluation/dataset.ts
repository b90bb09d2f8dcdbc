import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EkspresiError } from '../core/errors.js';
import type { GrayImage } from '../inference/crop/area-resize.js';
import { type ClassFolder, findClassFolders } from './class-folders.js';
import { type ClassOrder, FER_NUMBERS } from './class-names.js';
import { CSV_SIDE_PX, readFerCsv } from './fer-csv.js';
import type { FaceSize, LabelledFace } from './labelled-face.js';
import type { CropChoice, PictureCutter } from './picture-cutter.js';
import { readGray } from './read-gray.js';

/** What of a data set was not evaluated. */
export interface Skipped {
  /** Folders of no class, the first {@link MAX_NAMES} of them. */
  readonly folders: readonly string[];
  readonly folderCount: number;
  /**
   * Files in those folders, files of the classes that are no pictures, pictures beside the classes.
   */
  readonly files: number;
  /** Pictures that could not be read. */
  readonly unreadable: number;
}

const MAX_NAMES = 20;
const NAMES_IN_LINE = 5;
const MAX_REASON_CHARACTERS = 200;

/** Labelled faces to be read once. */
export interface Dataset {
  readonly faces: AsyncIterable<LabelledFace>;
  /** Pictures that will be tried, where that is known. */
  readonly total: number | null;
  /** What was left out so far. */
  skipped(): Skipped;
  /** The same in lines for people. */
  notes(): string[];
}

export interface OpenDatasetOptions {
  /** An official split, or null for everything. */
  readonly split: string | null;
  /** The classes of numbered folders, where they are told. */
  readonly order: ClassOrder | null;
  readonly size: FaceSize;
  readonly crop: CropChoice;
  /** Cuts the pictures of folders as `crop` says. */
  readonly cutter: PictureCutter;
  readonly signal: AbortSignal;
}

/**
 * Opens FER2013's CSV or a folder of pictures.
 * @throws EkspresiError DATASET_INVALID, or USAGE for options that a CSV has no use for
 */
export async function openDataset(path: string, options: OpenDatasetOptions): Promise<Dataset> {
  const { split, order, crop, cutter, signal } = options;
  const found = await stat(path).catch((cause: unknown) => {
    throw new EkspresiError('dataset-unreadable', { path }, { cause });
  });
  if (!found.isDirectory()) {
    if (crop === 'face' || order !== null) {
      const option = order === null ? '--crop face' : '--classes';
      throw new EkspresiError('evaluate-folder-option', { command: 'evaluate', option, path });
    }
    return openCsv(path, options);
  }
  const { classes, skippedFolders, skippedFiles, byFerNumbers } = await findClassFolders(path, {
    split,
    order,
  });
  let unreadable = 0;
  let firstReason: string | null = null;
  const skipped = () => ({
    folders: skippedFolders.slice(0, MAX_NAMES),
    folderCount: skippedFolders.length,
    files: skippedFiles,
    unreadable,
  });
  return {
    faces: readClassFolders(classes, {
      cutter,
      ffmpegPath: 'ffmpeg',
      signal,
      onUnreadable(picture, error) {
        unreadable++;
        firstReason ??= reasonOf(picture, error);
      },
    }),
    total: classes.reduce((total, { pictures }) => total + pictures.length, 0),
    skipped,
    notes: () => noteLines(skipped(), { byFerNumbers, firstReason }),
  };
}

function openCsv(path: string, { split, size, signal }: OpenDatasetOptions): Dataset {
  if (size.width !== CSV_SIDE_PX || size.height !== CSV_SIDE_PX) {
    throw new EkspresiError('dataset-csv-size', { path, ...size });
  }
  return {
    faces: readFerCsv(path, { split, signal }),
    total: null,
    skipped: () => ({ folders: [], folderCount: 0, files: 0, unreadable: 0 }),
    notes: () => [],
  };
}

interface ReadClassFoldersOptions {
  readonly cutter: PictureCutter;
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
  /** Told of each picture that cannot be read; the others follow. */
  readonly onUnreadable: (path: string, error: unknown) => void;
}

/** Streams the pictures of class folders, gray and cut, in order of their names. */
export async function* readClassFolders(
  classes: readonly ClassFolder[],
  options: ReadClassFoldersOptions,
): AsyncGenerator<LabelledFace, void, void> {
  const { cutter, ffmpegPath, signal, onUnreadable } = options;
  for (const { folder, label, pictures } of classes) {
    for (const name of pictures) {
      signal.throwIfAborted();
      const path = join(folder, name);
      let picture: GrayImage;
      try {
        picture = await readGray(path, { ffmpegPath, maxSidePx: cutter.maxSidePx, signal });
      } catch (error) {
        signal.throwIfAborted();
        // That is not the picture's fault, and the next ones would fail alike.
        if (error instanceof EkspresiError && error.code === 'FFMPEG_MISSING') throw error;
        onUnreadable(path, error);
        continue;
      }
      yield { pixels: await cutter.cut(picture), label };
    }
  }
}

/**
 * Lines for people about what was left out or taken for granted; none where there is nothing to
 * say.
 */
function noteLines(
  skipped: Skipped,
  options: { readonly byFerNumbers: boolean; readonly firstReason: string | null },
): string[] {
  const { folders, folderCount, files, unreadable } = skipped;
  const parts: string[] = [];
  if (folderCount > 0) {
    const names = folders.slice(0, NAMES_IN_LINE).join(', ');
    const more = folderCount > NAMES_IN_LINE ? ', …' : '';
    parts.push(`${counted(folderCount, 'folder')} of no class (${names}${more})`);
  }
  if (files > 0) {
    const none = files === 1 ? 'is no picture' : 'are no pictures';
    parts.push(`${counted(files, 'file')} that ${none} of a class`);
  }
  const lines = parts.length > 0 ? [`skipped ${parts.join(' and ')}`] : [];
  if (unreadable > 0) {
    const reason = options.firstReason?.slice(0, MAX_REASON_CHARACTERS) ?? '';
    lines.push(
      `skipped ${counted(unreadable, 'picture')} that cannot be read; the first: ${reason}`,
    );
  }
  if (options.byFerNumbers) {
    lines.push(`numbered folders were read as ${FER_NUMBERS}; --classes tells another order`);
  }
  return lines;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Messages of libraries below may not name the file. */
function reasonOf(path: string, error: unknown): string {
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  return message.includes(path) ? message : `${path}: ${message}`;
}
