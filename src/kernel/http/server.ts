import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { permit, type Actor } from '../actor.ts';
import { DatabaseBusy } from '../db/busy.ts';
import '../json.ts';
import type { Kernel } from '../kernel.ts';
import { kernelNo, problemOf, Refusal, refuse } from '../refusal.ts';
import { invalidInput } from '../verb.ts';
import type { Language } from '../words.ts';
import type { Route } from './route.ts';

export interface ServerOptions {
  kernel: Kernel;
  routes: readonly Route[];
  /** Who is calling: session cookie or API token. Null for nobody; throws a Refusal for a token that is not valid. */
  authenticate(request: FastifyRequest): Promise<Actor | null>;
  /** Addresses of proxies in front whose X-Forwarded-For is believed; nobody's by default. */
  trustProxy?: string[];
  /** Answers are checked against their contract: on in tests and development, where drift must fail. */
  checkAnswers?: boolean;
  /** Served over TLS (itself or by the proxy): adds HSTS and secure cookies. */
  secure?: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export const languageOf = (request: FastifyRequest): Language => {
  const wanted = request.headers['x-language'] ?? request.headers['accept-language'];
  return typeof wanted === 'string' ? preferred(wanted) : 'zh';
};

/** Chinese unless English is named and preferred to it: `en`, `en-US,en;q=0.9,zh;q=0.8`. */
function preferred(accepted: string): Language {
  const weights = accepted.slice(0, 400).split(',').map((one) => /^\s*(en|zh)\b[^;]*(?:;\s*q=(\d(?:\.\d{1,3})?))?/i.exec(one));
  const weightOf = (language: string): number => Math.max(0, ...weights.map((m) => (m?.[1]?.toLowerCase() === language ? Number(m[2] ?? 1) : 0)));
  const [en, zh] = [weightOf('en'), weightOf('zh')];
  // Equal weights: what stands first.
  return en > zh || (en > 0 && en === zh && weights.find((m) => m)?.[1]?.toLowerCase() === 'en') ? 'en' : 'zh';
}

/**
 * The HTTP edge: strict settings (survival.md §3), problem+json for every error, no state change from another site, one place
 * that turns routes into handlers. It knows no business.
 */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { kernel } = options;
  const app = fastify({
    logger: false,
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 65_000,
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 20_000 },
    trustProxy: options.trustProxy ?? false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreTrailingSlash: false },
  });
  app.removeContentTypeParser('text/plain');
  // Notices of providers (couriers, payments) come as forms and are signed byte by byte: only handlers that read them raw get them.
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => {
    if ((request.routeOptions.config as { kind?: unknown }).kind === 'raw') done(null, body);
    else done(refuse(kernelNo['wrong-media-type']));
  });
  // The same for JSON that is signed: the signature is over the bytes as they came.
  const json = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if ((request.routeOptions.config as { signedJson?: unknown }).signedJson === true) done(null, body);
    else json(request, body as string, done);
  });
  await app.register(fastifyCookie);
  // Only raw handlers read uploads, each with its own limits.
  await app.register(fastifyMultipart, { limits: { files: 20, fields: 20, parts: 40, fieldSize: 10_000, headerPairs: 50 } });
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"], 'script-src': ["'self'"], 'style-src': ["'self'"], 'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"], 'connect-src': ["'self'"], 'object-src': ["'none'"], 'base-uri': ["'none'"], 'form-action': ["'self'"],
        'frame-ancestors': ["'none'"], 'worker-src': ["'self'", 'blob:'],
      },
    },
    strictTransportSecurity: options.secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
  app.setErrorHandler((error, request, reply) => sendError(kernel, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/api/')) return sendError(kernel, refuse(kernelNo['not-found']), request, reply);
    return reply.status(404).type('text/plain; charset=utf-8').send('404');
  });
  app.addHook('onRequest', async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') sameSite(request);
  });
  for (const route of options.routes) mount(app, options, route);
  return app;
}

/** Another site's page may not act here: the browser tells where a request comes from, and says so truthfully. */
function sameSite(request: FastifyRequest): void {
  if (request.headers.authorization) return; // tokens are never sent by a browser on its own
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refuse(kernelNo['other-site']);
  const origin = request.headers.origin;
  if (origin !== undefined) {
    let host: string | null = null;
    try {
      host = new URL(origin).host;
    } catch {
      throw refuse(kernelNo['other-site']);
    }
    if (host !== request.host) throw refuse(kernelNo['other-site']);
  }
}

function mount(app: FastifyInstance, options: ServerOptions, route: Route): void {
  const { kernel } = options;
  const { endpoint } = route;
  app.route({
    method: endpoint.method,
    url: endpoint.path.startsWith('/.') ? endpoint.path.slice(2) : `/api${endpoint.path}`,
    ...(route.bodyLimit ? { bodyLimit: route.bodyLimit } : {}),
    config: { kind: route.kind, signedJson: route.signedJson ?? false },
    handler: async (request, reply) => {
      const actor = await options.authenticate(request);
      const scope = permit(actor, route.may);
      const params = endpoint.params ? check(endpoint.params, request.params) : {};
      const query = endpoint.query ? check(endpoint.query, request.query) : noQuery(request.query);
      const key = request.headers['idempotency-key'];
      if (key !== undefined && (typeof key !== 'string' || !UUID.test(key)))
        throw new Refusal(kernelNo['invalid-input'], { zh: 'Idempotency-Key 必须是 UUID。', en: 'Idempotency-Key must be a UUID.' });
      const meta = {
        kernel, actor, ip: request.ip, requestId: key ?? null, language: languageOf(request),
        override: overrideReason(request.headers['x-override-reason']),
      };
      if (route.kind === 'act' && !endpoint.body && hasBody(request.body)) throw refuse(kernelNo['invalid-input'], { zh: '此操作不接受内容。', en: 'This takes no body.' });
      const form = request.isMultipart();
      if (route.kind !== 'raw' && !route.takesForm && form) throw refuse(kernelNo['wrong-media-type']);
      const body = endpoint.body && !route.verbChecksBody && !(route.takesForm && form) ? check(endpoint.body, request.body ?? {}) : (request.body ?? undefined);
      reply.header('cache-control', 'no-store');
      const answer = await route.answer({ kernel, actor, scope, params, query, body, meta, raw: request, reply });
      if (reply.sent || route.kind === 'raw') return answer;
      if (options.checkAnswers) endpoint.response.parse(JSON.parse(JSON.stringify(answer)));
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
    },
  });
}

/** Why a block is overridden: percent-encoded, since a header holds no Chinese. */
function overrideReason(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || !header) return null;
  try {
    return decodeURIComponent(header).slice(0, 500);
  } catch {
    throw new Refusal(kernelNo['invalid-input'], { zh: 'X-Override-Reason 必须是 UTF-8 百分号编码。', en: 'X-Override-Reason must be percent-encoded UTF-8.' });
  }
}

const hasBody = (body: unknown): boolean => body !== undefined && body !== null && Object.keys(body as object).length > 0;

function check(schema: z.ZodType, value: unknown): unknown {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw invalidInput(read.error);
}

function noQuery(query: unknown): Record<string, never> {
  const names = Object.keys(query as object);
  if (names.length > 0) throw new Refusal(kernelNo['invalid-input'], { zh: `不支持的查询参数：${names.join('、')}`, en: `Unknown query parameters: ${names.join(', ')}` });
  return {};
}

/** PostgreSQL's and fastify's own errors in our words; everything else is a fault of ours: 500, logged with its request id. */
export function asRefusal(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  const code = (error as { code?: unknown }).code;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE': return refuse(kernelNo['too-large']);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE': return refuse(kernelNo['wrong-media-type']);
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH': return refuse(kernelNo['invalid-input'], { zh: '请求内容不是有效的 JSON。', en: 'The body is not valid JSON.' });
    case '57014': case '55P03': case '40001': case '40P01': case '53300': case '57P01': case '57P03': case '08006': case '08003': case 'ECONNREFUSED': case 'ECONNRESET':
      return refuse(kernelNo.busy);
    // A figure or a text that no column holds came in with the request: nothing was changed, and asking again changes nothing.
    case '22003': case '22007': case '22008': case '22021': case '22P05':
      return refuse(kernelNo['invalid-input'], { zh: '有一个数值或文字超出系统能保存的范围。', en: 'A figure or a text is beyond what can be kept.' });
    default:
  }
  if (error instanceof Error && (error.name === 'DatabaseBusy' || error.name === 'DatabaseUnavailable')) return refuse(kernelNo.busy);
  const status = (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return refuse(kernelNo['invalid-input'], { zh: '请求格式有误。', en: 'The request is malformed.' });
  return null;
}

function sendError(kernel: Kernel, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const requestId = String(request.id);
  const refusal = asRefusal(error);
  const language = languageOf(request);
  reply.type('application/problem+json; charset=utf-8').header('cache-control', 'no-store');
  if (refusal) {
    if (!(error instanceof Refusal) && refusal.kind.status === 422) kernel.log.warn({ requestId, error: String(error), route: request.routeOptions.url }, 'the database refused a value of a request');
    if (refusal.kind.status === 503 || refusal.kind.status === 429) reply.header('retry-after', '2');
    if (refusal.kind.status === 503) kernel.log.warn({ requestId, error: String(error), statement: error instanceof DatabaseBusy ? error.statement : null, route: request.routeOptions.url }, 'answered 503');
    return reply.status(refusal.kind.status).send(JSON.stringify(problemOf(refusal, language, requestId)));
  }
  kernel.log.error({ requestId, route: request.routeOptions.url, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, 'unexpected error');
  return reply.status(500).send(JSON.stringify({
    type: '/help/refusals/kernel.unexpected', status: 500, code: 'kernel.unexpected', requestId,
    title: language === 'en' ? 'Unexpected error' : '系统内部错误',
    detail: language === 'en' ? 'Nothing was changed. The error was logged.' : '本次操作未生效，错误已记录。',
    next: language === 'en' ? `Tell your administrator the number ${requestId}.` : `请把编号 ${requestId} 告诉管理员。`,
  }));
}
