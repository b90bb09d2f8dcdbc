import { EkspresiError } from '../../core/errors.js';

/** Longest header of a part; browsers send a few hundred bytes. */
const MAX_HEADER_BYTES = 8192;
const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * The content of the first file in a multipart/form-data body, as it arrives and without holding
 * more of it than a chunk. What comes after the file is not read; `onField` is told the short text
 * fields before it.
 *
 * @throws EkspresiError USAGE where the body is no such form, or ends before the file does
 */
export async function* multipartFile(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  onField: (name: string, value: string) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const boundary = /^multipart\/form-data;.*boundary="?([^";\s]{1,70})"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new EkspresiError('upload-without-file', {});
  // RFC 2046: the line end before a delimiter belongs to it. The first one may stand at the start.
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  let held: Buffer = Buffer.from('\r\n');
  let isInFile = false;
  let field: string | null = null;
  for await (const chunk of body) {
    held = Buffer.concat([held, chunk]);
    while (!isInFile) {
      const header = takeHeader(held, delimiter);
      if (header === null) break;
      if (field !== null) onField(field, header.before.toString('utf8'));
      held = header.rest;
      field =
        /^content-disposition:[^\r\n]*;\s*name="([^"]{1,100})"/im.exec(header.text)?.[1] ?? null;
      isInFile = /^content-disposition:[^\r\n]*;\s*filename="[^"]+"/im.test(header.text);
    }
    if (!isInFile) {
      // A field before the file is passed over; only what may be the start of a delimiter is kept.
      if (held.length > MAX_HEADER_BYTES) held = held.subarray(-MAX_HEADER_BYTES);
      continue;
    }
    const end = held.indexOf(delimiter);
    const ready = end >= 0 ? end : Math.max(0, held.length - delimiter.length);
    if (ready > 0) yield held.subarray(0, ready);
    if (end >= 0) return;
    held = held.subarray(ready);
  }
  throw new EkspresiError(isInFile ? 'upload-cut-short' : 'upload-without-file', {});
}

/** The header of the next part and what follows it, null until it has arrived. */
function takeHeader(
  held: Buffer,
  delimiter: Buffer,
): { readonly before: Buffer; readonly text: string; readonly rest: Buffer } | null {
  const start = held.indexOf(delimiter);
  if (start < 0) return null;
  const end = held.indexOf(HEADER_END, start + delimiter.length);
  if (end < 0) {
    if (held.length - start > MAX_HEADER_BYTES) throw new EkspresiError('upload-form-invalid', {});
    return null;
  }
  const text = held.toString('latin1', start + delimiter.length, end);
  return { before: held.subarray(0, start), text, rest: held.subarray(end + HEADER_END.length) };
}
