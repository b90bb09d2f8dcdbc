import { z } from 'zod';
import { MARKER_KINDS } from '../../core/marker.js';
import type { VisitExposures } from '../../store/content-rows.js';
import { compareContents } from '../content/compare-contents.js';
import {
  contentComparison,
  contentCurve,
  contentReport,
  marker,
  markerPage,
} from './answers/content-answers.js';
import { type Endpoint, endpoint, given, pageFields, rangeFields, rangeOf } from './endpoint.js';
import { withNames } from './vector-names.js';

const contentId = z.string().max(100).default('').describe('Id of a content.');

/** What was on the screen, and what the kiosk saw meanwhile. */
export const CONTENT_ENDPOINTS: readonly Endpoint[] = [
  endpoint({
    id: 'listMarkers',
    tag: 'content',
    path: '/api/v1/markers',
    summary: 'Markers in a range, newest first, page by page.',
    query: z.object({
      ...rangeFields,
      ...pageFields,
      kind: z.enum(MARKER_KINDS).optional(),
      id: z.string().max(100).optional().describe('Id of a content.'),
    }),
    answerSchema: markerPage,
    answer: (query, deps) =>
      deps.queries.markers({
        range: rangeOf(query, deps, 'month'),
        limit: query.limit,
        ...given({ cursor: query.cursor, kind: query.kind, contentId: query.id }),
      }),
  }),
  endpoint({
    id: 'getMarker',
    tag: 'content',
    path: '/api/v1/markers/{id}',
    summary: 'One marker.',
    query: z.object({ id: z.coerce.number().int().min(1) }),
    answerSchema: marker,
    answer: ({ id }, { queries }) => queries.marker(id),
  }),
  endpoint({
    id: 'listContents',
    tag: 'content',
    path: '/api/v1/contents',
    summary: 'What the kiosk saw while each content was shown.',
    query: z.object(rangeFields),
    answerSchema: contentReport,
    answer: (query, deps) => withNames(deps.queries.contents(rangeOf(query, deps, 'month'))),
  }),
  endpoint({
    id: 'getContentCurve',
    tag: 'content',
    path: '/api/v1/contents/curve',
    summary: 'The first thirty seconds of a content, summed over its showings.',
    query: z.object({ ...rangeFields, id: contentId }),
    answerSchema: contentCurve,
    answer: (query, deps) => {
      const { seconds } = deps.queries.contentCurve(query.id, rangeOf(query, deps, 'month'));
      return { seconds };
    },
  }),
  endpoint({
    id: 'compareContents',
    tag: 'content',
    path: '/api/v1/contents/compare',
    summary: 'Two contents side by side, with intervals of 95 %.',
    query: z.object({ ...rangeFields, a: contentId, b: contentId }),
    answerSchema: contentComparison,
    answer: (query, deps) => {
      const range = rangeOf(query, deps, 'month');
      const [a, b] = [query.a, query.b].map((id) => deps.queries.visitExposures(id, range)) as [
        readonly VisitExposures[],
        readonly VisitExposures[],
      ];
      return { visitsA: a.length, visitsB: b.length, comparisons: compareContents(a, b) };
    },
  }),
];
