import type { Config } from './config-schema.js';

/** A camera or a stream: somebody wants to see its pages from elsewhere. */
const WATCHES = /^(camera|snapshot)$|^\/dev\/|^(rtsps?|https?):\/\/|^[0-9a-f]{4}:[0-9a-f]{4}(:|$)/i;

/**
 * Address that the pages are served on. `auto` is the whole network, behind the sign-in, and
 * this machine alone for trials: drawn visitors and recordings.
 */
export function pageHost(config: Pick<Config, 'source' | 'dashboard'>): string {
  const { host } = config.dashboard;
  if (host !== 'auto') return host;
  return WATCHES.test(config.source) ? '0.0.0.0' : '127.0.0.1';
}
