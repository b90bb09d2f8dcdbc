import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { EkspresiError } from '../core/errors.js';
import { EXPRESSIONS } from '../core/expression.js';
import { type ClassOrder, labelFolders, officialSplit } from './class-names.js';

/** What `readMedia` reads of single pictures. */
const PICTURE = /\.(jpe?g|png|webp|bmp|gif|tiff?|p[bgpn]m)$/i;

export interface ClassFolder {
  readonly folder: string;
  readonly label: number;
  /** Names of its pictures. */
  readonly pictures: readonly string[];
}

/** The classes of a data set, and what lies among them that is none. */
interface FoundClasses {
  readonly classes: readonly ClassFolder[];
  /** Folders of no class, relative to the data set. */
  readonly skippedFolders: readonly string[];
  /**
   * Files in those folders, files of the classes that are no pictures, pictures beside the classes.
   */
  readonly skippedFiles: number;
  /** Whether FER2013's numbers were taken for granted. */
  readonly byFerNumbers: boolean;
}

const NOTHING: FoundClasses = {
  classes: [],
  skippedFolders: [],
  skippedFiles: 0,
  byFerNumbers: false,
};

/**
 * Finds `DIR/<class>/`, or `DIR/<split>/<class>/` where a split is asked for.
 * @throws EkspresiError DATASET_INVALID when no class folder is there, or one cannot be read
 */
export async function findClassFolders(
  root: string,
  options: { readonly split: string | null; readonly order: ClassOrder | null },
): Promise<FoundClasses> {
  const { split, order } = options;
  if (split === null) {
    const own = await classesIn(root, '', order);
    if (own.classes.length > 0) return own;
  }
  const { folders } = await listFolder(root);
  let found = NOTHING;
  for (const name of folders) {
    if (split === null || officialSplit(name) === split) {
      found = joined(found, await classesIn(root, name, order));
    }
  }
  if (found.classes.length > 0) return found;
  // The folders of one split are often handed over without its name, but not under another one.
  if (split !== null && [null, split].includes(officialSplit(basename(resolve(root))))) {
    const own = await classesIn(root, '', order);
    if (own.classes.length > 0) return own;
  }
  throw noClasses(root, order === null, split);
}

function noClasses(path: string, areNamed: boolean, split: string | null): EkspresiError {
  const classes = EXPRESSIONS.join(', ');
  if (areNamed) {
    return split === null
      ? new EkspresiError('dataset-named-folders-missing', { path, classes })
      : new EkspresiError('dataset-named-folders-missing-for-split', { path, classes, split });
  }
  return split === null
    ? new EkspresiError('dataset-numbered-folders-missing', { path })
    : new EkspresiError('dataset-numbered-folders-missing-for-split', { path, split });
}

/** The classes in the folder `inside` of the data set; '' is the data set itself. */
async function classesIn(
  root: string,
  inside: string,
  order: ClassOrder | null,
): Promise<FoundClasses> {
  const { folders, pictures: loose } = await listFolder(join(root, inside));
  const { labels, byFerNumbers } = labelFolders(join(root, inside), folders, order);
  if (labels.size === 0) return inside === '' ? NOTHING : skippedFolder(root, inside);
  // A read-me beside the classes is no data; a picture there may have been meant as such.
  let found: FoundClasses = { ...NOTHING, skippedFiles: loose.length, byFerNumbers };
  for (const name of folders) {
    const place = join(inside, name);
    const label = labels.get(name);
    if (label === undefined) {
      found = joined(found, await skippedFolder(root, place));
      continue;
    }
    const folder = join(root, place);
    const { folders: deeper, pictures, others } = await listFolder(folder);
    const classes = [{ folder, label, pictures }];
    found = joined(found, { ...NOTHING, classes, skippedFiles: others });
    for (const child of deeper) {
      found = joined(found, await skippedFolder(root, join(place, child)));
    }
  }
  return found;
}

async function skippedFolder(root: string, inside: string): Promise<FoundClasses> {
  // It is not evaluated anyway: one that cannot be read is told by its name alone.
  const listing = await listFolder(join(root, inside)).catch(() => null);
  const skippedFiles = listing === null ? 0 : listing.pictures.length + listing.others;
  return { ...NOTHING, skippedFolders: [inside], skippedFiles };
}

function joined(a: FoundClasses, b: FoundClasses): FoundClasses {
  return {
    classes: [...a.classes, ...b.classes],
    skippedFolders: [...a.skippedFolders, ...b.skippedFolders],
    skippedFiles: a.skippedFiles + b.skippedFiles,
    byFerNumbers: a.byFerNumbers || b.byFerNumbers,
  };
}

/** What lies in a folder, hidden entries left out, in order of the names. */
interface FolderListing {
  readonly folders: readonly string[];
  /** Regular files that are called like pictures. */
  readonly pictures: readonly string[];
  /** Number of other things: texts, pipes, links that lead nowhere. */
  readonly others: number;
}

/**
 * Lists a folder; links are followed. @throws EkspresiError DATASET_INVALID when it cannot be read
 */
async function listFolder(path: string): Promise<FolderListing> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw new EkspresiError('dataset-folder-closed', { path, reason: code }, { cause });
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
