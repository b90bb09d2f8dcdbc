import { stat } from 'node:fs/promises';
import { EkspresiError, usageError } from '../core/errors.js';
import { findClassFolders } from './class-folders.js';
import type { ClassOrder } from './class-names.js';
import { CSV_SIDE_PX, readFerCsv } from './fer-csv.js';
import type { FaceSize, LabelledFace } from './labelled-face.js';
import type { CropChoice, PictureCutter } from './picture-cutter.js';
import { readClassFolders } from './read-class-folders.js';
import { MAX_NAMES, noteLines, type Skipped } from './skipped.js';

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
    throw new EkspresiError('DATASET_INVALID', `${path} cannot be read`, 'Name a file or folder.', {
      cause,
    });
  });
  if (!found.isDirectory()) {
    if (crop === 'face' || order !== null) {
      const option = order === null ? '--crop face' : '--classes';
      throw usageError('evaluate', `${option} is for folders of pictures, ${path} is a file`);
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
    throw new EkspresiError(
      'DATASET_INVALID',
      `${path} holds faces of 48×48 pixels, the model reads ${size.width}×${size.height}`,
      'Evaluate this model on a folder of pictures.',
    );
  }
  return {
    faces: readFerCsv(path, { split, signal }),
    total: null,
    skipped: () => ({ folders: [], folderCount: 0, files: 0, unreadable: 0 }),
    notes: () => [],
  };
}

/** Messages of libraries below may not name the file. */
function reasonOf(path: string, error: unknown): string {
  const message = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
  return message.includes(path) ? message : `${path}: ${message}`;
}
