import { existsSync, realpathSync, type Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { EkspresiError } from '../../core/errors.js';
import { type GlobSegment, isGlob, parseGlob } from './glob.js';
import { looksLikeMedia } from './media-names.js';

/** One file that is to be analysed. */
export interface MediaInput {
  /** As it is named in lines and messages; `-` is the standard input. */
  readonly path: string;
  /** Its place in the folder that was named; of a file that was named itself, its name. */
  readonly place: string;
}

export interface ExpandedInputs {
  readonly inputs: readonly MediaInput[];
  /** What was named and gives no file. */
  readonly failures: readonly { readonly path: string; readonly error: EkspresiError }[];
  /** Files in folders that are neither pictures nor films. */
  readonly leftOut: number;
}

const MAX_FILES = 1_000_000;
const MAX_DEPTH = 64;

/**
 * The files that arguments of the command line name: files, `-`, folders with all that is below
 * them, and patterns that the shell has left. Hidden files of folders are left out, links are
 * followed, and a folder is read once however many links lead to it.
 *
 * @param except folders that are not read, such as the one that is written to
 * @throws EkspresiError USAGE for more than a million files
 */
export async function expandInputs(
  named: readonly string[],
  { except, signal }: { readonly except: readonly string[]; readonly signal: AbortSignal },
): Promise<ExpandedInputs> {
  const finder = new InputFinder(except, signal);
  for (const path of named) await finder.take(path);
  return finder;
}

class InputFinder implements ExpandedInputs {
  readonly inputs: MediaInput[] = [];
  readonly failures: { path: string; error: EkspresiError }[] = [];
  leftOut = 0;
  readonly #except: ReadonlySet<string>;
  readonly #signal: AbortSignal;
  /** Folders that were read, by device and number, of the argument at hand. */
  #seen = new Set<string>();

  constructor(except: readonly string[], signal: AbortSignal) {
    this.#except = new Set(
      except.map((path) => (existsSync(path) ? realpathSync(path) : resolve(path))),
    );
    this.#signal = signal;
  }

  async take(path: string): Promise<void> {
    this.#seen = new Set();
    const facts = path === '-' ? null : await stat(path).catch(() => null);
    if (facts?.isDirectory()) return this.#takeFolder(path);
    if (facts === null && path !== '-' && isGlob(path)) return this.#takeGlob(path);
    this.#add({ path, place: path.split(sep).at(-1) as string });
  }

  async #takeFolder(folder: string): Promise<void> {
    const before = this.inputs.length + this.failures.length;
    await this.#walk(folder, folder, 0);
    if (this.inputs.length + this.failures.length > before) return;
    const error = new EkspresiError('folder-without-media', { path: folder });
    this.failures.push({ path: folder, error });
  }

  async #takeGlob(pattern: string): Promise<void> {
    const found = new Set<string>();
    for (const segments of parseGlob(pattern)) {
      this.#seen = new Set();
      const isRooted = segments[0]?.kind === 'name' && segments[0].name === '';
      await this.#match(isRooted ? '/' : '', isRooted ? segments.slice(1) : segments, found);
    }
    this.#seen = new Set();
    for (const path of [...found].sort(byName)) {
      const facts = await stat(path).catch(() => null);
      if (facts?.isDirectory()) await this.#walk(path, path, 0);
      else this.#add({ path, place: path.split(sep).at(-1) as string });
    }
    if (found.size > 0) return;
    this.failures.push({
      path: pattern,
      error: new EkspresiError('pattern-without-match', { pattern }),
    });
  }

  /** Every file below a folder in the order of its names. */
  async #walk(root: string, folder: string, depth: number): Promise<void> {
    this.#signal.throwIfAborted();
    if (depth > MAX_DEPTH || !(await this.#isNew(folder))) return;
    for (const path of await this.#names(folder)) {
      const facts = await stat(path).catch(() => null);
      if (facts?.isDirectory()) await this.#walk(root, path, depth + 1);
      else if (facts === null || facts.isFile()) await this.#takeFile(root, path, facts);
      else this.leftOut++;
    }
  }

  async #takeFile(root: string, path: string, facts: Stats | null): Promise<void> {
    // A link that leads nowhere is a failure where its name is a picture's.
    if (await looksLikeMedia(path)) this.#add({ path, place: relative(root, path) });
    else if (facts !== null) this.leftOut++;
  }

  /** Paths of what a folder holds, hidden ones left out. */
  async #names(folder: string): Promise<readonly string[]> {
    try {
      const names = await readdir(folder);
      return names
        .filter((name) => !name.startsWith('.'))
        .sort(byName)
        .map((name) => join(folder, name));
    } catch (cause) {
      const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
      const error = new EkspresiError('folder-closed', { path: folder, reason }, { cause });
      this.failures.push({ path: folder, error });
      return [];
    }
  }

  async #match(
    folder: string,
    [first, ...rest]: readonly GlobSegment[],
    found: Set<string>,
    depth = 0,
  ): Promise<void> {
    this.#signal.throwIfAborted();
    if (first === undefined || depth > MAX_DEPTH) return;
    if (first.kind === 'name') return this.#step(join(folder, first.name), rest, found, depth);
    const names = await readdir(folder === '' ? '.' : folder).catch(() => []);
    if (first.kind === 'pattern') {
      for (const name of names) {
        if (first.matches(name)) await this.#step(join(folder, name), rest, found, depth);
      }
      return;
    }
    if (rest.length === 0) return;
    await this.#match(folder, rest, found, depth + 1);
    for (const name of names.filter((one) => !one.startsWith('.'))) {
      const path = join(folder, name);
      const facts = await stat(path).catch(() => null);
      if (facts?.isDirectory() && (await this.#isNew(path))) {
        await this.#match(path, [first, ...rest], found, depth + 1);
      }
    }
  }

  async #step(
    path: string,
    rest: readonly GlobSegment[],
    found: Set<string>,
    depth: number,
  ): Promise<void> {
    if (rest.length > 0) return this.#match(path, rest, found, depth + 1);
    if ((await stat(path).catch(() => null)) === null) return;
    found.add(path);
    if (found.size > MAX_FILES) throw new EkspresiError('inputs-too-many', { most: MAX_FILES });
  }

  /** False for a folder that was read, which a link leads to again, and for those to leave out. */
  async #isNew(folder: string): Promise<boolean> {
    const facts = await stat(folder).catch(() => null);
    if (facts === null || this.#except.has(realpathSync(folder))) return false;
    const key = `${facts.dev}:${facts.ino}`;
    const isNew = !this.#seen.has(key);
    this.#seen.add(key);
    return isNew;
  }

  #add(input: MediaInput): void {
    this.inputs.push(input);
    if (this.inputs.length > MAX_FILES) {
      throw new EkspresiError('inputs-too-many', { most: MAX_FILES });
    }
  }
}

/** `face-2` before `face-10`. */
const NAMES = new Intl.Collator('en', { numeric: true });

function byName(a: string, b: string): number {
  return NAMES.compare(a, b) || (a < b ? -1 : 1);
}
