import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { HTTPException } from 'hono/http-exception';
import type { z } from 'zod';
import { EkspresiError } from '../../core/errors.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { ConnectionLimiter } from '../http/connection-limiter.js';
import { streamAnswer } from '../http/latest-value-stream.js';
import { eventStreamHeaders, STREAMS_PER_ADDRESS } from '../live/event-channel.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView, requireTimeZone } from '../view/request-view.js';
import { componentSchemas } from './answers/components.js';
import { API_ENDPOINTS, type Endpoint } from './api-endpoints.js';
import { ApiPage } from './api-page.js';
import { leanAnalysis, leanQuery } from './lean-analysis.js';
import { openApiDocument } from './openapi.js';

const HEARTBEAT_MS = 15_000;
const PLACES = { total: 50, perAddress: STREAMS_PER_ADDRESS };

const encoder = new TextEncoder();

/** @throws EkspresiError USAGE naming the first parameter that is not understood */
function checkedQuery<Query>(schema: z.ZodType<Query>, given: Record<string, string>): Query {
  const query = schema.safeParse(given);
  if (query.success) return query.data;
  const [issue] = query.error.issues;
  throw new EkspresiError('query-invalid', {
    field: issue?.path.join('.') ?? 'query',
    problem: issue?.message ?? 'not understood',
  });
}

function answer(c: Context, endpoint: Endpoint, deps: DashboardDeps): Response {
  const query = checkedQuery(endpoint.query, { ...c.req.query(), ...c.req.param() });
  const { zone } = query;
  if (typeof zone === 'string') requireTimeZone(zone);
  const body = endpoint.answer(query, deps);
  if (body === null) throw new HTTPException(404);
  c.header('Cache-Control', 'private, no-cache');
  return c.json(body as object);
}

/** `/api/v1/…` as listed, its description, and a page about it. */
export function apiRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { live, settings, clock } = deps;
  const slots = new ConnectionLimiter(PLACES);
  const app = new Hono();
  // Made when somebody first wants to know, and then kept: it never changes.
  let made: ReturnType<typeof componentSchemas> | undefined;
  const components = () => {
    made ??= componentSchemas();
    return made;
  };

  app.get('/api/v1/live/events', (c) => {
    const query = checkedQuery(leanQuery, c.req.query());
    const newest = () => {
      const analysis = live.latestAnalysis();
      if (analysis === null) return encoder.encode(': no frame yet\n\n');
      const data = JSON.stringify(leanAnalysis(analysis, query));
      return encoder.encode(`event: analysis\ndata: ${data}\n\n`);
    };
    const askedMs = query.rate === undefined ? 0 : 1000 / query.rate;
    return streamAnswer(c, {
      slots,
      headers: eventStreamHeaders,
      subscribe: (wake) => live.onAnalysis(wake),
      render: newest,
      idle: () => encoder.encode(': still here\n\n'),
      idleMs: HEARTBEAT_MS,
      minIntervalMs: () => Math.max(askedMs, slots.intervalMs(settings.liveIntervalMs)),
      clock,
    });
  });

  app.use('/api/v1/*', etag());
  for (const endpoint of API_ENDPOINTS) {
    app.get(endpoint.path.replace('{id}', ':id'), (c) => answer(c, endpoint, deps));
  }
  app.get('/api/openapi.json', (c) => c.json(openApiDocument(deps.status().version, components())));
  app.get('/api', (c) => {
    const view = requestView(c, settings);
    const origin = new URL(c.req.url).origin;
    const page = <ApiPage view={view} assets={assets} origin={origin} components={components()} />;
    return sendPage(c, page);
  });
  return app;
}
