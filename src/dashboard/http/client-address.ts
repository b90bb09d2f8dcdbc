import type { Context } from 'hono';

interface Peer {
  readonly remoteAddress?: string | undefined;
}

interface SocketBindings {
  readonly incoming?: { readonly socket?: Peer };
}

/** Whom a socket is connected with; IPv4 always in its own writing. */
export function peerAddress(socket: Peer | undefined): string {
  return socket?.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown';
}

/** The peer's address as the socket tells it; headers such as X-Forwarded-For are not believed. */
export function clientAddress(c: Context): string {
  return peerAddress((c.env as SocketBindings | undefined)?.incoming?.socket);
}

/** Whether it is a program on the box itself. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(address);
}
