import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { EXPRESSIONS } from '../../core/expression.js';
import type { FaceFilter, FaceOrder } from '../../store/store-queries.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { chooseRange } from '../history/time-range.js';
import type { PageAssets } from '../view/layout.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { FaceListPage } from './face-list-page.js';
import { FacePage } from './face-page.js';
import { timelineJson } from './timeline-json.js';

const FACE_ORDERS: readonly FaceOrder[] = [
  'newest',
  'oldest',
  'longest',
  'shortest',
  'most-blinks',
];

const FACES_PER_PAGE = 50;
const TIMELINE_POINTS = 2000;
const MAX_STAY_S = 86_400;

function faceId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new HTTPException(404);
  return Number(text);
}

/** GET /faces (filter, sort, page), /faces/:id, and the curves of one stay as JSON. */
export function faceRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { queries, settings, clock } = deps;
  return new Hono()
    .get('/faces', (c) => {
      const view = requestView(c, settings);
      const nowMs = clock.nowMs();
      const { from, to, preset, cursor, ...query } = c.req.query();
      const range = chooseRange({ from, to, preset }, nowMs, view.timeZone, 'week');
      const dominant = EXPRESSIONS.find((name) => name === query.dominant);
      const stayS = Math.min(MAX_STAY_S, Math.max(0, Number(query.stay) || 0));
      const filter: FaceFilter = {
        range,
        order: FACE_ORDERS.find((name) => name === query.order) ?? 'newest',
        limit: FACES_PER_PAGE,
        ...(dominant ? { dominant } : {}),
        ...(stayS > 0 ? { minDwellMs: stayS * 1000 } : {}),
        ...(cursor ? { cursor } : {}),
      };
      const data = { range, filter, page: queries.faces(filter), nowMs };
      return sendPage(c, <FaceListPage data={data} view={view} assets={assets} />);
    })
    .get('/faces/:id/timeline', (c) => {
      const timeline = queries.faceTimeline(faceId(c.req.param('id')), {
        maxPoints: TIMELINE_POINTS,
      });
      if (!timeline) throw new HTTPException(404);
      c.header('Cache-Control', 'no-store');
      return c.json(timelineJson(timeline, requestView(c, settings)));
    })
    .get('/faces/:id', (c) => {
      const face = queries.face(faceId(c.req.param('id')));
      if (!face) throw new HTTPException(404);
      const view = requestView(c, settings);
      return sendPage(c, <FacePage face={face} view={view} assets={assets} />);
    });
}
