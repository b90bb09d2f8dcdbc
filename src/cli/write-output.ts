import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EkspresiError } from '../core/errors.js';

/**
 * Links in here lead to files that somebody else has open, such as the shell's redirection.
 * /dev/shm is a folder of ordinary files in memory.
 */
const DEVICE_FOLDERS = /^\/(?:dev(?!\/shm\/)|proc)\//;

interface Output {
  readonly chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;
  readonly signal: AbortSignal;
  /** Of a new file, less the umask. Default 666. */
  readonly mode?: number;
}

/**
 * Writes a file: whole under its name, or not at all, so that an interruption keeps what was there.
 * Mode and owner of a file that it replaces are kept. Pipes and devices are written directly.
 *
 * @throws EkspresiError OUTPUT_UNWRITABLE, whatever `chunks` throws, the signal's reason
 */
export async function writeOutput(path: string, output: Output): Promise<void> {
  const before = await attempt(path, () => existing(path));
  if (DEVICE_FOLDERS.test(resolve(path)) || (before !== null && !before.isFile())) {
    const file = await attempt(path, () => open(path, 'w'));
    await writeAndClose(path, file, output);
    return;
  }
  const target = before === null ? path : await attempt(path, () => realpath(path));
  const partPath = `${target}.part`;
  try {
    const file = await attempt(path, async () => {
      await rm(partPath, { force: true });
      return open(partPath, 'wx', output.mode);
    });
    await writeAndClose(path, file, output, () => finish(file, before));
    await attempt(path, () => rename(partPath, target));
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
}

async function existing(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function writeAndClose(
  path: string,
  file: FileHandle,
  { chunks, signal }: Output,
  end: () => Promise<void> = async () => {},
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      await attempt(path, () => file.writeFile(chunk));
    }
    signal.throwIfAborted();
    await attempt(path, end);
  } finally {
    await file.close();
  }
}

/** As the file that is replaced, and on the disk before it has the name. */
async function finish(file: FileHandle, before: Stats | null): Promise<void> {
  if (before !== null) {
    const { uid, gid } = await file.stat();
    if (uid !== before.uid || gid !== before.gid) await file.chown(before.uid, before.gid);
    await file.chmod(before.mode & 0o7777);
  }
  await file.sync();
}

async function attempt<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new EkspresiError('output-unwritable', { path, reason }, { cause });
  }
}

/** Writes and waits while the reader is behind, so that memory stays bounded. */
export async function writeAll(
  stream: NodeJS.WritableStream,
  data: string | Uint8Array,
): Promise<void> {
  if (!stream.write(data)) await once(stream, 'drain');
}
