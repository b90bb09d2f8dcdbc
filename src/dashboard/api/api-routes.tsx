import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { HTTPException } from 'hono/http-exception';
import type { DashboardDeps } from '../dashboard-deps.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView, requireTimeZone } from '../view/request-view.js';
import { componentSchemas } from './answers/components.js';
import { API_ENDPOINTS } from './api-endpoints.js';
import { ApiPage } from './api-page.js';
import { checkedQuery } from './checked-query.js';
import type { Endpoint } from './endpoint.js';
import { liveStreamRoutes } from './live-stream-routes.js';
import { openApiDocument } from './openapi.js';

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
  const { settings } = deps;
  const app = new Hono();
  // Made when somebody first wants to know, and then kept: it never changes.
  let made: ReturnType<typeof componentSchemas> | undefined;
  const components = () => {
    made ??= componentSchemas();
    return made;
  };

  app.route('/', liveStreamRoutes(deps));

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
