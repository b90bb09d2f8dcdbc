import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { DashboardBackups } from '../dashboard-deps.js';

/** Streams one of the listed backups as it is. */
export function sendBackup(c: Context, backups: DashboardBackups, name: string): Response {
  const path = backups.path(name);
  if (path === null) throw new HTTPException(404);
  const stream = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  return c.body(stream, 200, {
    'Content-Type': 'application/vnd.sqlite3',
    'Content-Length': String(statSync(path).size),
    'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
    'Cache-Control': 'no-store',
  });
}
