import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { RefusedRequest } from './refused-request.js';

/** The name of a Host header without its port, lower case; null when it is malformed. */
export function hostName(header: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?\.?$/.exec(header.toLowerCase());
  return match?.[1]?.replace(/^\[|\]$|\.$/g, '') ?? null;
}

/**
 * Tells whether a request calls the box by a name of its own: a hostile page may point its own name
 * at our address (DNS rebinding), but the browser then sends that name here. The name, and whether
 * it is the box's.
 *
 * @throws HTTPException 400 for a malformed Host
 */
export function hostCheck(
  allowedHosts: readonly string[],
): (c: Context) => { readonly name: string; readonly isOwn: boolean } {
  const own = hostname().toLowerCase();
  const allowed = new Set([
    'localhost',
    own,
    `${own}.lan`,
    `${own}.home`,
    ...allowedHosts.map((host) => host.toLowerCase()),
  ]);
  return (c) => {
    const name = hostName(c.req.header('host') ?? new URL(c.req.url).host);
    if (name === null) throw new HTTPException(400);
    return { name, isOwn: isIP(name) !== 0 || allowed.has(name) || name.endsWith('.local') };
  };
}

/** Refuses names that are not this box's. */
export function hostGuard(allowedHosts: readonly string[]): MiddlewareHandler {
  const check = hostCheck(allowedHosts);
  return async (c, next) => {
    const { name, isOwn } = check(c);
    if (!isOwn) throw new RefusedRequest({ because: 'wrong-host', name });
    await next();
  };
}
