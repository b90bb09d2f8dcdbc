import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { clientAddress } from './client-address.js';
import type { ConnectionLimiter } from './connection-limiter.js';
import { type LatestValueStreamOptions, latestValueStream } from './latest-value-stream.js';
import { sessionRevalidation } from './session-revalidation.js';

interface StreamAnswerOptions
  extends Omit<LatestValueStreamOptions, 'abort' | 'mayGoOn' | 'onEnd'> {
  readonly slots: ConnectionLimiter;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether there is still something to show; true where it is left out. */
  mayGoOn?(): boolean;
}

/**
 * An endless answer of the newest state, for as long as its reader may see it.
 * @throws HTTPException 503 where it may have no place
 */
export function streamAnswer(c: Context, options: StreamAnswerOptions): Response {
  const { slots, headers, mayGoOn = () => true, ...rest } = options;
  const release = slots.acquire(clientAddress(c));
  if (!release) throw new HTTPException(503);
  const isAllowed = sessionRevalidation(c, options.clock);
  const stream = latestValueStream({
    ...rest,
    mayGoOn: () => mayGoOn() && isAllowed(),
    abort: c.req.raw.signal,
    onEnd: release,
  });
  return c.body(stream, 200, headers);
}
