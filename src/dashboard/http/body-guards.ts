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

export const UPLOAD_PATH = '/settings/backups/upload';

export const LOGO_PATH = '/settings/screen/logo';

/** Requests whose body may be large and slow; only administrators' are read. */
export function isUpload(method: string, path: string): boolean {
  return method === 'POST' && (path === UPLOAD_PATH || path === LOGO_PATH);
}
