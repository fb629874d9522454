import { z } from 'zod';
import type { Language } from '../words.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const made = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' }) as Json;
  delete made['$schema'];
  return made;
};

const parametersOf = (where: 'path' | 'query', schema: z.ZodType | undefined): Json[] => {
  if (!schema) return [];
  const made = schemaOf(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(made.properties ?? {}).map(([name, property]) => ({
    name, in: where, required: where === 'path' || (made.required ?? []).includes(name), schema: property,
  }));
};

/** OpenAPI 3.1 of the running routes: made from the same rows that are served, so it cannot drift. */
export function openApi(routes: readonly Route[], version: string, language: Language): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const { endpoint } = route;
    if (endpoint.path.startsWith('/.')) continue;
    const path = `/api${endpoint.path.replace(/:([a-zA-Z]+)/g, '{$1}')}`;
    const posts = Object.keys(route.may);
    (paths[path] ??= {})[endpoint.method.toLowerCase()] = {
      operationId: `${endpoint.method.toLowerCase()}${endpoint.path.replace(/[^a-zA-Z0-9]+(.)?/g, (_, c: string | undefined) => (c ?? '').toUpperCase())}`,
      summary: endpoint.summary[language],
      tags: [endpoint.path.split('/')[1] ?? 'root'],
      description: route.verb ? `Verb \`${route.verb}\`. May: ${posts.join(', ')}.` : `May: ${posts.join(', ')}.`,
      parameters: [
        ...parametersOf('path', endpoint.params),
        ...parametersOf('query', endpoint.query),
        ...(route.kind === 'act' ? [
          { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', format: 'uuid' } },
          { name: 'X-Override-Reason', in: 'header', required: false, schema: { type: 'string' }, description: 'Why a block of the rulebook is overridden, percent-encoded UTF-8, by a post that may (`facts.mayOverride` of the refusal).' },
        ] : []),
      ],
      ...(endpoint.body ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') },
        ...(route.takesForm ? { 'multipart/form-data': { schema: { type: 'object', required: ['ask'], properties: { ask: { type: 'string', description: 'JSON of the same shape' }, photos: { type: 'array', items: { type: 'string', format: 'binary' } } } } } } : {}) } } } : {}),
      responses: {
        200: route.kind === 'raw'
          ? { description: 'OK' }
          : { description: 'OK', content: { 'application/json': { schema: schemaOf(endpoint.response, 'output') } } },
        default: { description: 'Problem', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
      },
      security: route.may.public ? [] : [{ token: [] }, { session: [] }],
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Dianzhang 店章', version, description: 'Instants are integer milliseconds UTC. Money is integer fen (CNY). Lists page by `cursor`. State changes take an `Idempotency-Key`.' },
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: 'dianzhang' } },
      schemas: {
        Problem: {
          type: 'object', required: ['type', 'title', 'status', 'code', 'detail'],
          properties: {
            type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, detail: { type: 'string' },
            clause: { type: 'string' }, next: { type: 'string' }, requestId: { type: 'string' },
            errors: { type: 'array', items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } } },
          },
        },
      },
    },
  };
}
