import type { MiddlewareHandler } from 'hono';

/**
 * Hono answers HEAD by the handler for GET and drops its body. A stream that nobody will read is
 * ended here, or it would keep its place, or its file, for good.
 */
export function headBodyGuard(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.req.method === 'HEAD') await c.res.body?.cancel();
  };
}
