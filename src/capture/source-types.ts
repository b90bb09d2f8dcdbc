import type { FrameSource, SourceDeps } from '../core/frame-source.js';
import { createSyntheticSource } from '../synthetic/synthetic-source.js';
import { createCameraSource } from './camera/camera-source.js';
import { createFileSource } from './file/file-source.js';
import { createSnapshotSource } from './snapshot/snapshot-source.js';
import { filePath, sourceKind } from './source-kind.js';
import type { SourceSettings } from './source-settings.js';
import { createStreamSource } from './stream/stream-source.js';

/**
 * Makes the source that the settings name. Nothing is opened before its `run`.
 * @throws EkspresiError USAGE
 */
export function createSource(settings: SourceSettings, deps: SourceDeps): FrameSource {
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
      const source = filePath(settings.source) ?? settings.source;
      return createFileSource({ ...settings, source }, deps);
    }
  }
}
