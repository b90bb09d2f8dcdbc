import { join } from 'node:path';
import { EkspresiError } from '../core/errors.js';
import type { GrayImage } from '../inference/crop/area-resize.js';
import type { ClassFolder } from './class-folders.js';
import type { LabelledFace } from './labelled-face.js';
import type { PictureCutter } from './picture-cutter.js';
import { readGray } from './read-gray.js';

export interface ReadClassFoldersOptions {
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
