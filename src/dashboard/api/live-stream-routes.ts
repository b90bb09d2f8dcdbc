import { upgradeWebSocket } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { WebSocket } from 'ws';
import type { DashboardDeps } from '../dashboard-deps.js';
import { ConnectionLimiter } from '../http/connection-limiter.js';
import { isSameOrigin, nameCheck } from '../http/host-guard.js';
import { openStream, streamAnswer } from '../http/latest-value-stream.js';
import { RefusedRequest } from '../http/refused-request.js';
import { LIVE_EVENTS_PATH, LIVE_SOCKET_PATH, STREAM_TOKENS_PATH } from '../http/stream-token.js';
import { eventStreamHeaders, STREAMS_PER_ADDRESS } from '../live/event-channel.js';
import { checkedQuery } from './checked-query.js';
import { leanAnalysis, leanQuery } from './lean-analysis.js';

const HEARTBEAT_MS = 15_000;
const PLACES = { total: 50, perAddress: STREAMS_PER_ADDRESS };
/** A reader that takes nothing for so long is gone. */
const SEND_MS = 30_000;
const EMPTY = new Uint8Array();
/** Codes of RFC 6455 with which a socket is closed. */
const GOING_AWAY = 1001;

const encoder = new TextEncoder();

/** The newest frames as they come: server-sent events, and a WebSocket with the same. */
export function liveStreamRoutes(deps: DashboardDeps): Hono {
  const { live, settings, clock, accounts } = deps;
  const slots = new ConnectionLimiter(PLACES);
  const isOwnName = nameCheck(settings.allowedHosts);
  const shared = {
    slots,
    clock,
    subscribe: (wake: () => void) => live.onAnalysis(wake),
    idleMs: HEARTBEAT_MS,
  };

  /** What a reader asked for: how often, and how much of a frame. */
  const asked = (c: Context) => {
    const query = checkedQuery(leanQuery, c.req.query());
    const leastMs = query.rate === undefined ? 0 : 1000 / query.rate;
    return {
      minIntervalMs: () => Math.max(leastMs, slots.intervalMs(settings.liveIntervalMs)),
      newest: () => {
        const analysis = live.latestAnalysis();
        return analysis && leanAnalysis(analysis, query);
      },
    };
  };

  /** @throws RefusedRequest 403: a WebSocket is not held to CORS, so its origin is asked here */
  const requireOrigin = (c: Context): void => {
    const origin = c.req.header('origin');
    const isListed = origin !== undefined && c.get('user')?.origins?.includes(origin);
    if (origin === undefined || isListed || isSameOrigin(c, isOwnName)) return;
    throw new RefusedRequest({ because: 'foreign-origin' });
  };

  return new Hono()
    .post(STREAM_TOKENS_PATH, (c) => {
      const user = c.get('user');
      if (!accounts || user?.by !== 'token') throw new HTTPException(403);
      c.header('Cache-Control', 'no-store');
      return c.json(accounts.streamTokens.create(-user.userId), 201);
    })
    .get(LIVE_EVENTS_PATH, (c) => {
      const { minIntervalMs, newest } = asked(c);
      return streamAnswer(c, {
        ...shared,
        minIntervalMs,
        headers: eventStreamHeaders,
        render: () => {
          const data = newest();
          return encoder.encode(
            data ? `event: analysis\ndata: ${JSON.stringify(data)}\n\n` : ': no frame yet\n\n',
          );
        },
        idle: () => encoder.encode(': still here\n\n'),
      });
    })
    .get(
      LIVE_SOCKET_PATH,
      async (c, next) => {
        if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
          return c.body(null, 426, { Upgrade: 'websocket' });
        }
        requireOrigin(c);
        asked(c);
        return next();
      },
      upgradeWebSocket((c) => {
        const closed = new AbortController();
        const { minIntervalMs, newest } = asked(c);
        const stream = openStream(
          c,
          {
            ...shared,
            minIntervalMs,
            render: () => {
              const data = newest();
              return data ? encoder.encode(JSON.stringify({ event: 'analysis', data })) : EMPTY;
            },
            idle: () => EMPTY,
          },
          closed.signal,
        );
        // A handshake that fails ends its socket, and with it what waits for nobody.
        c.env?.incoming?.socket.once('close', () => closed.abort());
        return {
          onOpen: (_, { raw }) => {
            if (raw) void pump(stream.getReader(), raw as WebSocket);
          },
          onClose: () => closed.abort(),
          // `close` follows.
          onError: () => {},
        };
      }),
    );
}

/** Sends one message after the other has left; an empty one is a ping. */
async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  socket: WebSocket,
): Promise<void> {
  let isAnswered = true;
  socket.on('pong', () => {
    isAnswered = true;
  });
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    const isPing = value.length === 0;
    if (isPing && !isAnswered) return socket.terminate();
    isAnswered &&= !isPing;
    const hasLeft = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), SEND_MS);
      const sent = (error?: Error | null) => {
        clearTimeout(timer);
        resolve(!error);
      };
      if (isPing) socket.ping(undefined, undefined, sent);
      else socket.send(value, { binary: false }, sent);
    });
    if (!hasLeft) return socket.terminate();
  }
  return socket.close(GOING_AWAY);
}
