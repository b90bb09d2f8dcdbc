import { findSourceType } from '../../capture/source-types.js';
import type { Config } from './config-schema.js';

/**
 * Address that the pages are served on. `auto` is the whole network, behind the sign-in, and
 * this machine alone for trials: drawn visitors and recordings.
 */
export function pageHost(config: Pick<Config, 'source' | 'dashboard'>): string {
  const { host } = config.dashboard;
  if (host !== 'auto') return host;
  return findSourceType(config.source).needsSignIn ? '0.0.0.0' : '127.0.0.1';
}
