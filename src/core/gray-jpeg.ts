import jpeg from 'jpeg-js';

/**
 * Encodes gray pixels (`width × height` bytes) as a JPEG. `quality` 1…100 as libjpeg counts.
 * Costs some tens of milliseconds for 640×480: not for every frame.
 */
export function encodeGrayJpeg(
  pixels: Uint8Array,
  width: number,
  height: number,
  quality: number,
): Uint8Array {
  const rgba = new Uint32Array(pixels.length);
  // Red, green and blue alike, in either byte order; the encoder does not read alpha.
  for (let i = 0; i < pixels.length; i++) rgba[i] = 0x01010101 * pixels[i]!;
  return jpeg.encode({ data: new Uint8Array(rgba.buffer), width, height }, quality).data;
}
