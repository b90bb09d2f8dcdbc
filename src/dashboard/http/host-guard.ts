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

/** What is wrong with an entry of `dashboard.allowedHosts`, null where it is right. */
export function allowedHostProblem(entry: string): string | null {
  if (/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(entry)) return null;
  const name = /^(?:[a-z][a-z0-9+.-]*:\/\/)?((?:\*\.)?[a-z0-9._-]+?)\.?(?::\d+)?(?:\/.*)?$/i.exec(
    entry,
  )?.[1];
  return name !== undefined && allowedHostProblem(name) === null
    ? `is a name with more around it: write ${name}`
    : 'is not a name such as kiosk.example.org or *.example.org';
}

/** Whether a name is one of the entries; `*.example.org` is every name below it. */
export function nameCheck(allowedHosts: readonly string[]): (name: string) => boolean {
  const entries = allowedHosts.map((host) => host.toLowerCase());
  const names = new Set(entries);
  const endings = entries.filter((entry) => entry.startsWith('*.')).map((entry) => entry.slice(1));
  return (name) => names.has(name) || endings.some((ending) => name.endsWith(ending));
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
  const isAllowed = nameCheck(['localhost', own, `${own}.lan`, `${own}.home`, ...allowedHosts]);
  return (c) => {
    const name = hostName(c.req.header('host') ?? new URL(c.req.url).host);
    if (name === null) throw new HTTPException(400);
    return { name, isOwn: isIP(name) !== 0 || isAllowed(name) || name.endsWith('.local') };
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

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a page of this box asks, under the name that it was asked by. */
export function isSameOrigin(c: Context, isOwnName: (name: string) => boolean): boolean {
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
