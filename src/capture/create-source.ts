import { fileURLToPath } from 'node:url';
import { EkspresiError } from '../core/errors.js';
import { createCameraSource } from './camera/camera-source.js';
import { createSnapshotSource } from './camera/snapshot-source.js';
import { parseUsbIdentity } from './camera/usb-identity.js';
import type { CaptureDeps } from './capture-deps.js';
import { createFileSource } from './file-source.js';
import type { FrameSource, SourceKind } from './frame-source.js';
import { redactAddresses } from './redact.js';
import type { SourceSettings } from './source-settings.js';
import { createStreamSource } from './stream-source.js';
import { createSyntheticSource } from './synthetic/synthetic-source.js';

/**
 * Tells the kind of a source from how it is written, without looking at the machine.
 * @throws EkspresiError USAGE for an address of a kind that cannot be captured
 */
export function sourceKind(source: string): SourceKind {
  if (source === 'camera' || source.startsWith('/dev/')) return 'camera';
  if (parseUsbIdentity(source) !== null) return 'camera';
  if (source === 'synthetic') return 'synthetic';
  if (source === 'snapshot' || source.startsWith('snapshot:/dev/')) return 'snapshot';
  if (/^(?:rtsps?|https?):\/\//i.test(source)) return 'stream';
  const otherScheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (source !== '' && (otherScheme === undefined || otherScheme === 'file')) return 'file';
  throw new EkspresiError(
    'USAGE',
    `"${redactAddresses(source)}" is not a source`,
    'Use camera, a device such as /dev/video0, a USB identity such as 046d:0825, a video file, rtsp://…, http://…, synthetic or snapshot.',
  );
}

/** Makes the source that the settings name. Nothing is opened before its `run`. */
export function createSource(settings: SourceSettings, deps: CaptureDeps): FrameSource {
  switch (sourceKind(settings.source)) {
    case 'camera':
      return createCameraSource(settings, deps);
    case 'snapshot':
      return createSnapshotSource(settings, deps);
    case 'stream':
      return createStreamSource(settings, deps);
    case 'synthetic':
      return createSyntheticSource(settings, deps);
    case 'file': {
      const { source } = settings;
      const path = /^file:\/\//i.test(source) ? fileURLToPath(source) : source;
      return createFileSource({ ...settings, source: path }, deps);
    }
  }
}
