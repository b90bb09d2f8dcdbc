import { PNG } from 'pngjs';
import { EkspresiError } from '../../core/errors.js';
import type { Logo } from './screen-settings.js';
import { sanitiseSvg } from './svg-sanitiser.js';

export const MAX_LOGO_BYTES = 512 * 1024;
const MAX_SIDE_PX = 4096;
const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * A logo as it was uploaded, in a form that is safe to serve: a PNG is decoded and encoded again,
 * so that nothing but its pixels is left; an SVG is written again from what is allowed.
 *
 * @throws EkspresiError `logo-refused`
 */
export function checkedLogo(bytes: Uint8Array): Logo {
  if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) {
    return { type: 'image/png', bytes: encodedAgain(bytes) };
  }
  const svg = sanitiseSvg(new TextDecoder('utf-8').decode(bytes));
  return { type: 'image/svg+xml', bytes: new TextEncoder().encode(svg) };
}

function encodedAgain(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Its size stands in the first chunk: a small file may unfold into gigabytes.
  const [width, height] = bytes.length < 33 ? [0, 0] : [view.getUint32(16), view.getUint32(20)];
  if (width < 1 || height < 1 || width > MAX_SIDE_PX || height > MAX_SIDE_PX) {
    throw new EkspresiError('logo-refused', { problem: `its size is ${width} × ${height}` });
  }
  try {
    const { data } = PNG.sync.read(Buffer.from(bytes));
    const again = new PNG({ width, height });
    again.data = data;
    return PNG.sync.write(again);
  } catch (cause) {
    throw new EkspresiError('logo-refused', { problem: 'the PNG cannot be read' }, { cause });
  }
}
