import { z } from 'zod';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { text } from '../../../kernel/schemas.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { companyChanged } from '../facts.ts';
import { post } from '../sign-in/contract.ts';

/** The company's name, and which posts need an authenticator. */
export const changeCompany = verb({
  name: 'company.change', title: words('修改公司资料', 'Change the company'), may: { administrator: 'all' },
  input: z.strictObject({ version: z.int(), name: text(100, 2).optional(), secondFactorPosts: z.array(post).optional() }),
  subject: async (tx) => (await tx.rows<{ name: string; second_factor_posts: string[]; version: number }>('company.for_update', 'select name, second_factor_posts, version from company.company for update', []))[0] ?? null,
  run: async (tx, input, company) => {
    if (company.version !== input.version) throw refuse(kernelNo['changed-meanwhile']);
    const posts = input.secondFactorPosts ? [...new Set(input.secondFactorPosts)].sort() : company.second_factor_posts;
    const fields = [...(input.name !== undefined && input.name !== company.name ? ['name'] : []), ...(posts.join() !== [...company.second_factor_posts].sort().join() ? ['second-factor-posts'] : [])];
    if (fields.length === 0) return {};
    await tx.rows('company.change', 'update company.company set name = $1, second_factor_posts = $2, version = version + 1', [input.name ?? company.name, posts]);
    tx.fact(companyChanged, 'company', { fields });
    tx.audit({ type: 'company', id: 'company' }, { fields, secondFactorPosts: posts });
    return {};
  },
});
