import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { AuditAction } from '../../accounts/account-types.js';
import { EkspresiError } from '../../core/errors.js';
import type { Marker, MarkerOrigin } from '../../core/marker.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { clientAddress } from '../http/client-address.js';
import { requireTimeZone } from '../view/request-view.js';
import { importMarkers } from './marker-import.js';
import { correctionOf, draftOf, markerBody } from './marker-request.js';

/** Overlapping contents that an answer names. */
const MAX_OVERLAPS = 20;

/** POST, PUT and DELETE under `/api/v1/markers`; its GET stand among the endpoints. */
export function markerApi(deps: DashboardDeps): Hono {
  const nowMs = () => Math.round(deps.clock.nowMs());
  const clock = () => ({ nowMs: nowMs(), timeZone: 'UTC' });
  const idOf = (c: Context) => {
    const text = c.req.param('id') ?? '';
    if (!/^\d{1,15}$/.test(text)) throw new HTTPException(404);
    return Number(text);
  };
  const answer = (marker: Marker) => ({
    marker,
    overlaps: overlapsOf(deps, marker),
    nowMs: nowMs(),
  });
  const known = <Result>(change: () => Result): Result => {
    try {
      return change();
    } catch (error) {
      const isUnknown = error instanceof EkspresiError && error.kind === 'marker-unknown';
      throw isUnknown ? new HTTPException(404, { cause: error }) : error;
    }
  };

  return new Hono()
    .post('/api/v1/markers', async (c) => {
      const text = await c.req.text();
      const draft = draftOf(markerBody(text), clock());
      const { marker, isNew } = deps.markers.set(draft, requestOrigin(c, text));
      return c.json(answer(marker), isNew ? 201 : 200);
    })
    .put('/api/v1/markers/:id', async (c) => {
      const id = idOf(c);
      const correction = correctionOf(markerBody(await c.req.text()), clock());
      const before = deps.queries.marker(id);
      const marker = known(() => deps.markers.change(id, correction));
      // To end what goes on is no correction: a player does it all day.
      const isEnd = before?.endMs === null && Object.keys(correction).join() === 'endMs';
      if (!isEnd) auditMarker(c, deps, 'marker-changed', describe(marker));
      return c.json(answer(marker));
    })
    .delete('/api/v1/markers/:id', (c) => {
      const before = deps.queries.marker(idOf(c));
      if (before === null || !deps.markers.remove(before.id)) throw new HTTPException(404);
      auditMarker(c, deps, 'marker-removed', describe(before));
      return c.body(null, 204);
    })
    .post('/api/v1/markers/import', async (c) => {
      const { zone = 'UTC', wrong = 'refuse' } = c.req.query();
      requireTimeZone(zone);
      const { body } = c.req.raw;
      if (body === null) throw new HTTPException(400);
      const outcome = await importMarkers(body as unknown as AsyncIterable<Uint8Array>, deps, {
        ...{ skipWrong: wrong === 'skip', timeZone: zone, origin: originOf(c) },
      });
      if (outcome.stored > 0) auditMarker(c, deps, 'markers-imported', String(outcome.stored));
      const told = outcome.wrong.map(({ line, error }) => ({ line, problem: error.message }));
      const isRefused = outcome.wrongCount > 0 && wrong !== 'skip';
      return c.json({ ...outcome, wrong: told }, isRefused ? 422 : 200);
    });
}

/** Who sets a marker by this request. */
export function originOf(c: Context): MarkerOrigin {
  return { setBy: c.get('user')?.name || 'local' };
}

function requestOrigin(c: Context, body: string): MarkerOrigin {
  const idempotencyKey = c.req.header('idempotency-key');
  if (!idempotencyKey) return originOf(c);
  const requestDigest = createHash('sha256').update(body).digest('base64url');
  return { ...originOf(c), idempotencyKey, requestDigest };
}

export function auditMarker(
  c: Context,
  deps: DashboardDeps,
  action: AuditAction,
  detail: string,
): void {
  const address = clientAddress(c);
  deps.accounts?.audit({ actor: c.get('user').name, action, detail, address });
}

/** One line for the audit log. */
export function describe({ id, kind, contentId, name, startMs }: Marker): string {
  const what = contentId === null ? name : `${contentId} ${name}`;
  return `${id} ${kind} ${what} ${new Date(startMs).toISOString()}`;
}

/** Other contents that were on the screen during some part of a content. */
function overlapsOf({ queries, clock }: DashboardDeps, marker: Marker): readonly number[] {
  if (marker.kind !== 'content') return [];
  const { id, startMs, endMs } = marker;
  const toMs = Math.max(endMs ?? Math.round(clock.nowMs()), startMs + 1);
  const range = { fromMs: startMs, toMs };
  return queries
    .markers({ range, kind: 'content', limit: MAX_OVERLAPS })
    .rows.filter((other) => other.id !== id && other.endMs !== startMs)
    .map((other) => other.id);
}
