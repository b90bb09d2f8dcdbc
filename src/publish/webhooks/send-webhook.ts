import { createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

const TIMEOUT_MS = 10_000;
const MAX_RETRY_AFTER_S = 3600;

interface Message {
  readonly id: string;
  readonly body: string;
}

interface Target {
  readonly url: string;
  readonly secret: string;
  readonly ca?: Buffer | undefined;
  readonly userAgent: string;
}

interface Answer {
  readonly status: number;
  /** What the receiver asks for (Retry-After); null where it does not. */
  readonly retryAfterMs: number | null;
}

/**
 * Headers of Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`): the
 * signature is HMAC-SHA256 of id, time and body, joined by full stops, in base64. A secret that
 * begins with `whsec_` is base64 itself, any other is taken as it is.
 *
 * @param atS seconds since the epoch
 */
export function signedHeaders(
  { id, body }: Message,
  secret: string,
  atS: number,
): Readonly<Record<string, string>> {
  const key = secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret);
  const signature = createHmac('sha256', key).update(`${id}.${atS}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(atS),
    'webhook-signature': `v1,${signature}`,
  };
}

/**
 * Posts one message. Redirects are not followed: they would carry it to a place that nobody chose.
 * @throws the system's error where there is no answer within ten seconds
 */
export function sendWebhook(
  message: Message,
  target: Target,
  nowMs: number,
  signal: AbortSignal,
): Promise<Answer> {
  const { protocol } = new URL(target.url);
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      target.url,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        ...(target.ca === undefined ? {} : { ca: target.ca }),
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(message.body)),
          'user-agent': target.userAgent,
          ...signedHeaders(message, target.secret, Math.floor(nowMs / 1000)),
        },
      },
      (response) => {
        resolve({ status: response.statusCode ?? 0, retryAfterMs: retryAfter(response) });
        // Nothing that it says is read.
        response.destroy();
      },
    );
    request.once('error', reject);
    request.on('error', () => {});
    request.end(message.body);
  });
}

function retryAfter({ headers }: IncomingMessage): number | null {
  const seconds = Number(headers['retry-after']);
  return headers['retry-after'] !== undefined && seconds >= 0
    ? Math.round(Math.min(seconds, MAX_RETRY_AFTER_S) * 1000)
    : null;
}
