import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldsOf, partsUsed, typeOf } from '../../../src/dashboard/api/answer-fields.js';
import { componentSchemas } from '../../../src/dashboard/api/answers/components.js';
import { API_ENDPOINTS } from '../../../src/dashboard/api/api-endpoints.js';
import { testDashboard } from '../fixtures/test-dashboard.js';

const typeName = z.enum(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

/** A JSON Schema (draft 2020-12) of the words that the document uses; any other is a mistake. */
const jsonSchema: z.ZodType = z.lazy(() =>
  z.strictObject({
    $ref: z.string().optional(),
    type: z.union([typeName, z.array(typeName).min(2)]).optional(),
    description: z.string().min(1).optional(),
    enum: z.array(z.string()).min(1).optional(),
    const: z.string().optional(),
    default: z.union([z.string(), z.number()]).optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).min(1).optional(),
    propertyNames: jsonSchema.optional(),
    additionalProperties: jsonSchema.optional(),
    items: z.union([jsonSchema, z.literal(false)]).optional(),
    prefixItems: z.array(jsonSchema).min(1).optional(),
    minItems: z.int().min(0).optional(),
    maxItems: z.int().min(0).optional(),
    minLength: z.int().min(0).optional(),
    maxLength: z.int().min(0).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    anyOf: z.array(jsonSchema).min(2).optional(),
    oneOf: z.array(jsonSchema).min(2).optional(),
  }),
);

const operation = z.strictObject({
  operationId: z.string().regex(/^[a-z]+[A-Z]\w+$/),
  tags: z.array(z.enum(['status', 'live', 'history', 'content'])).length(1),
  summary: z.string().min(1),
  parameters: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        description: z.string().min(1).optional(),
        schema: jsonSchema,
      }),
    )
    .optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({
      description: z.string().min(1),
      headers: z
        .record(z.string(), z.strictObject({ description: z.string(), schema: jsonSchema }))
        .optional(),
      content: z
        .partialRecord(
          z.enum(['application/json', 'application/problem+json', 'text/event-stream']),
          z.strictObject({ schema: jsonSchema }),
        )
        .optional(),
    }),
  ),
});

const change = operation.extend({
  requestBody: z
    .strictObject({
      content: z.partialRecord(
        z.enum(['application/json', 'text/csv']),
        z.strictObject({ schema: z.looseObject({ type: typeName }) }),
      ),
    })
    .optional(),
});

/** OpenAPI 3.1 as far as the document goes. */
const openApi = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.literal('/'), description: z.string() })).length(1),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), jsonSchema),
    securitySchemes: z.record(
      z.string(),
      z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer') }),
    ),
  }),
  paths: z.record(
    z.string().startsWith('/api/v1/'),
    z.strictObject({
      get: operation.optional(),
      post: change.optional(),
      put: change.optional(),
      delete: change.optional(),
    }),
  ),
});

async function published() {
  const response = await testDashboard().get('/api/openapi.json');
  const text = await response.text();
  return { text, document: openApi.parse(JSON.parse(text)) };
}

describe('the OpenAPI document', () => {
  it('has the shape of OpenAPI 3.1', async () => {
    const { document } = await published();
    expect(Object.keys(document.paths)).toEqual([
      ...API_ENDPOINTS.map(({ path }) => path),
      '/api/v1/live/events',
      '/api/v1/live/socket',
      '/api/v1/stream-tokens',
      '/api/v1/markers/import',
    ]);
    for (const names of document.security) {
      for (const name of Object.keys(names)) {
        expect(document.components.securitySchemes).toHaveProperty(name);
      }
    }
  });

  it('names each operation once, and every tag that one has', async () => {
    const { document } = await published();
    const operations = Object.values(document.paths).flatMap((one) =>
      Object.values(one).filter((operation) => operation !== undefined),
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = new Set(operations.flatMap((one) => one.tags));
    expect(tags).toEqual(new Set(document.tags.map(({ name }) => name)));
  });

  it('declares each parameter once, and every one of a path', async () => {
    const { document } = await published();
    for (const [path, operations] of Object.entries(document.paths))
      for (const one of Object.values(operations)) {
        const parameters = one?.parameters ?? [];
        expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length);
        const inPath = parameters.filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(inPath.every(({ required }) => required)).toBe(true);
      }
  });

  it('has no reference that leads nowhere, and no part that nothing leads to', async () => {
    const { text, document } = await published();
    const referred = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to ?? '');
    const places = Object.keys(document.components.schemas).map(
      (name) => `#/components/schemas/${name}`,
    );
    expect(new Set(referred)).toEqual(new Set(places));
    expect(text).not.toContain('$id');
    expect(text).not.toContain('$defs');
  });

  it('says of every 200 and every refusal what is in it', async () => {
    const { document } = await published();
    const { schemas } = document.components;
    for (const { path } of API_ENDPOINTS) {
      for (const [status, response] of Object.entries(document.paths[path]?.get?.responses ?? {})) {
        if (status === '304') continue;
        const type = status === '200' ? 'application/json' : 'application/problem+json';
        const schema = response.content?.[type]?.schema as { $ref: string } | undefined;
        const name = schema?.$ref.replace('#/components/schemas/', '') ?? 'nothing';
        expect(schemas[name], `${path} ${status}`).toMatchObject({ type: 'object' });
        expect(name === 'Refusal').toBe(status !== '200');
      }
    }
  });

  it('explains every field', () => {
    const unexplained = Object.entries(componentSchemas()).flatMap(([name, schema]) =>
      fieldsOf(schema)
        .filter(({ meaning }) => meaning === '')
        .map((field) => `${name}.${field.name}`),
    );
    expect(unexplained).toEqual([]);
  });
});

describe('types in a few words', () => {
  const box = { $ref: '#/components/schemas/Box' };
  it.each([
    [{ type: 'integer', minimum: 1 }, 'integer 1…'],
    [{ type: 'number', minimum: 0, maximum: 1 }, 'number 0…1'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ enum: ['a', 'b'] }, 'a | b'],
    [{ const: 'a' }, 'a'],
    [box, 'Box'],
    [{ type: 'array', items: box }, 'Box[]'],
    [{ anyOf: [box, { type: 'null' }] }, 'Box | null'],
    [{ type: 'array', items: { type: 'number' }, minItems: 7, maxItems: 7 }, 'number[7]'],
    [{ type: 'array', prefixItems: [{ type: 'number' }, box] }, '[number, Box]'],
  ])('%j is %s', (schema, words) => {
    expect(typeOf(schema)).toBe(words);
  });

  it('names fields of objects in objects, and those of a choice together', () => {
    const text = { type: 'string' };
    const schema = {
      oneOf: [
        { properties: { kind: { const: 'a' }, at: { type: 'object', properties: { x: text } } } },
        {
          properties: {
            kind: { const: 'b' },
            why: { anyOf: [{ type: 'object', properties: { y: box } }, { type: 'null' }] },
          },
        },
      ],
    };
    expect(fieldsOf(schema).map(({ name, type, part }) => [name, type, part])).toEqual([
      ['kind', 'a | b', null],
      ['at', 'object', null],
      ['at.x', 'string', null],
      ['why', 'object | null', null],
      ['why.y', 'Box', 'Box'],
    ]);
  });
});

describe('the API page', () => {
  it('shows every field of every answer and leads to every part once', async () => {
    const html = await (await testDashboard().get('/api')).text();
    const components = componentSchemas();
    const { Refusal: _, ...answers } = components;
    for (const schema of Object.values(answers)) {
      for (const { name } of fieldsOf(schema)) expect(html).toContain(`<code>${name}</code>`);
    }
    const links = [...html.matchAll(/href="#(\w+)"/g)].map(([, name]) => name);
    expect(new Set(links.filter((name) => components[name ?? '']))).toEqual(
      new Set(partsUsed(components)),
    );
    for (const name of partsUsed(components)) {
      expect(html.split(`id="${name}"`)).toHaveLength(2);
    }
  });

  it('is in Indonesian for those who ask for it', async () => {
    const html = await (await testDashboard().get('/api', { 'accept-language': 'id' })).text();
    expect(html).toContain('Bagian-bagian jawaban');
  });
});
