import { existsSync, readFileSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { EkspresiError } from '../core/errors.js';

/** A file whose lines are in the output from byte `from` to `to`, as it was then. */
interface DoneFile {
  readonly source: string;
  readonly bytes: number;
  readonly changedMs: number;
  readonly from: number;
  readonly to: number;
}

interface JournalHead {
  readonly journal: 'ekspresi analyze';
  readonly version: 1;
  /** What the lines depend on, beside the files. */
  readonly options: string;
  /** Length of what stands before the first file. */
  readonly headBytes: number;
}

/** A power cut loses at most the files of this time. */
const SYNC_EVERY_MS = 2000;

/**
 * An output that is written on where it was interrupted. Beside it, `FILE.done` says which files
 * are in it to their end, and where; what stands behind the last of them is cut off when it is
 * opened again. Whole files alone count: one that was killed half way is analysed again.
 */
export class ResumableOutput {
  readonly #output: FileHandle;
  readonly #journal: FileHandle;
  readonly #path: string;
  readonly #done: ReadonlyMap<string, DoneFile>;
  #bytes: number;
  #fileFrom: number;
  #waiting = '';
  #syncedMs = performance.now();

  private constructor(parts: {
    path: string;
    output: FileHandle;
    journal: FileHandle;
    bytes: number;
    done: readonly DoneFile[];
  }) {
    this.#path = parts.path;
    this.#output = parts.output;
    this.#journal = parts.journal;
    this.#bytes = parts.bytes;
    this.#fileFrom = parts.bytes;
    this.#done = new Map(parts.done.map((file) => [file.source, file]));
  }

  /**
   * Opens an output, made where there is none.
   * @param head what stands before the first file
   * @throws EkspresiError USAGE where it was made in another way, OUTPUT_UNWRITABLE
   */
  static async open(path: string, options: string, head: Uint8Array): Promise<ResumableOutput> {
    return attempt(path, async () => {
      const journalPath = `${path}.done`;
      if (!existsSync(journalPath)) {
        if (existsSync(path) && statSync(path).size > 0) {
          throw new EkspresiError('resume-without-journal', { path, journal: journalPath });
        }
        return ResumableOutput.#begin(path, options, head);
      }
      const { begin, files } = readJournal(journalPath);
      const isSame = begin?.options === options && begin.headBytes === head.length;
      if (!isSame) throw new EkspresiError('resume-other-options', { path, journal: journalPath });
      const there = existsSync(path) ? statSync(path).size : 0;
      if (there < head.length) return ResumableOutput.#begin(path, options, head);
      const kept = files.filter((file) => file.to <= there && isUnchanged(file));
      return ResumableOutput.#goOn(path, begin, kept);
    });
  }

  static async #begin(path: string, options: string, head: Uint8Array): Promise<ResumableOutput> {
    const output = await open(path, 'w');
    await output.writeFile(head);
    await output.sync();
    const begin: JournalHead = {
      ...{ journal: 'ekspresi analyze', version: 1, options },
      headBytes: head.length,
    };
    const journal = await open(`${path}.done`, 'w');
    await journal.writeFile(`${JSON.stringify(begin)}\n`);
    await journal.sync();
    return new ResumableOutput({ path, output, journal, bytes: head.length, done: [] });
  }

  /** Without what is behind the last file, and without files that have changed since. */
  static async #goOn(
    path: string,
    begin: JournalHead,
    kept: readonly DoneFile[],
  ): Promise<ResumableOutput> {
    const parts = { output: `${path}.part`, journal: `${path}.done.part` };
    const done: DoneFile[] = [];
    let bytes = begin.headBytes;
    for (const { from, to, ...file } of kept) {
      done.push({ ...file, from: bytes, to: bytes + to - from });
      bytes += to - from;
    }
    const isWhole = kept.every(({ from }, i) => from === done[i]?.from);
    if (!isWhole) await copyRanges(path, parts.output, [{ from: 0, to: begin.headBytes }, ...kept]);
    const journal = await open(parts.journal, 'w');
    await journal.writeFile([begin, ...done].map((row) => `${JSON.stringify(row)}\n`).join(''));
    await journal.sync();
    if (!isWhole) {
      // Between the two renames there is no journal: such an output is refused, never mixed up.
      await rm(`${path}.done`);
      await rename(parts.output, path);
    }
    await rename(parts.journal, `${path}.done`);
    const output = await open(path, 'r+');
    await output.truncate(bytes);
    return new ResumableOutput({ path, output, journal, bytes, done });
  }

  /** Whether all of a file is in the output. */
  isDone(source: string): boolean {
    return this.#done.has(source);
  }

  async write(chunk: Uint8Array): Promise<void> {
    await attempt(this.#path, () => this.#output.write(chunk, 0, chunk.length, this.#bytes));
    this.#bytes += chunk.length;
  }

  /** The lines of `source` are all written. */
  async endFile(source: string, { whole }: { readonly whole: boolean }): Promise<void> {
    const [from, to] = [this.#fileFrom, this.#bytes];
    this.#fileFrom = to;
    const facts = whole && existsSync(source) ? statSync(source) : null;
    if (facts === null) {
      // What is there of it is not kept by the next one that goes on.
      return;
    }
    const { size: bytes, mtimeMs: changedMs } = facts;
    this.#waiting += `${JSON.stringify({ source, bytes, changedMs, from, to })}\n`;
    if (performance.now() - this.#syncedMs >= SYNC_EVERY_MS) await this.#sync();
  }

  async close(): Promise<void> {
    await this.#sync();
    await this.#output.close();
    await this.#journal.close();
  }

  /** The lines first: the journal never names a file whose lines are not on the disk. */
  async #sync(): Promise<void> {
    await attempt(this.#path, async () => {
      await this.#output.datasync();
      await this.#journal.writeFile(this.#waiting);
      await this.#journal.datasync();
    });
    this.#waiting = '';
    this.#syncedMs = performance.now();
  }
}

/** Up to the first line that is not whole. */
function readJournal(path: string): {
  readonly begin: JournalHead | null;
  readonly files: readonly DoneFile[];
} {
  const [first, ...rest] = readFileSync(path, 'utf8').split('\n').slice(0, -1).map(parsed);
  const head = first as Partial<JournalHead> | null | undefined;
  const isOurs = head?.journal === 'ekspresi analyze' && head.version === 1;
  const cut = rest.findIndex((row) => !isDoneFile(row));
  const files = (cut < 0 ? rest : rest.slice(0, cut)) as DoneFile[];
  return { begin: isOurs ? (head as JournalHead) : null, files };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isDoneFile(row: unknown): row is DoneFile {
  const { source, bytes, changedMs, from, to } = (row ?? {}) as Partial<DoneFile>;
  const numbers = [bytes, changedMs, from, to];
  return typeof source === 'string' && numbers.every((value) => Number.isFinite(value));
}

function isUnchanged({ source, bytes, changedMs }: DoneFile): boolean {
  const facts = statSync(source, { throwIfNoEntry: false });
  // A file that is gone cannot be analysed again.
  return facts === undefined || (facts.size === bytes && facts.mtimeMs === changedMs);
}

async function copyRanges(
  from: string,
  to: string,
  ranges: readonly { readonly from: number; readonly to: number }[],
): Promise<void> {
  const [source, target] = [await open(from), await open(to, 'w')];
  const buffer = Buffer.alloc(2 ** 20);
  try {
    for (const range of ranges) {
      for (let at = range.from; at < range.to; ) {
        const wanted = Math.min(buffer.length, range.to - at);
        const { bytesRead } = await source.read(buffer, 0, wanted, at);
        if (bytesRead === 0) return;
        await target.writeFile(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
    }
    await target.sync();
  } finally {
    await source.close();
    await target.close();
  }
}

async function attempt<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof EkspresiError) throw cause;
    const reason = (cause as Error).message;
    throw new EkspresiError('output-unwritable', { path, reason }, { cause });
  }
}
