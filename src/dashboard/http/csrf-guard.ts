import type { Context, MiddlewareHandler } from 'hono';
import { RefusedRequest } from './refused-request.js';

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

function isSameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  try {
    return new URL(origin).host === (c.req.header('host') ?? new URL(c.req.url).host);
  } catch {
    return false;
  }
}

/**
 * Cross-site request forgery: what changes something must come from our own pages.
 * Programs send a token instead of a cookie, which no foreign page can make a browser do.
 */
export function csrfGuard(): MiddlewareHandler {
  return async (c, next) => {
    const byToken = c.req.header('authorization')?.startsWith('Bearer ') ?? false;
    if (!SAFE_METHODS.includes(c.req.method) && !byToken && !isSameOrigin(c)) {
      throw new RefusedRequest({ because: 'foreign-origin' });
    }
    await next();
  };
}
