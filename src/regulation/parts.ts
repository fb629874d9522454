import type { FileStore } from '../kernel/file-store.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Route } from '../kernel/http/route.ts';
import type { ConnectedClause } from './declare-needs.ts';
import type { Directory } from './directory.ts';
import type { Engine } from './runtime/engine.ts';
import type { Subjects } from './subjects.ts';

/** What reads and verbs of the engine are made of; put together once by the composition root. */
export interface Parts {
  readonly engine: Engine;
  readonly rulebook: readonly ConnectedClause[];
  readonly subjects: Subjects;
  readonly directory: Directory;
  /** Where attachments are kept; without it there are none. */
  readonly files?: FileStore;
}

/** After this act values or calendars differ: this node knows at once, before it answers; other nodes within seconds. */
export const refreshing = (parts: Parts, route: Route, then?: (kernel: Kernel) => Promise<unknown>): Route => ({
  ...route,
  answer: async (request) => {
    const answer = await route.answer(request);
    await parts.engine.refresh(request.kernel.db);
    await then?.(request.kernel);
    return answer;
  },
});
