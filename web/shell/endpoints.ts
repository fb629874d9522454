import { z } from 'zod';
import { endpoint } from '../../src/kernel/http/contract.ts';
import { query, text, words as wordsShape } from '../../src/kernel/schemas.ts';
import { words } from '../../src/kernel/words.ts';

/**
 * What the frame itself asks of the server (see work-contract-proposal.md). Each row gives way to the server's own contract as soon as
 * that names the same path; the shapes are the ones agreed there.
 */
export {
  changePassword, confirmSecondFactor, enrolSecondFactor, loadDemo, person, readRights, readSession, readSetUp, setLanguage, setUp, signIn, signOut, standInFor, unmask,
} from '../../src/registers/company/sign-in/contract.ts';

export const search = endpoint({
  method: 'GET', path: '/search', summary: words('全局搜索', 'Search everywhere'), query: z.strictObject({ q: text(100, 1), limit: query.int(1, 50) }),
  response: z.object({
    hits: z.array(z.object({ kind: z.string(), kindWords: wordsShape, id: z.string(), number: z.string(), title: z.string(), note: z.string().nullable(), href: z.string() })),
  }),
});

export { listNotices, readNotices } from '../../src/regulation/notices/contract.ts';
export { dropView, listViews, saveView } from '../../src/registers/company/views/contract.ts';
