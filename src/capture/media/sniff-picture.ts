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

/**
 * True where the end of a picture's file is there. Then a decoder may be lenient: many good
 * photographs have a header it dislikes. Without the end the picture was cut short, and
 * half a picture is no picture. TIFF has no end to look for, and its decoder takes even an
 * unknown tag for damage.
 */
export function endsWhole(pictureDemuxer: string, tail: Uint8Array): boolean {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  // Cameras write their own data behind the picture, so the mark need not come last.
  if (pictureDemuxer === 'jpeg_pipe') return bytes.includes('\xff\xd9', 0, 'latin1');
  if (pictureDemuxer === 'png_pipe') return bytes.includes('IEND', 0, 'latin1');
  return pictureDemuxer === 'tiff_pipe';
}
