import type { Context } from 'hono';

interface SocketBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/** The peer's address as the socket tells it; headers such as X-Forwarded-For are not believed. */
export function clientAddress(c: Context): string {
  const address = (c.env as SocketBindings | undefined)?.incoming?.socket?.remoteAddress;
  return address?.replace(/^::ffff:/, '') ?? 'unknown';
}
