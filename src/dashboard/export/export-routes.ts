import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { DashboardDeps, ExportRequest } from '../dashboard-deps.js';
import { chooseRange } from '../history/time-range.js';
import { Slots } from '../http/slots.js';
import { requestView } from '../view/request-view.js';

const LEVELS = ['observation', 'face', 'minute', 'hour'] as const;
const MAX_EXPORTS = 3;

const contentTypes: Readonly<Record<ExportRequest['format'], string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

/** A stream that pulls from the export, so that a slow download holds one page of rows. */
function streamOf(chunks: AsyncIterable<Uint8Array>, onEnd: () => void): ReadableStream {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (!done) {
            controller.enqueue(value);
            return;
          }
          onEnd();
          controller.close();
        } catch (error) {
          onEnd();
          controller.error(error);
        }
      },
      async cancel() {
        onEnd();
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** GET /export.csv, /export.ndjson, /export.parquet with level and a range as in /history. */
export function exportRoutes(deps: DashboardDeps): Hono {
  const slots = new Slots(MAX_EXPORTS);
  const send = (c: Context, format: ExportRequest['format']) => {
    if (!deps.exportHistory) throw new HTTPException(404);
    const view = requestView(c, deps.settings);
    const { from, to, preset, level: asked = 'observation' } = c.req.query();
    const level = LEVELS.find((name) => name === asked);
    if (!level) throw new HTTPException(400);
    const range = chooseRange({ from, to, preset }, deps.clock.nowMs(), view.timeZone, 'month');
    const release = slots.acquire();
    if (!release) throw new HTTPException(503);
    const { fromMs, toMs } = range;
    const chunks = deps.exportHistory({ fromMs, toMs, level, format, timeZone: view.timeZone });
    const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
    const name = `ekspresi-${level}-${day(fromMs)}-${day(toMs)}.${format}`;
    return c.body(streamOf(chunks, release), 200, {
      'Content-Type': contentTypes[format],
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
      'Transfer-Encoding': 'chunked',
    });
  };
  return new Hono()
    .get('/export.csv', (c) => send(c, 'csv'))
    .get('/export.ndjson', (c) => send(c, 'ndjson'))
    .get('/export.parquet', (c) => send(c, 'parquet'));
}
