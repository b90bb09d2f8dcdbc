import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { describeError, EkspresiError } from '../../core/errors.js';
import { readSecretLine, secretPath } from '../../core/secret-file.js';
import type { Publisher, PublisherDeps } from '../publisher.js';
import { watchKiosk } from './kiosk-metrics.js';
import type { MetricsSettings } from './metrics-settings.js';

const MAX_CONNECTIONS = 16;
const REQUEST_MS = 5000;
const LOOPBACK = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

/**
 * Serves `/metrics` in Prometheus' text format on a port of its own: to programs on this machine,
 * and to others where they send the bearer token of the settings.
 */
export class MetricsPublisher implements Publisher {
  readonly name = 'metrics';
  readonly #settings: MetricsSettings;
  readonly #deps: PublisherDeps;
  readonly #registry = new Registry();
  readonly #stopping = new AbortController();
  #server: Server | null = null;

  constructor(settings: MetricsSettings, deps: PublisherDeps) {
    this.#settings = settings;
    this.#deps = deps;
  }

  /** Null until it is started. */
  get url(): string | null {
    const address = this.#server?.address() as AddressInfo | null | undefined;
    if (!address) return null;
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}/metrics`;
  }

  /** @throws EkspresiError CONFIG_UNREADABLE, PORT_IN_USE, BIND_REFUSED */
  async start(): Promise<void> {
    const { host, port, tokenFile } = this.#settings;
    const token = tokenFile === undefined ? null : readToken(tokenFile);
    watchKiosk(this.#registry, this.#deps, this.#stopping.signal);
    const server = createServer((request, response) => {
      this.#answer(request, response, token).catch((error: unknown) => {
        this.#deps.log.error({ error: describeError(error) }, 'the metrics could not be made');
        response.destroy();
      });
    });
    server.maxConnections = MAX_CONNECTIONS;
    server.requestTimeout = REQUEST_MS;
    server.headersTimeout = REQUEST_MS;
    this.#server = server;
    await listen(server, host, port);
    this.#deps.log.info({ url: this.url }, 'metrics are served');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const server = this.#server;
    if (!server?.listening) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    token: Buffer | null,
  ): Promise<void> {
    const end = (status: number, headers: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(status, { 'content-length': '0', ...headers }).end();
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(405, { allow: 'GET' });
    if (request.url?.split('?', 1)[0] !== '/metrics') return end(404);
    if (token === null && !LOOPBACK.test(request.socket.remoteAddress ?? '')) return end(403);
    if (token !== null && !isToken(request.headers.authorization, token)) {
      return end(401, { 'www-authenticate': 'Bearer' });
    }
    const body = await this.#registry.metrics();
    response.writeHead(200, { 'content-type': this.#registry.contentType });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}

/** Digest of the first line of a file. @throws EkspresiError CONFIG_UNREADABLE */
function readToken(file: string): Buffer {
  const path = secretPath(file);
  let token: string;
  try {
    token = readSecretLine(path).trim();
  } catch (cause) {
    throw new EkspresiError('metrics-token-unreadable', { path }, { cause });
  }
  if (token !== '') return digest(token);
  throw new EkspresiError('metrics-token-empty', { path });
}

function isToken(authorization: string | undefined, expected: Buffer): boolean {
  const given = /^Bearer (\S{1,1000})$/.exec(authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), expected);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(
        new EkspresiError(
          isTaken ? 'metrics-port-in-use' : 'metrics-bind-refused',
          { host, port, reason: error.code ?? error.message },
          { cause: error },
        ),
      );
    });
    server.listen({ host, port }, resolve);
  });
}
