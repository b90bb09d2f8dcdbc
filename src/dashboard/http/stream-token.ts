import type { Context } from 'hono';

export const STREAM_TOKENS_PATH = '/api/v1/stream-tokens';
/** Server-sent events: the one address that takes a token of its own in the query. */
export const LIVE_EVENTS_PATH = '/api/v1/live/events';
export const LIVE_SOCKET_PATH = '/api/v1/live/socket';

/** The protocol that the WebSocket speaks. A browser names its token beside it. */
export const SOCKET_PROTOCOL = 'ekspresi.v1';
const SOCKET_TOKEN = /^ekspresi\.token\.(\S{1,200})$/;

/** The short-lived token of a stream that a browser opens; null for any other request. */
export function streamTokenOf(c: Context): string | null {
  if (c.req.method !== 'GET') return null;
  if (c.req.path === LIVE_EVENTS_PATH) return c.req.query('token')?.slice(0, 200) ?? null;
  if (c.req.path !== LIVE_SOCKET_PATH) return null;
  const protocols = (c.req.header('sec-websocket-protocol') ?? '').split(',');
  const named = protocols.map((name) => SOCKET_TOKEN.exec(name.trim())?.[1]);
  return named.find((token) => token !== undefined) ?? null;
}
