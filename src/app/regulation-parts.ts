import type { Route } from '../kernel/http/route.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Engine } from '../regulation/runtime/engine.ts';
import type { Notify } from '../regulation/runtime/wake.ts';
import type { Subjects } from '../regulation/subjects.ts';
import type { Searcher } from './app-routes.ts';
import type { Job } from './jobs.ts';

/** What the regulation engine brings. */
export async function regulationParts(_given: { kernel: Kernel; engine: Engine; subjects: Subjects }): Promise<{ routes: Route[]; notify: Notify; jobs: Job[]; searchers: Searcher[] }> {
  return { routes: [], notify: async () => {}, jobs: [], searchers: [] };
}
