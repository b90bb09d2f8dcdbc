import { z } from 'zod';
import { API_ENDPOINTS, type Endpoint } from './api-endpoints.js';

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
export function parametersOf(endpoint: Endpoint): readonly Parameter[] {
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

const problem = {
  description: 'The request was refused.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: {
          error: {
            type: 'object',
            properties: { status: { type: 'integer' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
};

function operationOf(endpoint: Endpoint) {
  return {
    summary: endpoint.summary,
    parameters: parametersOf(endpoint),
    responses: {
      200: {
        description: 'As asked; with an ETag for If-None-Match.',
        content: { 'application/json': { schema: { type: 'object' } } },
      },
      400: problem,
      401: problem,
      404: problem,
      429: problem,
    },
  };
}

/** The OpenAPI 3.1 description, made of the endpoints themselves. */
export function openApiDocument(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'ekspresi',
      version,
      description:
        'Facial expressions measured by this box. Times are UTC epoch milliseconds; vectors of seven follow angry, disgust, fear, happy, sad, surprise, neutral.',
    },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths: Object.fromEntries([
      ...API_ENDPOINTS.map((endpoint) => [endpoint.path, { get: operationOf(endpoint) }]),
      [
        '/api/v1/live/events',
        {
          get: {
            summary: 'Server-sent events named `analysis`, newest first; slow readers skip frames.',
            responses: { 200: { description: 'text/event-stream' }, 503: problem },
          },
        },
      ],
    ]),
  };
}
