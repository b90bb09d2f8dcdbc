import { once } from 'node:events';

/** Writes and waits while the reader is behind, so that memory stays bounded. */
export async function writeAll(
  stream: NodeJS.WritableStream,
  data: string | Uint8Array,
): Promise<void> {
  if (!stream.write(data)) await once(stream, 'drain');
}
