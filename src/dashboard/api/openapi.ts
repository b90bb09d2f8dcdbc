import { z } from 'zod';
import { LIVE_EVENTS_PATH, LIVE_SOCKET_PATH, STREAM_TOKENS_PATH } from '../http/stream-token.js';
import { type JsonSchema, referenceTo } from './answers/components.js';
import { refusal } from './answers/refusal.js';
import { API_ENDPOINTS } from './api-endpoints.js';
import { type Endpoint, TAGS } from './endpoint.js';
import { leanQuery } from './lean-analysis.js';
import { MARKER_CHANGES } from './marker-changes.js';

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required?: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: object;
}

/** The parameters of an endpoint from the schema that checks them. */
export function parametersOf(endpoint: Pick<Endpoint, 'path' | 'query'>): readonly Parameter[] {
  const schema = z.toJSONSchema(endpoint.query, { io: 'input' }) as ObjectSchema;
  return Object.entries(schema.properties ?? {}).map(([name, { description, ...rest }]) => {
    const inPath = endpoint.path.includes(`{${name}}`);
    return {
      name,
      in: inPath ? 'path' : 'query',
      required: inPath || (schema.required?.includes(name) ?? false),
      ...(typeof description === 'string' ? { description } : {}),
      schema: rest,
    };
  });
}

const JSON_TYPE = 'application/json';

const refused = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: referenceTo(refusal) } },
});

const REFUSALS = {
  400: refused('A parameter is not understood.'),
  401: refused('No token, or a wrong one.'),
  403: refused('The box is not called by this name.'),
  429: {
    ...refused('More than 20 requests a second from one address.'),
    headers: {
      'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
    },
  },
  503: refused('The history cannot be read at the moment.'),
};

const etag = {
  description: 'Give it back in If-None-Match.',
  schema: { type: 'string' },
};

function operationOf(endpoint: Endpoint) {
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    parameters: parametersOf(endpoint),
    responses: {
      200: {
        description: 'As asked.',
        headers: { ETag: etag },
        content: { 'application/json': { schema: referenceTo(endpoint.answerSchema) } },
      },
      304: { description: 'The same as the ETag in If-None-Match.' },
      ...REFUSALS,
      ...(endpoint.path.includes('{') ? { 404: refused('There is no such thing.') } : {}),
    },
  };
}

const liveEvents = {
  operationId: 'streamLive',
  tags: ['live'],
  summary: 'Server-sent events named `analysis`, newest first; slow readers skip frames.',
  parameters: parametersOf({ path: '/api/v1/live/events', query: leanQuery }),
  responses: {
    200: {
      description: 'The data of each event is a FrameAnalysis as JSON.',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
    400: REFUSALS[400],
    401: REFUSALS[401],
    403: REFUSALS[403],
    429: REFUSALS[429],
    503: refused('No place for one more reader.'),
  },
};

const liveSocket = {
  operationId: 'openLiveSocket',
  tags: ['live'],
  summary: 'The same as a WebSocket: messages {"event": "analysis", "data": FrameAnalysis}.',
  responses: {
    101: { description: 'Protocol `ekspresi.v1`, with `ekspresi.token.…` beside it in a browser.' },
    401: REFUSALS[401],
    403: refused('A page of an origin that the token does not list.'),
    426: { description: 'Not asked for as a WebSocket.' },
    429: REFUSALS[429],
    503: refused('No place for one more reader.'),
  },
};

const streamTokens = {
  operationId: 'createStreamToken',
  tags: ['live'],
  summary: 'A token that opens live streams for five minutes, for browsers.',
  responses: {
    201: {
      description: 'Sent as `?token=` to the events, or as a protocol of the WebSocket.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['token', 'expiresAtMs'],
            properties: { token: { type: 'string' }, expiresAtMs: { type: 'integer' } },
          },
        },
      },
    },
    401: REFUSALS[401],
    403: refused('Who asks has signed in by other means than a token.'),
    429: REFUSALS[429],
  },
};

/** What may be changed at a path, by a token of the scope `write` or `admin`. */
function changesOf(path: string): Readonly<Record<string, object>> {
  return Object.fromEntries(
    MARKER_CHANGES.filter((change) => change.path === path).map((change) => {
      const { id, method, summary, body, type, query, headers, status, answerSchema } = change;
      const answered = { description: 'As asked.', content: undefined as unknown };
      if (answerSchema) answered.content = { [JSON_TYPE]: { schema: referenceTo(answerSchema) } };
      const operation = {
        operationId: id,
        tags: ['content'],
        summary,
        parameters: [...parametersOf({ path, query }), ...headers],
        ...(body ? { requestBody: { content: { [type]: { schema: z.toJSONSchema(body) } } } } : {}),
        responses: { [status]: JSON.parse(JSON.stringify(answered)), ...REFUSALS },
      };
      return [method, operation];
    }),
  );
}

/** The OpenAPI 3.1 description, made of the endpoints themselves. */
export function openApiDocument(version: string, schemas: Readonly<Record<string, JsonSchema>>) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'ekspresi',
      version,
      description:
        'Facial expressions measured by this box. Times are UTC epoch milliseconds; vectors of seven follow angry, disgust, fear, happy, sad, surprise, neutral. Later versions may add fields to answers.',
    },
    servers: [{ url: '/', description: 'This box.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }],
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: Object.fromEntries([
      ...API_ENDPOINTS.map((endpoint) => [
        endpoint.path,
        { get: operationOf(endpoint), ...changesOf(endpoint.path) },
      ]),
      [LIVE_EVENTS_PATH, { get: liveEvents }],
      [LIVE_SOCKET_PATH, { get: liveSocket }],
      [STREAM_TOKENS_PATH, { post: streamTokens }],
      ['/api/v1/markers/import', changesOf('/api/v1/markers/import')],
    ]),
  };
}
