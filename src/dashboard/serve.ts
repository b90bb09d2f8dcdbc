import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type WebSocketServerLike } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebSocketServer } from 'ws';
import { EkspresiError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { type CertificateFiles, readCertificate } from './certificate.js';
import { isUpload } from './http/body-guards.js';
import { peerAddress, proxyCheck } from './http/client-address.js';
import { ConnectionLimiter } from './http/connection-limiter.js';
import { SOCKET_PROTOCOL } from './http/stream-token.js';

interface ServeOptions {
  readonly app: Hono;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Serves HTTPS only, with this certificate. */
  readonly tls?: CertificateFiles | undefined;
  readonly log: Log;
  /** As `dashboard.trustedProxies`. */
  readonly trustedProxies?: readonly string[];
  /** Time in which a request must have arrived whole; an upload may take longer. */
  readonly requestMs?: number;
}

export interface RunningDashboard {
  readonly url: string;
  readonly port: number;
  /** Ends every connection, streams too, within half a second. */
  close(): Promise<void>;
}

const LIMITS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  // For an upload; every other request is cut much sooner, see limitRequests.
  requestTimeout: 4 * 3_600_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
} as const;
/** Of pages, forms and the API; other ones change nothing and need no page. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const REQUEST_MS = 30_000;
const CLOSE_GRACE_MS = 300;
const MAX_SOCKET_MESSAGE_BYTES = 1024;
const CONNECTIONS = { total: 512, perAddress: 64 };
/** Longer than the pause between two chunks of the quietest stream. */
const SOCKET_IDLE_MS = 60_000;

function bindFailure(error: NodeJS.ErrnoException, host: string, port: number): EkspresiError {
  if (error.code === 'EADDRINUSE') {
    return new EkspresiError('port-in-use', { port, host }, { cause: error });
  }
  const reason = error.code ?? error.message;
  return new EkspresiError('bind-refused', { host, port, reason }, { cause: error });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(bindFailure(error, host, port));
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

/**
 * Cuts a request that has not arrived whole in time. An upload may take longer, as long as its body
 * is wanted: once it is answered it is a request like any other.
 */
function limitRequests(server: Server, requestMs: number): void {
  server.on('request', (request, response) => {
    const limit = (): void => {
      const timer = setTimeout(() => {
        if (!request.complete) request.socket.destroy();
      }, requestMs);
      timer.unref();
      request.once('close', () => clearTimeout(timer));
    };
    const path = request.url?.split('?', 1)[0] ?? '';
    if (isUpload(request.method ?? '', path)) response.once('finish', limit);
    else limit();
  });
}

/** Nobody may hold so many connections that others find none. */
function limitConnections(server: Server, trustedProxies: readonly string[]): void {
  const places = new ConnectionLimiter(CONNECTIONS);
  const isProxy = proxyCheck(trustedProxies);
  let proxied = 0;
  server.on('connection', (socket) => {
    const address = peerAddress(socket);
    // Many people come through one proxy: its connections share the total only.
    const release = places.acquire(isProxy(address) ? `proxied ${++proxied}` : address);
    if (release) socket.once('close', release);
    else socket.destroy();
  });
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A server that answers what no browser and no program of ours sends, before it is made a request
 * of the application: 405 for other methods, 400 for a target that is no path.
 */
function ordinaryOnly<Options>(create: (options: Options, listener: Listener) => Server) {
  return (options: Options, listener: Listener): Server =>
    create(options, (request, response) => {
      // `OPTIONS *` asks about the server as a whole, which tells nothing.
      const isKnown = METHODS.includes(request.method ?? '') && request.url !== '*';
      if (isKnown && request.url?.startsWith('/')) listener(request, response);
      else {
        const headers = { allow: METHODS.join(', '), 'content-length': 0, connection: 'close' };
        response.writeHead(isKnown ? 400 : 405, headers).end();
      }
    });
}

/** @throws EkspresiError CERTIFICATE_UNUSABLE */
function createServer({ app, tls }: ServeOptions, sockets: WebSocketServer): Server {
  const { fetch } = app;
  const websocket = { server: sockets as WebSocketServerLike };
  const shared = { fetch, overrideGlobalObjects: false, websocket };
  if (tls === undefined) {
    return createAdaptorServer({
      ...shared,
      createServer: ordinaryOnly(createHttpServer) as typeof createHttpServer,
      serverOptions: LIMITS,
    }) as Server;
  }
  return createAdaptorServer({
    ...shared,
    createServer: ordinaryOnly(createTlsServer) as typeof createTlsServer,
    serverOptions: { ...LIMITS, ...readCertificate(tls), minVersion: 'TLSv1.2' },
  }) as Server;
}

/** With a listener for upgrades, Node leaves every kind of them to it: h2c is none of ours. */
function upgradeWebSocketsOnly(server: Server): void {
  const [upgrade] = server.listeners('upgrade');
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request, socket, head) => {
    const path = request.url ?? '';
    if (request.headers.upgrade?.toLowerCase() === 'websocket' && path.startsWith('/')) {
      upgrade?.call(server, request, socket, head);
      return;
    }
    socket.on('error', () => {});
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
}

function urlOf(address: AddressInfo, scheme: string): string {
  const anyHost = address.address === '0.0.0.0' || address.address === '::';
  const host = anyHost ? 'localhost' : address.address;
  return `${scheme}://${address.family === 'IPv6' && !anyHost ? `[${host}]` : host}:${address.port}`;
}

/**
 * Serves the application by HTTP/1.1, or HTTPS, with every wait and size limited.
 * @throws EkspresiError `PORT_IN_USE`, `BIND_REFUSED` or `CERTIFICATE_UNUSABLE`.
 */
export async function serveDashboard(options: ServeOptions): Promise<RunningDashboard> {
  // Nobody has anything to tell us through one.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_SOCKET_MESSAGE_BYTES,
    handleProtocols: (names) => (names.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false),
  });
  const server = createServer(options, sockets);
  upgradeWebSocketsOnly(server);
  limitConnections(server, options.trustedProxies ?? []);
  server.setTimeout(SOCKET_IDLE_MS);
  limitRequests(server, options.requestMs ?? REQUEST_MS);
  await listen(server, options.host, options.port);
  server.on('error', (error) => options.log.error({ err: error }, 'dashboard server failed'));
  const address = server.address() as AddressInfo;
  const url = urlOf(address, options.tls ? 'https' : 'http');
  options.log.info({ url }, 'dashboard is listening');

  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      for (const socket of sockets.clients) socket.close(1001);
      setTimeout(() => {
        server.closeAllConnections();
        for (const socket of sockets.clients) socket.terminate();
      }, CLOSE_GRACE_MS).unref();
    });
  return { url, port: address.port, close };
}
