import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EkspresiError } from '../../../src/core/errors.js';
import type { KioskStatus } from '../../../src/core/kiosk-status.js';
import type { SourceState } from '../../../src/core/source-state.js';
import {
  COMPONENTS,
  componentSchemas,
  nameOfReference,
  referenceTo,
} from '../../../src/dashboard/api/answers/components.js';
import { frameAnalysis } from '../../../src/dashboard/api/answers/live-answer.js';
import { refusal } from '../../../src/dashboard/api/answers/refusal.js';
import { API_ENDPOINTS } from '../../../src/dashboard/api/api-endpoints.js';
import type { Endpoint } from '../../../src/dashboard/api/endpoint.js';
import { MARKER_CHANGES } from '../../../src/dashboard/api/marker-changes.js';
import { makeAnalysis, makeFace } from '../../store/fixtures/make-analysis.js';
import { guardedDashboard } from '../fixtures/guarded-dashboard.js';
import { type TestDashboard, testDashboard } from '../fixtures/test-dashboard.js';
import { EYELESS, filledHistory, WIDE_AWAKE } from './filled-history.js';

function endpointOf(path: string): Endpoint {
  const { pathname } = new URL(path, 'http://localhost');
  const pattern = (one: Endpoint) => new RegExp(`^${one.path.replace('{id}', '\\d+')}$`);
  const found = API_ENDPOINTS.find((one) => pattern(one).test(pathname));
  if (found === undefined) throw new Error(`no endpoint answers ${path}`);
  return found;
}

/** Asks as a program does, and holds the answer to its schema. */
async function ask(dashboard: TestDashboard, path: string): Promise<Record<string, unknown>> {
  const response = await dashboard.get(path);
  expect(response.status, path).toBe(200);
  const answer = await response.json();
  endpointOf(path).answerSchema.parse(answer);
  return answer as Record<string, unknown>;
}

async function rowsOf(dashboard: TestDashboard, path: string): Promise<Record<string, unknown>[]> {
  return (await ask(dashboard, path)).rows as Record<string, unknown>[];
}

/** A live picture in which every part of a face is known, and one in which none is. */
function showFaces({ live, clock }: TestDashboard): void {
  live.publishAnalysis(
    makeAnalysis({
      atMs: clock.wallMs,
      monotonicMs: clock.elapsedMs,
      faces: [makeFace(WIDE_AWAKE), makeFace({ ...EYELESS, trackId: 2 })],
      ended: [
        { trackId: 3, firstSeenMs: 1.5, lastSeenMs: 2.5, blinkCount: null },
        { trackId: 4, firstSeenMs: 1.5, lastSeenMs: 2.5, blinkCount: 4 },
      ],
    }),
  );
}

const LISTS = [
  '/api/v1/faces?preset=month',
  '/api/v1/faces?preset=month&order=most-blinks&limit=2',
  '/api/v1/faces?preset=month&dominant=sad&minStayS=0.5',
  '/api/v1/faces/2',
  '/api/v1/observations?preset=month',
  '/api/v1/observations?preset=month&limit=3',
  '/api/v1/observations?preset=month&expression=fear',
  '/api/v1/observations?preset=month&faceId=3',
  '/api/v1/rollups?preset=week&unit=minute',
  '/api/v1/rollups?preset=week&unit=hour',
  '/api/v1/rollups?preset=week&unit=day&zone=Asia/Jakarta',
  '/api/v1/rollups?preset=week&unit=day&zone=Asia/Kathmandu',
  '/api/v1/rollups?from=2020-01-01&to=2020-01-02',
  '/api/v1/events?preset=month',
  '/api/v1/events?preset=month&limit=1',
  '/api/v1/events?preset=month&kind=none',
  '/api/v1/runs',
  '/api/v1/markers?preset=month',
  '/api/v1/markers?preset=month&limit=1&kind=content',
  '/api/v1/markers/2',
  '/api/v1/contents?preset=month',
  '/api/v1/contents/curve?preset=month&id=spot',
  '/api/v1/contents/compare?preset=month&a=spot&b=other',
  '/api/v1/live',
  '/api/v1/status',
];

/** One short answer of every endpoint. */
const EACH_ENDPOINT = API_ENDPOINTS.map(({ path }) =>
  path.includes('{') ? path.replace('{id}', '2') : `${path}?preset=month&limit=3`,
);

describe('answers are what their schemas say', () => {
  it('of every endpoint', () => {
    expect(new Set(LISTS.map((path) => endpointOf(path).path))).toEqual(
      new Set(API_ENDPOINTS.map(({ path }) => path)),
    );
  });

  it.each(LISTS)('%s', async (path) => {
    const dashboard = filledHistory();
    showFaces(dashboard);
    await ask(dashboard, path);
  });

  it.each(API_ENDPOINTS.map(({ path }) => path).filter((path) => !path.includes('{')))(
    '%s of a kiosk that has seen nothing',
    async (path) => {
      await ask(testDashboard(), path);
    },
  );

  it('with and without what may be null', async () => {
    const dashboard = filledHistory();
    const faces = await rowsOf(dashboard, '/api/v1/faces?preset=month');
    expect(faces.map(({ blinkCount }) => blinkCount === null)).toContain(true);
    expect(faces.map(({ blinkCount }) => blinkCount)).toContain(3);
    expect(new Set(faces.map(({ present }) => present))).toEqual(new Set([true, false]));
    const observations = await rowsOf(dashboard, '/api/v1/observations?preset=month&limit=500');
    expect(new Set(observations.map(({ ear }) => ear))).toEqual(new Set([null, 0.31]));
    expect(observations.filter(({ runId, trackId }) => runId === 0 && trackId === 0)).not.toEqual(
      [],
    );
    const events = await rowsOf(dashboard, '/api/v1/events?preset=month');
    expect(new Set(events.map(({ details }) => details === null)).size).toBe(2);
    const runs = await rowsOf(dashboard, '/api/v1/runs');
    expect(runs.map(({ model, engine }) => [model, engine])).toEqual([
      ['compact', 'onnx'],
      [null, null],
    ]);
    const { buckets } = await ask(dashboard, '/api/v1/rollups?preset=week&unit=minute');
    const means = buckets as { meanDwellMs: number | null; meanConfidence: number | null }[];
    expect(new Set(means.map(({ meanDwellMs }) => meanDwellMs === null)).size).toBe(2);
    expect(new Set(means.map(({ meanConfidence }) => meanConfidence === null)).size).toBe(2);
    const nothing = await ask(dashboard, '/api/v1/rollups?from=2020-01-01&to=2020-01-02');
    expect(nothing).toMatchObject({ buckets: [], totals: { frames: 0, meanLight: null } });
    expect(await ask(dashboard, '/api/v1/live')).toEqual({ analysis: null });
  });

  it('in every state of the kiosk', async () => {
    const dashboard = testDashboard();
    const kinds = ['starting', 'running', 'ended', 'stopped'] as const;
    const degraded: SourceState = {
      kind: 'degraded',
      sinceMs: 1,
      code: 'SOURCE_MISSING',
      reason: 'There is no camera',
      remedy: 'Plug it in.',
      retryAtMs: 2,
    };
    const states: SourceState[] = [...kinds.map((kind) => ({ kind, sinceMs: 1 })), degraded];
    const workers: KioskStatus['worker'][] = (
      ['starting', 'running', 'restarting', 'failed', 'stopped'] as const
    ).map((state) => {
      const failed = state === 'failed';
      const [detail, code] = failed ? ['no model', 'MODEL_MISSING'] : [null, null];
      return { state, restarts: 1, detail, code };
    });
    for (const [i, state] of states.entries()) {
      dashboard.setStatus({
        source: { kind: 'camera', name: '/dev/video0', state },
        ...(workers[i] ? { worker: workers[i] } : {}),
        ...(i === 0 ? { stages: null, model: null } : {}),
        store: {
          state: i === 0 ? 'degraded' : 'ok',
          detail: i === 0 ? 'The disk is full' : null,
          code: i === 0 ? 'STORE_FULL' : null,
          observations: 0,
          lostObservations: 0,
          failedCommits: 0,
          lastCommitAtMs: i === 0 ? null : 1,
        },
      });
      expect(await ask(dashboard, '/api/v1/status')).toMatchObject({ source: { state } });
    }
  });

  it('on the stream of live events', async () => {
    const dashboard = filledHistory();
    showFaces(dashboard);
    const response = await dashboard.get('/api/v1/live/events');
    const reader = response.body?.getReader();
    const text = new TextDecoder().decode((await reader?.read())?.value);
    const analysis = frameAnalysis.parse(JSON.parse(text.split('data: ')[1] ?? ''));
    expect(analysis.faces.map(({ landmarks }) => landmarks?.length ?? null)).toEqual([68, null]);
    await reader?.cancel();
  });
});

describe('refusals are what their schema says', () => {
  const refusalOf = async (response: Response) => refusal.parse(await response.json()).error.status;

  it('of parameters, paths, names, tokens, haste and a history that cannot be read', async () => {
    const dashboard = filledHistory();
    expect(await refusalOf(await dashboard.get('/api/v1/faces?limit=0'))).toBe(400);
    expect(await refusalOf(await dashboard.get('/api/v1/faces/999'))).toBe(404);
    expect(await refusalOf(await dashboard.get('/api/v1/runs', { host: 'evil.test' }))).toBe(403);
    expect(await refusalOf(await (await guardedDashboard()).get('/api/v1/runs'))).toBe(401);
    const { queries } = dashboard.store;
    const runs = () => {
      throw new EkspresiError('history-corrupt', { path: 'x.db', reason: 'damaged' });
    };
    const damaged = testDashboard({ deps: { queries: { ...queries, runs } } });
    expect(await refusalOf(await damaged.get('/api/v1/runs'))).toBe(503);
    let last = await dashboard.get('/api/v1/runs');
    for (let i = 0; i < 240 && last.status === 200; i++) last = await dashboard.get('/api/v1/runs');
    expect(await refusalOf(last)).toBe(429);
  });
});

type Json = Record<string, unknown> | readonly unknown[];

/** Every object in an answer by its path; what events tell programs is free and left out. */
function objectsIn(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== 'object' || path.at(-1) === 'details') return [];
  const inside = Object.entries(value).flatMap(([key, one]) => objectsIn(one, [...path, key]));
  return Array.isArray(value) ? inside : [[...path], ...inside];
}

/** A copy in which `change` was done to the object at `path`. */
function changed(
  answer: Json,
  path: readonly (string | number)[],
  change: (object: Record<string, unknown>) => void,
): Json {
  const copy = structuredClone(answer);
  const at = path.reduce<unknown>((one, key) => (one as Record<string, unknown>)[key], copy);
  change(at as Record<string, unknown>);
  return copy;
}

/** The schema as it is published, with its references turned to where zod looks for them. */
function publishedSchema(endpoint: Endpoint): z.ZodType {
  const name = nameOfReference(referenceTo(endpoint.answerSchema)) ?? '';
  const text = JSON.stringify(componentSchemas()).replaceAll('#/components/schemas/', '#/$defs/');
  const $defs = JSON.parse(text) as Record<string, z.core.JSONSchema.JSONSchema>;
  return z.fromJSONSchema({ ...$defs[name], $defs } as z.core.JSONSchema.JSONSchema);
}

describe.each(EACH_ENDPOINT)('a change of what %s answers', (path) => {
  it('is noticed: a field more, a field less, a field of another kind', async () => {
    const dashboard = filledHistory();
    showFaces(dashboard);
    const { answerSchema } = endpointOf(path);
    const published = publishedSchema(endpointOf(path));
    const answer = await ask(dashboard, path);
    expect(published.safeParse(answer).error).toBeUndefined();
    if ('rows' in answer) expect(answer.rows).not.toEqual([]);
    const unnoticed: string[] = [];
    for (const place of objectsIn(answer)) {
      const object = place.reduce<unknown>((one, key) => (one as never)[key], answer) as object;
      const where = (key: string) => [...place, key].join('.');
      const more = changed(answer, place, (one) => {
        one.unheardOf = 1;
      });
      if (answerSchema.safeParse(more).success) unnoticed.push(where('unheardOf'));
      // What is published is open, so that a newer box does not break older programs.
      if (!published.safeParse(more).success) unnoticed.push(`${where('unheardOf')} published`);
      for (const key of Object.keys(object)) {
        const less = changed(answer, place, (one) => {
          delete one[key];
        });
        const other = changed(answer, place, (one) => {
          one[key] = [{}];
        });
        for (const schema of [answerSchema, published]) {
          if (schema.safeParse(less).success) unnoticed.push(`${where(key)} missing`);
          if (schema.safeParse(other).success) unnoticed.push(`${where(key)} another`);
        }
      }
    }
    expect(unnoticed).toEqual([]);
  });
});

it('every component is part of an answer or of a refusal', () => {
  const text = JSON.stringify(componentSchemas());
  const answers = new Set<z.ZodType | null>(
    [...API_ENDPOINTS, ...MARKER_CHANGES].map(({ answerSchema }) => answerSchema),
  );
  const unused = Object.entries(COMPONENTS).filter(
    ([name, schema]) =>
      !answers.has(schema) && schema !== refusal && !text.includes(`schemas/${name}"`),
  );
  expect(unused.map(([name]) => name)).toEqual([]);
});
