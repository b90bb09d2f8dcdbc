import { fileURLToPath } from 'node:url';
import { EkspresiError } from '../core/errors.js';
import type { SourceKind } from '../core/frame-source.js';
import { redactAddresses } from './redact.js';
import { parseUsbIdentity } from './v4l2/usb-identity.js';

/**
 * Tells the kind of a source from how it is written, without looking at the machine.
 * @throws EkspresiError USAGE for what cannot be captured
 */
export function sourceKind(source: string): SourceKind {
  if (source === 'camera' || source.startsWith('/dev/')) return 'camera';
  if (parseUsbIdentity(source) !== null) return 'camera';
  if (source === 'synthetic') return 'synthetic';
  if (source === 'snapshot' || source.startsWith('snapshot:/dev/')) return 'snapshot';
  if (/^(?:rtsps?|https?):\/\//i.test(source)) return 'stream';
  if (filePath(source) !== null) return 'file';
  throw new EkspresiError(
    'USAGE',
    `"${redactAddresses(source)}" is not a source`,
    'Use camera, a device such as /dev/video0, a USB identity such as 046d:0825, a video file (/srv/a.mp4 or file:///srv/a.mp4), rtsp://…, http://…, synthetic or snapshot.',
  );
}

/** The path that a source of the kind `file` names, as a path or a file:// address; else null. */
export function filePath(source: string): string | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined) return source === '' ? null : source;
  if (scheme !== 'file') return null;
  try {
    return fileURLToPath(source);
  } catch {
    // It names a host, as file://video.mp4 does, or holds an escaped slash.
    return null;
  }
}
