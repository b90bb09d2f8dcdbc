/** What a JPEG's header tells before its picture is decoded. */
interface JpegHeader {
  readonly widthPx: number;
  readonly heightPx: number;
  /** EXIF's tag 0x0112: 1 upright, 2 to 8 turned or mirrored. */
  readonly orientation: number;
  /** Gray or YCbCr of 8 bits, baseline or progressive: what every decoder reads alike. */
  readonly isUsual: boolean;
}

const EXIF_MARK = 'Exif\0\0';
const ORIENTATION_TAG = 0x0112;
const TAG_BYTES = 12;

/** Walks over the segments up to the picture's data; null where they are not as they should be. */
export function readJpegHeader(bytes: Buffer): JpegHeader | null {
  let orientation: number | null = null;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return null;
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (marker === 0xe1) orientation ??= exifOrientation(body);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const [heightPx, widthPx] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
      const isUsual =
        marker <= 0xc2 && bytes[at + 4] === 8 && [1, 3].includes(bytes[at + 9] as number);
      return { widthPx, heightPx, orientation: orientation ?? 1, isUsual };
    }
    at += 2 + length;
  }
  return null;
}

/** The orientation in the body of a JPEG's APP1 segment, or null where it has none. */
function exifOrientation(body: Buffer): number | null {
  if (body.toString('latin1', 0, EXIF_MARK.length) !== EXIF_MARK) return null;
  const tiff = body.subarray(EXIF_MARK.length);
  if (tiff.length < 8) return null;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (first + 2 > tiff.length) return null;
  const tags = u16(first);
  for (let i = 0; i < tags; i++) {
    const at = first + 2 + i * TAG_BYTES;
    if (at + TAG_BYTES > tiff.length) return null;
    if (u16(at) === ORIENTATION_TAG) return u16(at + 8);
  }
  return null;
}
