import fastifyStatic from '@fastify/static';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildServer } from '../kernel/http/server.ts';
import { webFolder } from './build-web.ts';
import type { Product } from './product.ts';
import { proxies, type Settings } from './settings.ts';

/** The HTTP server of the product: API, live updates, health, and the built web application. */
export async function serve(product: Product, settings: Settings): Promise<FastifyInstance> {
  const secure = settings.PUBLIC_URL?.startsWith('https:') ?? false;
  const app = await buildServer({
    kernel: product.kernel,
    routes: product.routes,
    authenticate: product.authenticate,
    trustProxy: proxies(settings),
    checkAnswers: process.env['NODE_ENV'] === 'test',
    secure,
  });
  await mountWeb(app);
  return app;
}

/** Hashed files are cached for good; the pages themselves are asked for every time, so that a new release is seen at once. */
async function mountWeb(app: FastifyInstance): Promise<void> {
  if (!existsSync(path.join(webFolder, 'index.html'))) return;
  await app.register(fastifyStatic, {
    root: webFolder, serve: false, index: false, dotfiles: 'ignore', preCompressed: false,
    setHeaders: (reply, file) => {
      void reply.header('cache-control', file.includes(`${path.sep}assets${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const page = (name: string) => (_: unknown, reply: { sendFile(name: string): unknown }) => reply.sendFile(name);
  app.get('/assets/*', (request, reply) => reply.sendFile(`assets/${(request.params as { '*': string })['*']}`));
  app.get('/p/*', page('portal.html'));
  app.get('/*', (request, reply) => {
    const wanted = (request.params as { '*': string })['*'];
    if (wanted.startsWith('api/')) return reply.callNotFound();
    return /^[\w-]+\.(svg|png|ico|webmanifest|txt)$/.test(wanted) ? reply.sendFile(wanted) : reply.sendFile('index.html');
  });
}
