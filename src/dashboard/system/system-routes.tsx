import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { SystemPage } from './system-page.js';

const RUNS_SHOWN = 10;

/** GET /system. */
export function systemRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  return new Hono().get('/system', async (c) => {
    const data = {
      status: deps.status(),
      database: deps.queries.databaseInfo(),
      runs: deps.queries.runs(RUNS_SHOWN),
      model: deps.model ?? null,
      machine: (await deps.machine?.()) ?? null,
    };
    const view = requestView(c, deps.settings);
    return sendPage(c, <SystemPage data={data} view={view} assets={assets} />);
  });
}
