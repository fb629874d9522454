import { z } from 'zod';
import { refuse, kernelNo } from '../../../../kernel/refusal.ts';
import { id, text } from '../../../../kernel/schemas.ts';
import { verb } from '../../../../kernel/verb.ts';
import { words } from '../../../../kernel/words.ts';
import { templateSaved } from '../facts.ts';
import { mayLead } from '../scope.ts';
import { checkTemplate } from './fill.ts';
import { keepForbidden } from './load.ts';

/** A new revision of a template; what was drafted from an older one stays as it is. @throws sales.template-name-unknown */
export const saveTemplate = verb({
  name: 'sales.save-contract-template', title: words('保存合同模板', 'Save a contract template'), may: mayLead, input: z.strictObject({ name: text(60, 2), /** Of what was read; 0 for a new one. */ revision: z.int().min(0), body: text(30_000, 20), note: text(300).default('') }),
  run: async (tx, input) => {
    checkTemplate(input.body);
    await tx.rows('sales.one_template', 'select pg_advisory_xact_lock(hashtextextended($1, 11))', [input.name]);
    const [last] = await tx.rows<{ revision: number }>('sales.last_template', 'select max(revision) as revision from sales.contract_template where name = $1 having max(revision) is not null', [input.name]);
    if ((last?.revision ?? 0) !== input.revision) throw refuse(kernelNo['changed-meanwhile']);
    const templateId = tx.newId();
    await tx.rows('sales.retire_templates', 'update sales.contract_template set active = false where name = $1 and active', [input.name]);
    await tx.rows('sales.save_template', 'insert into sales.contract_template (id, name, revision, body, note, created_at, created_by) values ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), $7)', [templateId, input.name, input.revision + 1, input.body, input.note, tx.now, tx.actor.name]);
    tx.fact(templateSaved, templateId, { name: input.name, revision: input.revision + 1 });
    return { id: templateId, revision: input.revision + 1 };
  },
});

/** Takes a template out of use. */
export const retireTemplate = verb({
  name: 'sales.retire-contract-template', title: words('停用合同模板', 'Retire a template'), may: mayLead, input: z.strictObject({ id }),
  run: async (tx, input) => {
    const [row] = await tx.rows<{ name: string }>('sales.retire_template', 'update sales.contract_template set active = false where id = $1 and active returning name', [input.id]);
    if (!row) throw refuse(kernelNo['not-found']);
    tx.audit({ type: 'contract-template', id: input.id }, { active: { from: true, to: false } });
    return { id: input.id };
  },
});

/** Phrases that the company wants in no contract, besides those that the law forbids. */
export const setForbiddenTerms = verb({
  name: 'sales.set-forbidden-terms', title: words('设置禁用表述', 'Set forbidden phrases'), may: { 'department-head': 'all', 'general-manager': 'all' }, input: z.strictObject({ phrases: z.array(text(60, 2)).max(200) }),
  run: async (tx, { phrases }) => {
    await keepForbidden(tx, [...new Set(phrases)]);
    tx.audit({ type: 'setting', id: 'sales.forbidden-terms' }, { phrases });
    return { count: new Set(phrases).size };
  },
});
