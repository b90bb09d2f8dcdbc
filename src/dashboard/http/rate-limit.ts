import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Clock } from '../../core/clock.js';
import { clientAddress } from './client-address.js';

interface RateLimitOptions {
  readonly clock: Clock;
  /** Requests that may come at once. */
  readonly burst: number;
  readonly perSecond: number;
}

const MAX_ADDRESSES = 10_000;

/** A token bucket per address; the longest unseen address is forgotten first. */
export function rateLimit({ clock, burst, perSecond }: RateLimitOptions): MiddlewareHandler {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return async (c, next) => {
    const address = clientAddress(c);
    const nowMs = clock.monotonicMs();
    const bucket = buckets.get(address) ?? { tokens: burst, atMs: nowMs };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    buckets.delete(address);
    buckets.set(address, bucket);
    const oldest = buckets.keys().next();
    if (buckets.size > MAX_ADDRESSES && !oldest.done) buckets.delete(oldest.value);
    if (bucket.tokens < 1) throw new HTTPException(429);
    bucket.tokens -= 1;
    await next();
  };
}
