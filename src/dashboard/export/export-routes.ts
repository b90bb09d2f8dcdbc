import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { EXPORT_FORMATS, EXPORT_LEVELS, type ExportFormat } from '../../core/export-format.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { localFieldValue } from '../history/local-time.js';
import { chooseRange } from '../history/time-range.js';
import { clientAddress } from '../http/client-address.js';
import { ConnectionLimiter } from '../http/connection-limiter.js';
import { requestView, requireTimeZone } from '../view/request-view.js';
import { ExportJobs } from './export-jobs.js';

const PLACES = { total: 3, perAddress: 2 };

const contentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

/** Names in letters that every file system and header takes; those without any are left out. */
function fileNameOf({ name, box }: { readonly name: string; readonly box: string }): string[] {
  return [name, box]
    .map((text) =>
      text
        .normalize('NFKD')
        .toLowerCase()
        .replaceAll(/\p{Mark}/gu, '')
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-+|-+$/g, ''),
    )
    .filter((text) => text !== '');
}

type Ending = 'done' | 'failed';

/** A stream that pulls from the export, so that a slow download holds one page of rows. */
function streamOf(
  chunks: AsyncIterable<Uint8Array>,
  onEnd: (ending: Ending) => void,
): ReadableStream {
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
          onEnd('done');
          controller.close();
        } catch (error) {
          onEnd('failed');
          controller.error(error);
        }
      },
      async cancel() {
        onEnd('failed');
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * GET /export.csv, /export.ndjson, /export.parquet with level and a range as in /history, and
 * `zone` where its times are of another than the visitor's; `job` names a download whose progress
 * GET /export/progress tells.
 */
export function exportRoutes(deps: DashboardDeps): Hono {
  const slots = new ConnectionLimiter(PLACES);
  const jobs = new ExportJobs();
  const send = (c: Context, format: ExportFormat) => {
    if (!deps.exportHistory) throw new HTTPException(404);
    const { from, to, preset, zone, level: asked = 'observation', job = '' } = c.req.query();
    const level = EXPORT_LEVELS.find((name) => name === asked);
    if (!level) throw new HTTPException(400);
    if (zone !== undefined) requireTimeZone(zone);
    const timeZone = zone ?? requestView(c, deps.settings).timeZone;
    const range = chooseRange({ from, to, preset }, deps.clock.nowMs(), timeZone, 'month');
    const release = slots.acquire(clientAddress(c));
    if (!release) {
      jobs.set(job, { rows: 0, unreadable: 0, state: 'refused' });
      throw new HTTPException(503);
    }
    const { fromMs, toMs } = range;
    let [rows, unreadable] = [0, 0];
    jobs.set(job, { rows, unreadable, state: 'running' });
    const { siteName: name, boxName: box } = deps.settings;
    const site = { name, box };
    const chunks = deps.exportHistory({
      ...{ fromMs, toMs, level, format, timeZone, site },
      onProgress: (written) => {
        rows = written;
        jobs.set(job, { rows, unreadable, state: 'running' });
      },
      onUnreadable: (left) => {
        unreadable = left;
      },
    });
    const onEnd = (state: Ending) => {
      jobs.set(job, { rows, unreadable, state });
      release();
    };
    const day = (atMs: number) => localFieldValue(atMs, timeZone).slice(0, 10);
    const of = ['ekspresi', ...fileNameOf(site), level, day(fromMs), day(toMs - 1)].join('-');
    return c.body(streamOf(chunks, onEnd), 200, {
      'Content-Type': contentTypes[format],
      'Content-Disposition': `attachment; filename="${of}.${format}"`,
      'Cache-Control': 'no-store',
      'Transfer-Encoding': 'chunked',
    });
  };
  const app = new Hono();
  for (const format of EXPORT_FORMATS) app.get(`/export.${format}`, (c) => send(c, format));
  return app.get('/export/progress', (c) => {
    const progress = jobs.find(c.req.query('job') ?? '');
    if (!progress) throw new HTTPException(404);
    c.header('Cache-Control', 'no-store');
    return c.json(progress);
  });
}
