import type { Context } from 'hono';
import type { Clock } from '../../core/clock.js';

const ASK_EVERY_MS = 2000;

/**
 * Whether the one who opened a stream may still see it: signed in, not removed, not timed out. The
 * accounts are asked every two seconds at most.
 */
export function sessionRevalidation(c: Context, clock: Clock): () => boolean {
  const ask = c.get('isStillAllowed');
  let isAllowed = true;
  let askedMs = clock.monotonicMs();
  return () => {
    const nowMs = clock.monotonicMs();
    if (ask !== undefined && nowMs - askedMs >= ASK_EVERY_MS) {
      isAllowed = ask();
      askedMs = nowMs;
    }
    return isAllowed;
  };
}
