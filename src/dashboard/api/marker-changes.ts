import { z } from 'zod';
import { MARKER_KINDS } from '../../core/marker.js';
import { importAnswer, markerAnswer } from './answers/content-answers.js';

const moment = (meaning: string) =>
  z
    .union([z.literal('now'), z.int(), z.string()])
    .describe(`${meaning}: now, epoch milliseconds, or ISO 8601 with its zone.`);

const fields = {
  kind: z.enum(MARKER_KINDS).optional().describe('content with an id, otherwise note.'),
  id: z.string().max(100).optional().describe('Which content, or which stimulus of a session.'),
  name: z.string().max(200).optional().describe('For people. Default: the id.'),
  from: moment('Beginning').optional(),
  to: moment('End').nullable().optional(),
  details: z
    .record(z.string(), z.unknown())
    .nullable()
    .optional()
    .describe('What else belongs to it, up to 4 KiB of JSON.'),
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A request that is repeated with the same key and body sets no second marker.',
  schema: { type: 'string', maxLength: 200 },
};

const none = z.object({});
const oneMarker = z.object({ id: z.coerce.number().int().min(1) });

/** The requests that change markers, for the OpenAPI document. */
export const MARKER_CHANGES = [
  {
    id: 'setMarker',
    path: '/api/v1/markers',
    method: 'post',
    summary: 'Sets a marker: a content that is shown from now on, a span that is over, a note.',
    query: none,
    headers: [idempotencyKey],
    body: z.object(fields),
    type: 'application/json',
    status: 201,
    answerSchema: markerAnswer,
  },
  {
    id: 'changeMarker',
    path: '/api/v1/markers/{id}',
    method: 'put',
    summary: 'Ends or corrects a marker; what is left out stays.',
    query: oneMarker,
    headers: [],
    body: z.object(fields),
    type: 'application/json',
    status: 200,
    answerSchema: markerAnswer,
  },
  {
    id: 'removeMarker',
    path: '/api/v1/markers/{id}',
    method: 'delete',
    summary: 'Removes a marker and what was counted of it.',
    query: oneMarker,
    headers: [],
    body: null,
    type: '',
    status: 204,
    answerSchema: null,
  },
  {
    id: 'importMarkers',
    path: '/api/v1/markers/import',
    method: 'post',
    summary: "Imports a CSV file of markers, such as a player's proof of play.",
    query: z.object({
      zone: z.string().max(64).default('UTC').describe('Zone of times that name none.'),
      wrong: z
        .enum(['refuse', 'skip'])
        .default('refuse')
        .describe('refuse stores nothing where a row is wrong, skip stores the others.'),
    }),
    headers: [],
    body: z.string().describe('A line of headings with id, name, from and to or duration.'),
    type: 'text/csv',
    status: 200,
    answerSchema: importAnswer,
  },
] as const;
