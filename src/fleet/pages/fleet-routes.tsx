import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Pool } from 'pg';
import { ChartSvg } from '../../dashboard/history/chart-svg.js';
import { CHART_SCALES } from '../../dashboard/history/stacked-chart.js';
import { chooseRange, unitFor } from '../../dashboard/history/time-range.js';
import type { PageDeps } from '../../dashboard/page-deps.js';
import type { PageAssets } from '../../dashboard/view/layout.js';
import { markup, sendPage } from '../../dashboard/view/render.js';
import { requestView } from '../../dashboard/view/request-view.js';
import { COMPARED, comparedSums, kioskSeries } from '../queries/audience-queries.js';
import { kiosks, putAsideByKiosk } from '../queries/fleet-queries.js';
import { type CompareData, ComparePage } from './compare-page.js';
import { comparedCsv, daysCsv, kiosksCsv } from './fleet-csv.js';
import { healthOf, matching, troubleFirst } from './kiosk-health.js';
import { KioskPage } from './kiosk-page.js';
import { KIOSKS_PER_PAGE, OverviewPage } from './overview-page.js';
import { type SiteAccess, scopeOf } from './site-access.js';

export interface FleetPageDeps extends PageDeps {
  readonly pool: Pool;
  readonly access: SiteAccess;
}

const MAX_STRANGERS = 10;

function sendCsv(c: Context, name: string, text: string): Response {
  return c.body(text, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
    'Cache-Control': 'no-store',
  });
}

/**
 * GET / with ?q=…&page=…, /compare?by=…, /kiosks/:id, each with a range as in /history and with
 * what it shows as CSV. Everybody sees the sites of the own account alone.
 */
export function fleetRoutes(deps: FleetPageDeps, assets: PageAssets): Hono {
  const { pool, settings, clock, access } = deps;
  const rule = settings.evidence;

  const asked = (c: Context) => {
    const view = requestView(c, settings);
    const nowMs = clock.nowMs();
    const { from, to, preset } = c.req.query();
    const range = chooseRange({ from, to, preset }, nowMs, view.timeZone, 'week');
    return { view, nowMs, range, scope: scopeOf(view.user, access) };
  };

  const overview = async (c: Context) => {
    const { view, nowMs, scope } = asked(c);
    const [found, putAside] = await Promise.all([kiosks(pool, scope), putAsideByKiosk(pool)]);
    const query = (c.req.query('q') ?? '').slice(0, 100);
    const all = found.map((kiosk) => healthOf(kiosk, putAside.get(kiosk.name) ?? 0, nowMs));
    const names = new Set(found.map(({ name }) => name));
    // Which names are strangers only somebody knows who sees all kiosks.
    const strangers =
      scope.sites.length > 0 ? [] : [...putAside.keys()].filter((name) => !names.has(name));
    return {
      ...{ view, nowMs, query, strangers: strangers.slice(0, MAX_STRANGERS) },
      health: troubleFirst(matching(all, query)),
    };
  };

  const compared = async (c: Context) => {
    const { view, nowMs, range, scope } = asked(c);
    const by = COMPARED.find((name) => name === c.req.query('by')) ?? 'site';
    const rows = await comparedSums(pool, scope, range, by);
    const data: CompareData = { rows, by, range, rule, nowMs };
    return { view, data };
  };

  const oneKiosk = async (c: Context) => {
    const { scope, ...rest } = asked(c);
    const id = Number(c.req.param('id'));
    const kiosk = (await kiosks(pool, scope)).find((row) => row.id === id);
    if (kiosk === undefined) throw new HTTPException(404);
    const scale = CHART_SCALES.find((name) => name === c.req.query('scale')) ?? 'time';
    const seriesBy = (unit: 'hour' | 'day') =>
      kioskSeries(pool, kiosk.id, rest.range, unit, rest.view.timeZone);
    return { ...rest, kiosk, scale, seriesBy, unit: unitFor(rest.range) };
  };

  return new Hono()
    .get('/', async (c) => {
      const { view, nowMs, query, strangers, health } = await overview(c);
      const pages = Math.max(1, Math.ceil(health.length / KIOSKS_PER_PAGE));
      const wanted = Math.trunc(Number(c.req.query('page') ?? 1)) || 1;
      const page = Math.min(Math.max(1, wanted), pages);
      const data = {
        kiosks: health.slice((page - 1) * KIOSKS_PER_PAGE, page * KIOSKS_PER_PAGE),
        ...{ asked: query, page, pages, strangers, nowMs, count: health.length },
        troubled: health.filter(({ troubles }) => troubles.length > 0).length,
      };
      return sendPage(c, <OverviewPage data={data} view={view} assets={assets} />);
    })
    .get('/kiosks.csv', async (c) => sendCsv(c, 'kiosks', kiosksCsv((await overview(c)).health)))
    .get('/compare', async (c) => {
      const { view, data } = await compared(c);
      return sendPage(c, <ComparePage data={data} view={view} assets={assets} />);
    })
    .get('/compare.csv', async (c) => {
      const { data } = await compared(c);
      return sendCsv(c, `compare-${data.by}`, comparedCsv(data.rows, rule));
    })
    .get('/kiosks/:id{[0-9]{1,9}}', async (c) => {
      const { kiosk, seriesBy, unit, view, nowMs, range, scale } = await oneKiosk(c);
      const [byUnit, byDay, putAside] = await Promise.all([
        unit === 'day' ? null : seriesBy('hour'),
        seriesBy('day'),
        putAsideByKiosk(pool),
      ]);
      const health = healthOf(kiosk, putAside.get(kiosk.name) ?? 0, nowMs);
      const series = byUnit ?? byDay;
      const data = { health, range, series, days: byDay.buckets, rule, scale, nowMs };
      return sendPage(c, <KioskPage data={data} view={view} assets={assets} />);
    })
    .get('/kiosks/:id{[0-9]{1,9}}/chart.svg', async (c) => {
      const { seriesBy, unit, view, range, scale } = await oneKiosk(c);
      const series = await seriesBy(unit === 'day' ? 'day' : 'hour');
      const drawing = markup(<ChartSvg series={series} range={range} scale={scale} view={view} />);
      return c.body(drawing, 200, {
        'Content-Type': 'image/svg+xml; charset=utf-8',
        'Content-Disposition': 'attachment; filename="ekspresi.svg"',
        'Cache-Control': 'no-store',
      });
    })
    .get('/kiosks/:id{[0-9]{1,9}}/days.csv', async (c) => {
      const { kiosk, seriesBy } = await oneKiosk(c);
      return sendCsv(c, `${kiosk.name}-days`, daysCsv((await seriesBy('day')).buckets, rule));
    });
}
