import type { Actor } from '../kernel/actor.ts';
import type { LiveUpdates } from '../kernel/http/live.ts';
import { openApi } from '../kernel/http/openapi.ts';
import { raw, read, type Route } from '../kernel/http/route.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Language, Words } from '../kernel/words.ts';
import type { FastifyRequest } from 'fastify';
import { apiPage, apiPageStyle } from './api-page.ts';
import * as contract from './contract.ts';
import { stepsDone } from './first-steps.ts';
import { version } from './settings.ts';
import { endpoint } from '../kernel/http/contract.ts';
import { words } from '../kernel/words.ts';
import { z } from 'zod';

export interface Hit { id: string; number: string; title: string; note: string | null; href: string }

/** A chapter's answer to the one search box; it shows only what the actor may see. */
export interface Searcher {
  readonly kind: string;
  readonly kindWords: Words;
  find(kernel: Kernel, actor: Actor, text: string, limit: number): Promise<Hit[]>;
}

export interface AppRouteOptions {
  live: LiveUpdates;
  searchers: readonly Searcher[];
  allRoutes: () => readonly Route[];
  stillValid: (request: FastifyRequest) => () => Promise<boolean>;
}

const styleEndpoint = endpoint({ method: 'GET', path: '/docs.css', summary: words('接口说明样式', 'Style of the API page'), response: z.unknown() });

function oncePerLanguage(make: (language: Language) => string): (language: Language) => string {
  const made = new Map<Language, string>();
  return (language) => {
    const text = made.get(language) ?? make(language);
    made.set(language, text);
    return text;
  };
}

/** Routes of the composition root: search over all chapters, live updates, API description, health. */
export function appRoutes(options: AppRouteOptions): Route[] {
  // Routes do not change while the server runs. Describing them all takes some 0.4 s, in which nobody else would be answered: once per language.
  const documentText = oncePerLanguage((language) => JSON.stringify(openApi(options.allRoutes(), version, language)));
  const pageText = oncePerLanguage((language) => apiPage(JSON.parse(documentText(language)) as Record<string, unknown>, language));
  return [
    read(contract.search, { signedIn: 'own' }, async ({ kernel, actor, query }) => {
      const limit = query.limit ?? 8;
      const found = await Promise.all(options.searchers.map(async (searcher) => {
        const hits = await searcher.find(kernel, actor!, query.q, limit);
        return hits.map((h) => ({ ...h, kind: searcher.kind, kindWords: searcher.kindWords }));
      }));
      return { hits: found.flat() };
    }),
    read(contract.firstSteps, { administrator: 'all', 'department-head': 'all', 'general-manager': 'all' }, ({ kernel }) => stepsDone(kernel)),
    raw(contract.events, { signedIn: 'own' }, async ({ actor, raw: request, reply }) => {
      reply.hijack();
      options.live.add(reply, actor!, options.stillValid(request));
    }),
    raw(contract.openapi, { signedIn: 'own' }, async ({ language, reply }) => reply.type('application/json').send(documentText(language))),
    raw(contract.apiPage, { signedIn: 'own' }, async ({ language, reply }) => reply.type('text/html; charset=utf-8').send(pageText(language))),
    raw(styleEndpoint, { public: true }, async ({ reply }) => reply.type('text/css; charset=utf-8').send(apiPageStyle)),
    raw(contract.healthz, { public: true }, async ({ reply }) => reply.type('application/json').send('{"status":"ok"}')),
    raw(contract.readyz, { public: true }, async ({ kernel, reply }) => {
      try {
        await kernel.db.query('select 1', [], 'app.ready');
      } catch (error) {
        kernel.log.warn({ error: String(error) }, 'not ready: the database does not answer');
        return reply.status(503).type('application/json').send('{"status":"database unavailable"}');
      }
      return reply.type('application/json').send(JSON.stringify({ status: 'ready', version }));
    }),
  ];
}

