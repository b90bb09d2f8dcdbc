import { BlockList, isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';
import { RefusedRequest } from './refused-request.js';

interface Peer {
  readonly remoteAddress?: string | undefined;
}

interface SocketBindings {
  readonly incoming?: { readonly socket?: Peer; readonly httpVersion?: string };
}

/** Who asks: the peer of the socket, or whom a trusted proxy names. */
interface Client {
  readonly address: string;
  /** The request came through a proxy, trusted or not. */
  readonly isForwarded: boolean;
  readonly isThroughTrustedProxy: boolean;
  readonly isSecure: boolean;
}

declare module 'hono' {
  interface ContextVariableMap {
    client: Client;
  }
}

/** Headers that a proxy adds and a browser does not. */
const FORWARDING_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/** Whom a socket is connected with; IPv4 always in its own writing. */
export function peerAddress(socket: Peer | undefined): string {
  return socket?.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown';
}

/** What is wrong with an entry of `dashboard.trustedProxies`, null where it is right. */
export function trustedProxyProblem(entry: string): string | null {
  const [address = '', bits, ...rest] = entry.split('/');
  const family = isIP(address);
  const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= bitsOf(family));
  return family !== 0 && isRange && rest.length === 0
    ? null
    : 'is neither an address nor a range such as 192.168.1.0/24';
}

function bitsOf(family: number): number {
  return family === 6 ? 128 : 32;
}

/** Tells the addresses of the proxies that are believed. */
export function proxyCheck(trustedProxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of trustedProxies) {
    const [address = '', bits] = entry.split('/');
    const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? bitsOf(isIP(address)) : Number(bits), type);
  }
  return (address) =>
    isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Finds out who asks, before any guard needs it. Of `X-Forwarded-For` the last address counts that
 * is no trusted proxy itself: what stands before it was written by whoever that is.
 */
export function clientMiddleware(trustedProxies: readonly string[]): MiddlewareHandler {
  const isTrusted = proxyCheck(trustedProxies);
  return async (c, next) => {
    const { incoming } = (c.env ?? {}) as SocketBindings;
    const peer = peerAddress(incoming?.socket);
    const isThroughTrustedProxy = isTrusted(peer);
    const named = (c.req.header('x-forwarded-for') ?? '')
      .slice(-1000)
      .split(',')
      .map((entry) => entry.trim().replace(/^::ffff:/, ''));
    const client = isThroughTrustedProxy ? named.findLast((address) => !isTrusted(address)) : peer;
    const scheme = isThroughTrustedProxy ? c.req.header('x-forwarded-proto') : undefined;
    c.set('client', {
      address: client !== undefined && isIP(client) !== 0 ? client : peer,
      isForwarded: isForwarded(c, peer, incoming?.httpVersion),
      isThroughTrustedProxy,
      isSecure: new URL(c.req.url).protocol === 'https:' || scheme === 'https',
    });
    await next();
  };
}

/**
 * A browser on the box asks for localhost by HTTP/1.1. Another name, HTTP/1.0 (nginx's own way to
 * ask), or a header that proxies add: then somebody else asks.
 */
function isForwarded(c: Context, peer: string, httpVersion: string | undefined): boolean {
  if (FORWARDING_HEADERS.some((name) => c.req.header(name) !== undefined)) return true;
  if (!isLoopback(peer)) return false;
  const asked = c.req.header('host') ?? new URL(c.req.url).host;
  const host = asked.toLowerCase().replace(/:\d+$/, '');
  const isOwnName = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);
  return httpVersion === '1.0' || !isOwnName;
}

/** The address that asks; a proxy's own unless it is trusted. */
export function clientAddress(c: Context): string {
  const { incoming } = (c.env ?? {}) as SocketBindings;
  return (c.get('client') as Client | undefined)?.address ?? peerAddress(incoming?.socket);
}

/** Whether it is a program on the box itself. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}

/** Whether somebody on the box itself asks, and no proxy on it for somebody else. */
export function isLocal(c: Context): boolean {
  return !c.get('client').isForwarded && isLoopback(clientAddress(c));
}

/** Where nobody signs in, since only this machine should reach the pages: what a proxy brings. */
export function forwardedGuard(isOpen: (path: string) => boolean): MiddlewareHandler {
  return async (c, next) => {
    if (c.get('client').isForwarded && !isOpen(c.req.path)) {
      throw new RefusedRequest({ because: 'forwarded' });
    }
    await next();
  };
}
