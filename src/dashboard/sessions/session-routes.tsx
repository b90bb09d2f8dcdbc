import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { EkspresiError } from '../../core/errors.js';
import { requireParticipantCode } from '../../sessions/participant-code.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { formText, readForm } from '../http/forms.js';
import { localiseInLine } from '../i18n/localise.js';
import { auditMarker, describe, originOf } from '../markers/marker-api.js';
import type { PageAssets } from '../view/layout.js';
import type { Outcome } from '../view/outcome-note.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { conditionSummaries } from './condition-summary.js';
import { BASELINE_MS, type LabSession, labSession, readLabSession } from './lab-session.js';
import { SESSION_DOWNLOADS, sessionDownload } from './session-downloads.js';
import { SessionsPage } from './session-list-page.js';
import { SessionPage } from './session-page.js';

const PER_PAGE = 50;

/** /sessions: start, stop, look at and download what a participant showed before a stimulus. */
export function sessionRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const { queries, clock } = deps;
  const mayChange = (c: Context) => c.get('user')?.role === 'administrator';

  const list = (c: Context, outcome: Outcome | null) => {
    const view = requestView(c, deps.settings, c.req.method === 'GET' ? undefined : '/sessions');
    const cursor = c.req.query('cursor');
    const page = queries.markers({
      range: { fromMs: 0, toMs: clock.nowMs() + 60_000 },
      ...{ kind: 'session', limit: PER_PAGE },
      ...(cursor ? { cursor } : {}),
    });
    const faces = deps.live.latestAnalysis()?.faces ?? [];
    const bySize = [...faces].sort((a, b) => b.box.width - a.box.width);
    const data = {
      sessions: page.rows.flatMap((marker) => labSession(marker) ?? []),
      ...{ nextCursor: page.nextCursor, mayChange: mayChange(c), outcome },
      hasRecordings: deps.recordings !== undefined,
      facesInView: bySize.map(({ trackId }) => trackId),
    };
    const status = outcome?.ok === false ? 422 : 200;
    return sendPage(c, <SessionsPage data={data} view={view} assets={assets} />, status);
  };

  const found = (id: string): LabSession => {
    const marker = /^\d{1,15}$/.test(id) ? queries.marker(Number(id)) : null;
    const session = marker === null ? null : labSession(marker);
    if (session === null) throw new HTTPException(404);
    return session;
  };

  const start = (c: Context, form: Readonly<Record<string, unknown>>) => {
    const participant = requireParticipantCode(formText(form, 'participant', 100));
    const stimulus = formText(form, 'stimulus', 100).trim();
    if (stimulus === '') throw new EkspresiError('session-stimulus', {});
    const condition = formText(form, 'condition', 100).trim();
    const face = formText(form, 'face', 15);
    const details = {
      ...{ participant, baselineMs: BASELINE_MS },
      ...(condition === '' ? {} : { condition }),
      ...(/^\d+$/.test(face) ? { trackId: Number(face) } : {}),
    };
    const { marker } = deps.markers.set(
      {
        ...{ kind: 'session', contentId: stimulus, name: participant, details },
        ...{ startMs: Math.round(clock.nowMs()), endMs: null },
      },
      originOf(c),
    );
    auditMarker(c, deps, 'marker-set', describe(marker));
    return marker.id;
  };

  return new Hono()
    .get('/sessions', (c) => list(c, null))
    .post('/sessions', async (c) => {
      const form = await readForm(c);
      try {
        return c.redirect(`/sessions/${start(c, form)}`, 303);
      } catch (error) {
        if (!(error instanceof EkspresiError) || error.code !== 'USAGE') throw error;
        const { language } = requestView(c, deps.settings);
        return list(c, { ok: false, message: localiseInLine(language, error) });
      }
    })
    .post('/sessions/stop', async (c) => {
      const session = found(formText(await readForm(c), 'id', 15));
      if (session.endMs === null) {
        const marker = deps.markers.change(session.id, { endMs: 'now' });
        auditMarker(c, deps, 'marker-changed', describe(marker));
      }
      return c.redirect(`/sessions/${session.id}`, 303);
    })
    .get('/sessions/:file{[0-9]{1,15}\\.[a-z]{3,8}}', async (c) => {
      const [id = '', ending] = c.req.param('file').split('.');
      const kind = SESSION_DOWNLOADS.find((known) => known === ending);
      if (kind === undefined) throw new HTTPException(404);
      const nowMs = clock.nowMs();
      const record = await readLabSession(found(id), queries, nowMs);
      const { language, timeZone } = requestView(c, deps.settings);
      const { body, headers } = sessionDownload(record, kind, { language, timeZone, nowMs });
      return c.body(body, 200, headers);
    })
    .get('/sessions/:id', async (c) => {
      const session = found(c.req.param('id'));
      const nowMs = clock.nowMs();
      const record = await readLabSession(session, queries, nowMs);
      const isOver = session.endMs !== null;
      const conditions = isOver ? await conditionSummaries(session, queries, nowMs) : [];
      const data = { session, record, nowMs, mayChange: mayChange(c), conditions };
      const view = requestView(c, deps.settings);
      return sendPage(c, <SessionPage data={data} view={view} assets={assets} />);
    });
}
