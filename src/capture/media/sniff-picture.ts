/**
 * Tells from the first bytes of a file which of ffmpeg's picture demuxers reads it; null
 * when it is none of the known pictures (it may be a video). File names are not trusted:
 * a PNG called .jpg is a PNG, and ffmpeg expands `%d` or `?` only where it goes by name.
 */
export function sniffPicture(head: Uint8Array): string | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg_pipe';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return isAnimatedPng(text) ? null : 'png_pipe';
  if (/^RIFF[\s\S]{4}WEBP/.test(text)) return 'webp_pipe';
  if (isBitmap(text)) return 'bmp_pipe';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'tiff_pipe';
  if (/^P[14]\s/.test(text)) return 'pbm_pipe';
  if (/^P[25]\s/.test(text)) return 'pgm_pipe';
  if (/^P[36]\s/.test(text)) return 'ppm_pipe';
  if (text.startsWith('\0\0\0\x0cjP  \r\n')) return 'j2k_pipe';
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return 'jpegxl_pipe';
  return null;
}

/** `BM` alone begins many a text; the length of the second header (12 to 124) confirms it. */
function isBitmap(text: string): boolean {
  const length = text.charCodeAt(14);
  return text.startsWith('BM') && length >= 12 && length <= 124 && text.slice(15, 18) === '\0\0\0';
}

/** An animated PNG announces itself before its first picture data. */
function isAnimatedPng(text: string): boolean {
  const control = text.indexOf('acTL');
  const data = text.indexOf('IDAT');
  return control >= 0 && (data < 0 || control < data);
}

/** A kind of file that is known by its first bytes and not read here. */
interface ForeignKind {
  readonly name: string;
  /** A command that makes something of it that is read. */
  readonly convert: string;
}

const MAGICK = 'magick IN OUT.jpg (ImageMagick)';
const HEIF = 'heif-convert IN OUT.jpg (libheif-examples)';
const RAW = 'dcraw_emu -T IN (libraw-bin)';

interface Signature extends ForeignKind {
  /** `head` is the beginning of the file, a byte a character. */
  is(head: string): boolean;
}

const FOREIGN: readonly Signature[] = [
  { name: 'HEIC', convert: HEIF, is: (head) => /^.{4}ftyp(?:hei[cmsx]|hev[cmsx])/s.test(head) },
  // `mif1` says only that it is a picture: AVIF, which is read, is among the compatible brands.
  {
    name: 'HEIF',
    convert: HEIF,
    is: (head) => /^.{4}ftyp(?:mif1|msf1)(?!.{4,60}avi[fs])/s.test(head),
  },
  {
    name: 'animated WebP',
    convert: 'magick IN OUT.gif (ImageMagick)',
    // The header of an animation stands before its pictures.
    is: (head) => /^RIFF.{4}WEBPVP8X/s.test(head) && head.slice(30).includes('ANIM'),
  },
  { name: 'Canon raw (CR3)', convert: RAW, is: (head) => /^.{4}ftypcrx /s.test(head) },
  { name: 'Fujifilm raw (RAF)', convert: RAW, is: (head) => head.startsWith('FUJIFILMCCD-RAW') },
  { name: 'Photoshop (PSD)', convert: MAGICK, is: (head) => head.startsWith('8BPS\0') },
  { name: 'GIMP (XCF)', convert: MAGICK, is: (head) => head.startsWith('gimp xcf') },
  {
    name: 'DICOM',
    convert: 'dcmj2pnm --write-jpeg IN OUT.jpg (dcmtk)',
    is: (head) => head.startsWith('DICM', 128),
  },
  {
    name: 'PDF',
    convert: 'pdftoppm -jpeg IN OUT (poppler-utils)',
    is: (head) => head.startsWith('%PDF-'),
  },
  {
    name: 'SVG',
    convert: 'rsvg-convert -o OUT.png IN (librsvg2-bin)',
    is: (head) => /^\s*(?:<\?xml|<!DOCTYPE svg|<svg)/.test(head) && head.includes('<svg'),
  },
  {
    name: 'ZIP archive',
    convert: 'unzip IN',
    is: (head) => head.startsWith('PK\x03\x04'),
  },
];

/** What a file is whose first bytes are known and that is not read here; null for others. */
export function foreignKind(head: Uint8Array): ForeignKind | null {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  return FOREIGN.find((kind) => kind.is(text)) ?? null;
}

/** How people call the pictures that a demuxer reads. */
export function pictureName(pictureDemuxer: string): string {
  return PICTURE_NAMES[pictureDemuxer] ?? 'picture';
}

const PICTURE_NAMES: Readonly<Record<string, string>> = {
  jpeg_pipe: 'JPEG',
  png_pipe: 'PNG',
  webp_pipe: 'WebP',
  bmp_pipe: 'BMP',
  tiff_pipe: 'TIFF',
  pbm_pipe: 'PBM',
  pgm_pipe: 'PGM',
  ppm_pipe: 'PPM',
  j2k_pipe: 'JPEG 2000',
  jpegxl_pipe: 'JPEG XL',
};
