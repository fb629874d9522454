import { z } from 'zod';
import type { Actor } from '../../../kernel/actor.ts';
import { toTimestamp } from '../../../kernel/db/index.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id, text } from '../../../kernel/schemas.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { companySetUp, postHeld, staffAdded } from '../facts.ts';
import { db } from '../schema.ts';
import { insertStaff } from '../staff/staff-record.ts';
import { login, post } from './contract.ts';
import { checkStrength, hashPassword } from './passwords.ts';

/** Two set-ups at once wait for each other here; the second finds the company and is refused. */
const LOCK = 7_240_002_001;

const notThere = () => refuse(kernelNo['not-found'], words('公司已建账，此页面不再开放。', 'The company has been set up; this page is closed.'));

export async function isSetUp(on: { runner: Runner }): Promise<boolean> {
  const { rows } = await on.runner.query('select 1 from company.company limit 1', [], 'company.is_set_up');
  return rows.length > 0;
}

const founder = ['administrator', 'general-manager'] as const;

/** The company and its first administrator. Carried out once; afterwards it is not there (survival.md A8). */
export const setUpCompany = verb({
  name: 'company.set-up', title: words('首次建账', 'First set-up'), may: {},
  input: z.strictObject({
    staffId: id, company: text(100, 2), name: text(50, 1), login, passwordHash: z.string(), secondFactorPosts: z.array(post).optional(),
  }),
  run: async (tx, input) => {
    await tx.rows('company.lock_set_up', 'select pg_advisory_xact_lock($1)', [LOCK]);
    if (await isSetUp(tx)) throw notThere();
    await db(tx).insertInto('company.company').values({
      name: input.company, created_at: toTimestamp(tx.now), ...(input.secondFactorPosts ? { second_factor_posts: input.secondFactorPosts } : {}) as { second_factor_posts: never },
    }).execute();
    await insertStaff(tx, { id: input.staffId, name: input.name, login: input.login, phone: null, language: null, passwordHash: input.passwordHash, mustChangePassword: false });
    // Whoever founds the company runs it until others are there: without a second post he could see nothing of the work.
    await db(tx).insertInto('company.post_holding').values(founder.map((post) => ({ id: tx.newId(), staff_id: input.staffId, post, from_at: toTimestamp(tx.now), to_at: null }))).execute();
    tx.fact(companySetUp, 'company', { administratorId: input.staffId });
    tx.fact(staffAdded, input.staffId, { posts: [...founder] });
    for (const post of founder) tx.fact(postHeld, input.staffId, { post });
    return { id: input.staffId };
  },
});

export interface SetUpAsk { company: string; name: string; login: string; password: string; ip?: string | null; secondFactorPosts?: z.input<typeof post>[] }

/** Sets the company up. @throws kernel.not-found when that has been done, company.weak-password */
export async function setUp(kernel: Kernel, ask: SetUpAsk): Promise<{ staffId: string }> {
  if (await isSetUp(kernel)) throw notThere();
  const account = login.parse(ask.login);
  checkStrength(ask.password, account);
  const passwordHash = await hashPassword(ask.password);
  const staffId = newId(kernel.clock.now());
  // Nobody is there yet: the installation itself acts, in the name that the first administrator gives himself.
  const actor: Actor = { kind: 'system', id: null, personId: null, name: ask.name, posts: [], teamIds: [] };
  await runVerb(kernel, setUpCompany, { staffId, company: ask.company, name: ask.name, login: account, passwordHash, ...(ask.secondFactorPosts ? { secondFactorPosts: ask.secondFactorPosts } : {}) }, { actor, ip: ask.ip ?? null });
  return { staffId };
}

export { notThere as setUpIsClosed };
