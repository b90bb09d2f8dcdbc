import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { EkspresiError } from '../../core/errors.js';
import { MARKER_KINDS, type MarkerCorrection } from '../../core/marker.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { chooseRange } from '../history/time-range.js';
import { formText, readForm } from '../http/forms.js';
import { multipartFile } from '../http/multipart-file.js';
import { localise, localiseInLine } from '../i18n/localise.js';
import type { PageAssets } from '../view/layout.js';
import type { Outcome } from '../view/outcome-note.js';
import { sendPage } from '../view/render.js';
import { requestView } from '../view/request-view.js';
import { auditMarker, describe, originOf } from './marker-api.js';
import { importMarkers } from './marker-import.js';
import { MarkerPage } from './marker-page.js';
import { draftOf, momentOf } from './marker-request.js';

const PER_PAGE = 50;
/** A mark of the live page may be so old when it is sent: somebody was typing. */
const LONGEST_TYPING_MS = 600_000;

/** /markers and its forms; the guard has made sure of an administrator for those. */
export function markerRoutes(deps: DashboardDeps, assets: PageAssets): Hono {
  const show = (c: Context, outcome: Outcome | null, problems: readonly string[] = []) => {
    const isAnswer = c.req.method !== 'GET';
    const view = requestView(c, deps.settings, isAnswer ? '/markers' : undefined);
    const nowMs = deps.clock.nowMs();
    const { from, to, preset, cursor, kind: asked, edit } = isAnswer ? {} : c.req.query();
    const range = chooseRange({ from, to, preset }, nowMs, view.timeZone, 'month');
    const kind = MARKER_KINDS.find((known) => known === asked) ?? null;
    const page = deps.queries.markers({
      // What is still to come stands in the list, too.
      range: { fromMs: range.fromMs, toMs: range.preset ? range.toMs + 86_400_000 : range.toMs },
      limit: PER_PAGE,
      ...(kind ? { kind } : {}),
      ...(cursor ? { cursor } : {}),
    });
    const edited = /^\d{1,15}$/.test(edit ?? '') ? deps.queries.marker(Number(edit)) : null;
    const mayChange = c.get('user')?.role === 'administrator';
    const data = {
      ...{ page, range, kind, nowMs, paged: Boolean(cursor) },
      ...{ edited, outcome, problems, mayChange },
    };
    const status = outcome?.ok === false ? 422 : 200;
    return sendPage(c, <MarkerPage data={data} view={view} assets={assets} />, status);
  };

  type Form = Readonly<Record<string, unknown>>;
  const doing = (act: (c: Context, form: Form) => void) => async (c: Context) => {
    try {
      act(c, await readForm(c));
      return c.redirect('/markers?done=1', 303);
    } catch (error) {
      if (!(error instanceof EkspresiError) || error.code !== 'USAGE') throw error;
      const { language } = requestView(c, deps.settings);
      return show(c, { ok: false, message: localiseInLine(language, error) });
    }
  };
  const clockOf = (c: Context) => ({
    nowMs: deps.clock.nowMs(),
    timeZone: requestView(c, deps.settings).timeZone,
  });
  const idOf = (form: Form) => Number(formText(form, 'id', 15));

  const set = (c: Context, form: Form) => {
    const field = (name: string) => formText(form, name, 300) || undefined;
    // A mark is of the moment in which its key was pressed, by the kiosk's clock.
    const agoMs = Math.min(Number(field('agoMs') ?? 0) || 0, LONGEST_TYPING_MS);
    const clock = clockOf(c);
    const body = {
      ...{ kind: field('kind'), name: field('name'), id: field('contentId') },
      ...{ from: field('from') ?? Math.round(clock.nowMs - Math.max(0, agoMs)), to: field('to') },
    };
    const { marker } = deps.markers.set(draftOf(body, clock), originOf(c));
    auditMarker(c, deps, 'marker-set', describe(marker));
    return marker;
  };

  return new Hono()
    .get('/markers', (c) => {
      const words = requestView(c, deps.settings).text.markers;
      return show(c, c.req.query('done') ? { ok: true, message: words.done } : null);
    })
    .post('/markers', doing(set))
    .post('/markers/mark', async (c) => {
      const marker = set(c, await readForm(c));
      // The script of the live page stays on it.
      if (c.req.header('accept')?.includes('application/json')) return c.json({ id: marker.id });
      return c.redirect('/', 303);
    })
    .post(
      '/markers/end',
      doing((_, form) => {
        deps.markers.change(idOf(form), { endMs: 'now' });
      }),
    )
    .post(
      '/markers/correct',
      doing((c, form) => {
        const before = deps.queries.marker(idOf(form));
        const clock = clockOf(c);
        const time = (name: string, kept: number | null | undefined) => {
          const text = formText(form, name, 40);
          const atMs = text === '' ? null : momentOf(name, text, clock);
          // The field has no milliseconds: what was not touched stays exact.
          const isSame = atMs !== null && kept && Math.floor(kept / 1000) * 1000 === atMs;
          return isSame ? kept : atMs;
        };
        const startMs = time('from', before?.startMs);
        const correction: MarkerCorrection = {
          name: formText(form, 'name', 300),
          contentId: formText(form, 'contentId', 300) || null,
          endMs: time('to', before?.endMs),
          ...(startMs === null ? {} : { startMs }),
        };
        const marker = deps.markers.change(idOf(form), correction);
        auditMarker(c, deps, 'marker-changed', describe(marker));
      }),
    )
    .post(
      '/markers/remove',
      doing((c, form) => {
        const before = deps.queries.marker(idOf(form));
        if (before === null || !deps.markers.remove(before.id)) throw new HTTPException(404);
        auditMarker(c, deps, 'marker-removed', describe(before));
      }),
    )
    .post('/markers/import', async (c) => {
      const { language, text, format, timeZone } = requestView(c, deps.settings);
      const words = text.markers;
      const skipWrong = c.req.query('wrong') === 'skip';
      const { body } = c.req.raw;
      if (body === null) throw new HTTPException(400);
      const file = multipartFile(
        body as unknown as AsyncIterable<Uint8Array>,
        c.req.header('content-type') ?? '',
      );
      const how = { skipWrong, timeZone, origin: originOf(c) };
      try {
        const { rows, stored, wrong, wrongCount } = await importMarkers(file, deps, how);
        if (stored > 0) auditMarker(c, deps, 'markers-imported', String(stored));
        const lines = wrong.map(({ line, error }) =>
          words.line(line, localise(language, error).message),
        );
        const isRefused = wrongCount > 0 && !skipWrong;
        const left = wrongCount > 0 ? ` ${words.wrongRows(format.number(wrongCount))}` : '';
        const message = isRefused
          ? words.refused(format.number(wrongCount))
          : words.imported(format.number(stored), format.number(rows)) + left;
        return show(c, { ok: !isRefused, message }, lines);
      } catch (error) {
        if (!(error instanceof EkspresiError)) throw error;
        return show(c, { ok: false, message: localiseInLine(language, error) });
      }
    });
}
