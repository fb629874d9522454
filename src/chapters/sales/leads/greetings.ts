import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { saveGreetingAct, type contactChannels } from './contract.ts';
import { mayAssign } from './policies.ts';

/** Words with which a first contact begins well (clause 2.1.3, polite). New without an id. @throws kernel.changed-meanwhile, kernel.not-found */
export const saveGreeting = verb({
  name: 'sales.save-greeting', title: words('保存话术模板', 'Save a greeting'), may: mayAssign, input: saveGreetingAct.body!,
  run: async (tx, input) => {
    if (input.id === null) {
      const made = tx.newId();
      await tx.rows('sales.make_greeting', 'insert into sales.greeting (id, title, channel, body, active, created_at, updated_at) values ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), to_timestamp($6::bigint / 1000.0))',
        [made, input.title, input.channel, input.body, input.active, tx.now]);
      tx.audit({ type: 'greeting', id: made }, { title: input.title });
      return { id: made };
    }
    const [row] = await tx.rows<{ version: number }>('sales.lock_greeting', 'select version from sales.greeting where id = $1 for update', [input.id]);
    if (!row) throw refuse(kernelNo['not-found']);
    if (row.version !== input.version) throw refuse(kernelNo['changed-meanwhile'], undefined, { version: row.version });
    await tx.rows('sales.change_greeting', 'update sales.greeting set title = $2, channel = $3, body = $4, active = $5, version = version + 1, updated_at = to_timestamp($6::bigint / 1000.0) where id = $1',
      [input.id, input.title, input.channel, input.body, input.active, tx.now]);
    tx.audit({ type: 'greeting', id: input.id }, { title: input.title, active: input.active });
    return { id: input.id };
  },
});

export async function listGreetings(kernel: Kernel, asked: { q?: string | undefined; active?: boolean | undefined }) {
  const { rows } = await kernel.db.query<{ id: string; title: string; channel: (typeof contactChannels)[number] | null; body: string; active: boolean; used: number; version: number }>(
    `select id, title, channel, body, active, used, version from sales.greeting where ($1::boolean is null or active = $1) and ($2::text is null or position(lower($2) in lower(title || ' ' || body)) > 0)
     order by active desc, used desc, title limit 200`, [asked.active ?? null, asked.q ?? null], 'sales.greetings');
  return { rows };
}
