import { z } from 'zod';
import { EXPRESSIONS } from '../../core/expression.js';
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
import { CONTENT_ENDPOINTS } from './content-endpoints.js';
import { type Endpoint, endpoint, given, pageFields, rangeFields, rangeOf } from './endpoint.js';
import { withNames } from './vector-names.js';

const expression = z.enum(EXPRESSIONS).optional();

export const API_ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    id: 'getStatus',
    tag: 'status',
    path: '/api/v1/status',
    summary: 'State of the kiosk: source, worker, frames, stage times, store.',
    query: z.object({}),
    answerSchema: statusAnswer,
    answer: (_, deps) => deps.status(),
  }),
  endpoint({
    id: 'getLive',
    tag: 'live',
    path: '/api/v1/live',
    summary: 'The newest analysed frame with its faces, null before the first.',
    query: z.object({}),
    answerSchema: liveAnswer,
    answer: (_, deps) => withNames({ analysis: deps.live.latestAnalysis() }),
  }),
  endpoint({
    id: 'listFaces',
    tag: 'history',
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
      withNames(
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
      ),
  }),
  endpoint({
    id: 'getFace',
    tag: 'history',
    path: '/api/v1/faces/{id}',
    summary: 'One stay.',
    query: z.object({ id: z.coerce.number().int().min(1) }),
    answerSchema: storedFace,
    answer: ({ id }, { queries }) => withNames(queries.face(id)),
  }),
  endpoint({
    id: 'listObservations',
    tag: 'history',
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
      withNames(
        deps.queries.observations({
          range: rangeOf(query, deps, 'hour'),
          limit: query.limit,
          ...given({ cursor: query.cursor, faceId: query.faceId, expression: query.expression }),
        }),
      ),
  }),
  endpoint({
    id: 'listRollups',
    tag: 'history',
    path: '/api/v1/rollups',
    summary:
      'Sums per minute, hour or day: face-milliseconds per expression, faces, blinks, light.',
    query: z.object({ ...rangeFields, unit: z.enum(['minute', 'hour', 'day']).default('hour') }),
    answerSchema: rollupSeries,
    answer: (query, deps) =>
      withNames(deps.queries.rollups(rangeOf(query, deps, 'day'), query.unit, query.zone)),
  }),
  endpoint({
    id: 'listEvents',
    tag: 'history',
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
  ...CONTENT_ENDPOINTS,
  endpoint({
    id: 'listRuns',
    tag: 'history',
    path: '/api/v1/runs',
    summary: 'Starts of the kiosk, newest first.',
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
    answerSchema: runList,
    answer: ({ limit }, { queries }) => queries.runs(limit),
  }),
];
