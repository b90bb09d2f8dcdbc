import { create } from 'qrcode';

/** Squares of white around a code, as its standard wants it. */
const QUIET_ZONE = 4;

/** A QR code as one path of squares, one unit each, and the side of its picture in units. */
function qrCode(text: string): { readonly path: string; readonly side: number } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const { size, data } = modules;
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue;
      let length = 1;
      while (x + length < size && data[y * size + x + length]) length++;
      path += `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h${length}v1h-${length}z`;
      x += length;
    }
  }
  return { path, side: size + 2 * QUIET_ZONE };
}

/** A QR code in black on white, whatever the colours of the page. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, side } = qrCode(text);
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label}>
      <rect width={side} height={side} fill="#ffffff" />
      <path d={path} fill="#000000" shape-rendering="crispEdges" />
    </svg>
  );
}

const LOOPBACK = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where a visitor's telephone finds the notice: what the administrator gave, the name that this
 * page was asked by, or, for a page on the box itself, the box's own address on the network.
 */
export function noticeAddress(
  requestUrl: string,
  { noticeUrl, networkOrigin }: { noticeUrl: string; networkOrigin: string | null },
): string {
  if (noticeUrl !== '') return noticeUrl;
  const { origin, hostname } = new URL(requestUrl);
  return `${LOOPBACK.test(hostname) ? (networkOrigin ?? origin) : origin}/notice`;
}
