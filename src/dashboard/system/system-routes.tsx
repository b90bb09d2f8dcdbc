import { Hono } from 'hono';
import type { DashboardDeps } from '../dashboard-deps.js';
import { Layout, type PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { ModelCard } from './model-card.js';
import { SystemPage } from './system-page.js';

const RUNS_SHOWN = 10;

/** GET /system, and /system/model: what the model is known to do. */
export function systemRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  return new Hono()
    .get('/system', async (c) => {
      const data = {
        status: deps.status(),
        database: deps.queries.databaseInfo(),
        runs: deps.queries.runs(RUNS_SHOWN),
        backups: deps.backups ?? null,
        nowMs: deps.clock.nowMs(),
        machine: (await deps.machine?.()) ?? null,
      };
      const view = requestView(c, deps.settings);
      return sendPage(c, <SystemPage data={data} view={view} assets={assets} />);
    })
    .get('/system/model', (c) => {
      const view = requestView(c, deps.settings);
      const page = (
        <Layout view={view} assets={assets} title={view.text.system.model}>
          <h1>{view.text.system.model}</h1>
          <ModelCard model={deps.model ?? null} status={deps.status()} view={view} />
        </Layout>
      );
      return sendPage(c, page);
    });
}
