import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EkspresiError } from '../core/errors.js';

/** What `readMedia` reads of single pictures. */
const PICTURE = /\.(jpe?g|png|webp|bmp|gif|tiff?|p[bgpn]m)$/i;

/** What lies in a folder, hidden entries left out, in order of the names. */
export interface FolderListing {
  readonly folders: readonly string[];
  /** Regular files that are called like pictures. */
  readonly pictures: readonly string[];
  /** Number of other things: texts, pipes, links that lead nowhere. */
  readonly others: number;
}

/** Lists a folder; links are followed. @throws EkspresiError DATASET_INVALID when it cannot be read */
export async function listFolder(path: string): Promise<FolderListing> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw new EkspresiError(
      'DATASET_INVALID',
      `The folder ${path} cannot be read (${code})`,
      'Check its permissions.',
      { cause },
    );
  });
  const folders: string[] = [];
  const pictures: string[] = [];
  let others = 0;
  for (const entry of entries) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    const kind = entry.isSymbolicLink() ? await stat(join(path, name)).catch(() => null) : entry;
    if (kind?.isDirectory()) folders.push(name);
    else if (kind?.isFile() && PICTURE.test(name)) pictures.push(name);
    else others++;
  }
  return { folders: folders.sort(), pictures: pictures.sort(), others };
}
