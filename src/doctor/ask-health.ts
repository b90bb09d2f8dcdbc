import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

const TIMEOUT_MS = 5000;
const MAX_BYTES = 100_000;

/** The part of /healthz that the checks read. */
export interface Health {
  readonly status: string;
  readonly version: string;
  readonly source: { readonly kind: string; readonly state: string; readonly code?: string };
  readonly worker: { readonly state: string; readonly restarts: number };
  readonly store: { readonly state: string };
}

/** Where a daemon is looked for. */
export interface HealthAddress {
  readonly host: string;
  readonly port: number;
  /** Whether the pages are meant to be served by HTTPS; safe mode serves HTTP all the same. */
  readonly tls: boolean;
}

/** What the daemon at this address says of itself; null when none (or another program) answers. */
export async function askHealth({ host, port, tls }: HealthAddress): Promise<Health | null> {
  const first = tls ? 'https' : 'http';
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return (
    (await ask(first, name, port)) ?? (await ask(first === 'http' ? 'https' : 'http', name, port))
  );
}

function ask(scheme: 'http' | 'https', hostname: string, port: number): Promise<Health | null> {
  const options = {
    ...{ hostname, port, path: '/healthz' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // A connection of its own: nothing else in this program must ever take it over.
    agent: false as const,
  };
  return new Promise((resolve) => {
    const request =
      scheme === 'http'
        ? plainRequest(options)
        : // This box asks itself, sends nothing secret and wants only to know whether it lives:
          // a self-made certificate is no failure here, and nowhere else is it accepted.
          tlsRequest({ ...options, rejectUnauthorized: false });
    request.on('error', () => resolve(null));
    request.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length > MAX_BYTES) request.destroy();
      });
      answer.on('error', () => resolve(null));
      answer.on('close', () => resolve(healthIn(text)));
    });
    request.end();
  });
}

/** Null for the answer of another program. */
function healthIn(text: string): Health | null {
  try {
    const health = JSON.parse(text) as Health | null;
    return typeof health?.status === 'string' ? health : null;
  } catch {
    return null;
  }
}
