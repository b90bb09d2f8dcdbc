import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { clientAddress } from './client-address.js';
import { type NewestStreamOptions, newestStream } from './newest-stream.js';
import type { Slots } from './slots.js';
import { stillAllowed } from './still-allowed.js';

export interface StreamAnswerOptions
  extends Omit<NewestStreamOptions, 'abort' | 'mayGoOn' | 'onEnd'> {
  readonly slots: Slots;
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
  const isAllowed = stillAllowed(c, options.clock);
  const stream = newestStream({
    ...rest,
    mayGoOn: () => mayGoOn() && isAllowed(),
    abort: c.req.raw.signal,
    onEnd: release,
  });
  return c.body(stream, 200, headers);
}
