import { StringDecoder } from 'node:string_decoder';

/**
 * Splits bytes into lines of text, without `\n`. At most a chunk more than `maxCharacters` is ever
 * held: of a line that is longer the beginning is given, itself longer than that, for the caller to
 * refuse.
 */
export async function* boundedLines(
  chunks: AsyncIterable<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<string, void, void> {
  const decoder = new StringDecoder('utf8');
  let pending = '';
  for await (const chunk of chunks) {
    const lines = (pending + decoder.write(chunk)).split('\n');
    pending = lines.pop() ?? '';
    yield* lines;
    if (pending.length > maxCharacters) yield pending;
  }
  pending += decoder.end();
  if (pending !== '') yield pending;
}
