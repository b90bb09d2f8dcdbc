import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

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
export const FILM_UPLOAD_PATH = '/recordings/upload';
/** Files of markers; each is read up to a limit of its own. */
const MARKER_FILE_PATHS = ['/markers/import', '/api/v1/markers/import'] as const;
const UPLOAD_PATHS: ReadonlySet<string> = new Set([
  ...[UPLOAD_PATH, LOGO_PATH, FILM_UPLOAD_PATH],
  ...MARKER_FILE_PATHS,
]);

/** Requests whose body may be larger; only those who may change something are read. */
export function isUpload(method: string, path: string): boolean {
  return method === 'POST' && UPLOAD_PATHS.has(path);
}

/**
 * Refuses large bodies before they are read, 413, and those of an unknown length, 411. Uploads are
 * read as streams with limits of their own. A request with neither header has no body (RFC 9112,
 * 6.3).
 */
export function bodySizeGuard(maxBytes: number): MiddlewareHandler {
  return async (c, next) => {
    if (!isUpload(c.req.method, c.req.path)) {
      if (c.req.header('transfer-encoding') !== undefined) throw new HTTPException(411);
      if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw new HTTPException(413);
    }
    await next();
  };
}
