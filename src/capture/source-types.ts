import { EkspresiError } from '../core/errors.js';
import type { FrameSource, SourceDeps, SourceSettings, SourceType } from '../core/frame-source.js';
import { syntheticType } from '../synthetic/synthetic-source.js';
import { cameraType } from './camera/camera-source.js';
import { fileType } from './file/file-source.js';
import { programType } from './program/program-source.js';
import { redactSource } from './redact.js';
import { snapshotType } from './snapshot/snapshot-source.js';
import { streamType } from './stream/stream-source.js';

/** Every kind of source; the first that matches is meant. A file may be called anything: last. */
export const SOURCE_TYPES: readonly SourceType[] = [
  cameraType,
  syntheticType,
  snapshotType,
  streamType,
  programType,
  fileType,
];

/** How sources are written, for help and messages. */
export const SOURCE_EXAMPLES = SOURCE_TYPES.map(({ examples }) => examples).join(', ');

/**
 * The kind of a source, from how it is written, without looking at the machine.
 * @throws EkspresiError USAGE for what cannot be captured
 */
export function findSourceType(source: string): SourceType {
  const type = SOURCE_TYPES.find(({ matches }) => matches(source));
  if (type === undefined) {
    throw new EkspresiError('source-unknown', {
      source: redactSource(source),
      examples: SOURCE_EXAMPLES,
    });
  }
  const problem = type.problem?.(source) ?? null;
  if (problem !== null) throw problem;
  return type;
}

/**
 * Makes the source that the settings name. Nothing is opened before its `run`.
 * @throws EkspresiError USAGE
 */
export function createSource(settings: SourceSettings, deps: SourceDeps): FrameSource {
  return findSourceType(settings.source).create(settings, deps);
}
