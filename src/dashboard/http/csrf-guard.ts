import type { Context, MiddlewareHandler } from 'hono';
import { nameCheck } from './host-guard.js';
import { RefusedRequest } from './refused-request.js';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

function isSameOrigin(c: Context, isOwnName: (name: string) => boolean): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  try {
    const { host, hostname } = new URL(origin);
    if (host === (c.req.header('host') ?? new URL(c.req.url).host)) return true;
    // A proxy may ask us by an address and be asked by our name.
    return c.get('client').isThroughTrustedProxy && isOwnName(hostname);
  } catch {
    return false;
  }
}

/**
 * Cross-site request forgery: what changes something must come from our own pages.
 * Programs send a token instead of a cookie, which no foreign page can make a browser do.
 */
export function csrfGuard(allowedHosts: readonly string[]): MiddlewareHandler {
  const isOwnName = nameCheck(allowedHosts);
  return async (c, next) => {
    const byToken = c.req.header('authorization')?.startsWith('Bearer ') ?? false;
    if (!SAFE_METHODS.includes(c.req.method) && !byToken && !isSameOrigin(c, isOwnName)) {
      throw new RefusedRequest({ because: 'foreign-origin' });
    }
    await next();
  };
}
