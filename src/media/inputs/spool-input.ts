import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';
import { EkspresiError } from '../../core/errors.js';

/** Larger than any film that somebody pipes by intention. */
const MAX_BYTES = 16 * 2 ** 30;

interface SpooledInput {
  /** Where it can be read while it is open. */
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Keeps what a stream gives in a file without a name, since most films cannot be read from a pipe:
 * the system forgets it when this program ends, however it ends.
 * @throws EkspresiError OUTPUT_UNWRITABLE, MEDIA_TOO_LARGE; the signal's reason
 */
export async function spoolInput(stream: Readable, signal: AbortSignal): Promise<SpooledInput> {
  const name = join(tmpdir(), `ekspresi-${randomUUID()}`);
  const file = await attempt(name, () => open(name, 'wx+', 0o600));
  try {
    await rm(name);
    let bytes = 0;
    for await (const chunk of addAbortSignal(signal, stream)) {
      signal.throwIfAborted();
      bytes += chunk.length;
      if (bytes > MAX_BYTES) {
        throw new EkspresiError('input-too-large', { gigabytes: MAX_BYTES / 2 ** 30 });
      }
      await attempt(name, () => file.writeFile(chunk));
    }
  } catch (error) {
    await file.close();
    signal.throwIfAborted();
    throw error;
  }
  return { path: `/proc/${process.pid}/fd/${file.fd}`, close: () => file.close() };
}

async function attempt<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new EkspresiError('output-unwritable', { path, reason }, { cause });
  }
}
