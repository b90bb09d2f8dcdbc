import { sourceKind } from '../../capture/source-kind.js';
import type { SourceKind } from '../../core/frame-source.js';
import type { Config } from './config-schema.js';

/** Somebody wants to see their pages from elsewhere. */
const WATCHES: ReadonlySet<SourceKind> = new Set(['camera', 'snapshot', 'stream']);

/**
 * Address that the pages are served on. `auto` is the whole network, behind the sign-in, and
 * this machine alone for trials: drawn visitors and recordings.
 */
export function pageHost(config: Pick<Config, 'source' | 'dashboard'>): string {
  const { host } = config.dashboard;
  if (host !== 'auto') return host;
  return WATCHES.has(sourceKind(config.source)) ? '0.0.0.0' : '127.0.0.1';
}
