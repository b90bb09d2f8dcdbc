import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** The name of a Host header without its port, lower case; null when it is malformed. */
export function hostName(header: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?\.?$/.exec(header.toLowerCase());
  return match?.[1]?.replace(/^\[|\]$|\.$/g, '') ?? null;
}

/**
 * Refuses names that are not this box's: a hostile page may point its own name at our
 * address (DNS rebinding), but the browser then sends that name here.
 */
export function hostGuard(allowedHosts: readonly string[]): MiddlewareHandler {
  const own = hostname().toLowerCase();
  const allowed = new Set([
    'localhost',
    own,
    `${own}.lan`,
    `${own}.home`,
    ...allowedHosts.map((host) => host.toLowerCase()),
  ]);
  return async (c, next) => {
    const name = hostName(c.req.header('host') ?? new URL(c.req.url).host);
    if (name === null) throw new HTTPException(400);
    if (!isIP(name) && !allowed.has(name) && !name.endsWith('.local')) throw new HTTPException(403);
    await next();
  };
}
