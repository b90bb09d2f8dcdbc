import { z } from 'zod';
import { EXPRESSIONS } from '../../core/expression.js';
import type { DashboardDeps } from '../dashboard-deps.js';
import { chooseRange, PRESETS, type Preset } from '../history/time-range.js';
import {
  eventPage,
  facePage,
  observationPage,
  rollupSeries,
  runList,
  storedFace,
} from './answers/history-answers.js';
import { liveAnswer } from './answers/live-answer.js';
import { statusAnswer } from './answers/status-answer.js';

/** One documented GET of the API: its query is checked by the same schema that is published. */
export interface Endpoint {
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodType<Record<string, unknown>>;
  /**
   * What the answer is. Published and held to by the tests; no answer is checked while it is sent.
   */
  readonly answerSchema: z.ZodType;
  /** Returns what is sent as JSON, or null where there is no such thing. */
  answer(query: Record<string, unknown>, deps: DashboardDeps): unknown;
}

/** A schema's output as the store and the status give it: nothing in it is written to. */
type Frozen<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
  : Value;

/** The compiler holds schema and answer to each other: every field of the one is in the other. */
function endpoint<
  Query extends Record<string, unknown>,
  Schema extends z.ZodType,
  Answer extends Frozen<z.output<Schema>>,
>(definition: {
  readonly path: string;
  readonly summary: string;
  readonly query: z.ZodType<Query>;
  readonly answerSchema: Schema & z.ZodType<NoInfer<Answer>>;
  answer(query: Query, deps: DashboardDeps): Answer | null;
}): Endpoint {
  return definition as unknown as Endpoint;
}

const time = z.string().max(30).optional();

const rangeFields = {
  from: time.describe('Beginning: 2026-11-24T08:15 in `zone`, or epoch milliseconds.'),
  to: time.describe('End, exclusive. Default: now.'),
  preset: z.enum(PRESETS).optional(),
  zone: z.string().max(64).default('UTC').describe('IANA time zone of `from`, `to` and days.'),
};

const pageFields = {
  cursor: z.string().max(300).optional().describe('`nextCursor` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};

const expression = z.enum(EXPRESSIONS).optional();

interface RangeQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly preset?: string | undefined;
  readonly zone: string;
}

function rangeOf(query: RangeQuery, { clock }: DashboardDeps, fallback: Preset) {
  const { fromMs, toMs } = chooseRange(query, clock.nowMs(), query.zone, fallback);
  return { fromMs, toMs };
}

/** Leaves out what is undefined, as the store's filters want it. */
function given<Value extends object>(
  fields: Value,
): { [Key in keyof Value]: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Value]: NonNullable<Value[Key]>;
  };
}

export const API_ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    path: '/api/v1/status',
    summary: 'State of the kiosk: source, worker, frames, stage times, store.',
    query: z.object({}),
    answerSchema: statusAnswer,
    answer: (_, deps) => deps.status(),
  }),
  endpoint({
    path: '/api/v1/live',
    summary: 'The newest analysed frame with its faces, null before the first.',
    query: z.object({}),
    answerSchema: liveAnswer,
    answer: (_, deps) => ({ analysis: deps.live.latestAnalysis() }),
  }),
  endpoint({
    path: '/api/v1/faces',
    summary: 'Stays in a range, page by page.',
    query: z.object({
      ...rangeFields,
      ...pageFields,
      dominant: expression,
      minStayS: z.coerce.number().min(0).max(86_400).optional(),
      order: z.enum(['newest', 'oldest', 'longest', 'shortest', 'most-blinks']).default('newest'),
    }),
    answerSchema: facePage,
    answer: (query, deps) =>
      deps.queries.faces({
        range: rangeOf(query, deps, 'week'),
        order: query.order,
        limit: query.limit,
        ...given({
          cursor: query.cursor,
          dominant: query.dominant,
          minDwellMs: query.minStayS === undefined ? undefined : query.minStayS * 1000,
        }),
      }),
  }),
  endpoint({
    path: '/api/v1/faces/{id}',
    summary: 'One stay.',
    query: z.object({ id: z.coerce.number().int().min(1) }),
    answerSchema: storedFace,
    answer: ({ id }, { queries }) => queries.face(id),
  }),
  endpoint({
    path: '/api/v1/observations',
    summary: 'Single observations in a range, newest first, page by page.',
    query: z.object({
      ...rangeFields,
      ...pageFields,
      faceId: z.coerce.number().int().min(1).optional(),
      expression,
    }),
    answerSchema: observationPage,
    answer: (query, deps) =>
      deps.queries.observations({
        range: rangeOf(query, deps, 'hour'),
        limit: query.limit,
        ...given({ cursor: query.cursor, faceId: query.faceId, expression: query.expression }),
      }),
  }),
  endpoint({
    path: '/api/v1/rollups',
    summary:
      'Sums per minute, hour or day: face-milliseconds per expression, faces, blinks, light.',
    query: z.object({ ...rangeFields, unit: z.enum(['minute', 'hour', 'day']).default('hour') }),
    answerSchema: rollupSeries,
    answer: (query, deps) =>
      deps.queries.rollups(rangeOf(query, deps, 'day'), query.unit, query.zone),
  }),
  endpoint({
    path: '/api/v1/events',
    summary: 'What happened to the kiosk, newest first, page by page.',
    query: z.object({
      ...rangeFields,
      ...pageFields,
      level: z.enum(['info', 'warning', 'error']).optional(),
      kind: z.string().max(60).optional(),
    }),
    answerSchema: eventPage,
    answer: (query, deps) =>
      deps.queries.events({
        range: rangeOf(query, deps, 'month'),
        limit: query.limit,
        ...given({ cursor: query.cursor, level: query.level, kind: query.kind }),
      }),
  }),
  endpoint({
    path: '/api/v1/runs',
    summary: 'Starts of the kiosk, newest first.',
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
    answerSchema: runList,
    answer: ({ limit }, { queries }) => queries.runs(limit),
  }),
];
