import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

import type { Verdict } from './check.js';

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
interface HealthAddress {
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

/** Rare replacements are no matter; a worker that goes again and again is. */
const MANY_RESTARTS = 10;

const SOURCE_REMEDIES: Readonly<Record<string, string>> = {
  SOURCE_FROZEN: 'The camera repeats one picture: unplug it and plug it in again.',
  SOURCE_BLACK: 'The picture is black: uncover the lens or turn a light on.',
  SOURCE_STUCK: 'The driver of the camera hangs: unplug it and plug it in again.',
  SOURCE_STALLED: 'The camera gives no frames: another cable or a powered hub.',
};

/** What the running daemon says of itself. */
export function checkService(health: Health | null): Verdict {
  if (health === null) {
    return {
      warning: 'no ekspresi answers at the address of the configuration',
      remedy:
        'Start it: `sudo systemctl start ekspresi`; `journalctl -u ekspresi -n 50` tells why it ended.',
    };
  }
  const { source, worker, store } = health;
  if (health.status === 'safe-mode' || source === undefined) {
    return { warning: 'ekspresi is in safe mode', remedy: 'Its page says what to mend.' };
  }
  if (source.state === 'degraded') {
    const code = source.code ?? 'no reason given';
    return {
      warning: `the ${source.kind} is degraded (${code})`,
      remedy: SOURCE_REMEDIES[code] ?? 'The page *System* and docs/operations.md say what to do.',
    };
  }
  if (worker.state !== 'running') {
    return { warning: `the inference is ${worker.state}`, remedy: 'See the check "inference".' };
  }
  if (store.state !== 'ok') {
    return { warning: 'the history is not recorded', remedy: 'See "data folder" and "disk".' };
  }
  if (worker.restarts > MANY_RESTARTS) {
    return {
      warning: `the inference worker was replaced ${worker.restarts} times`,
      remedy: 'The events say why: too slow a box, too hot, or short of memory.',
    };
  }
  return `ekspresi ${health.version} runs, ${source.kind} ${source.state}`;
}
