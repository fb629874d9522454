import { z } from 'zod';
import { addressKey, allowed, companyName } from '../../../registers/company/index.ts';
import { system } from '../../../kernel/actor.ts';
import { DAY } from '../../../kernel/clock.ts';
import type { Endpoint } from '../../../kernel/http/contract.ts';
import type { Route } from '../../../kernel/http/route.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { linkSecret, openLink, signLink } from '../../../kernel/signed-link.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { captureLeads, faultOf, keysOf } from './capture.ts';
import { leadChannel } from './contract-input.ts';
import { sendLeadForm } from './contract.ts';
import type { LeadChannel } from './contract-words.ts';

/** A form's address is printed on cards and pages: it lives long, and ends at once when its source is switched off. */
const LIFE = 730 * DAY;
const TYPE = 'lead';

/** The addresses (below the installation's own) of the forms of these sources, for people to fill in. */
export async function formLinks(on: { runner: Runner }, sourceIds: readonly string[], now: number): Promise<Map<string, string>> {
  if (sourceIds.length === 0) return new Map();
  const secret = await linkSecret(on);
  return new Map(sourceIds.map((source) => [source, `/p/${signLink(secret, { type: TYPE, id: source, expiresAt: now + LIFE })}`]));
}

interface Source { id: string; name: string; channel: LeadChannel }

/** @throws kernel.link-dead for a wrong or old link, and for a source that is switched off */
async function sourceOf(kernel: Kernel, token: string): Promise<Source> {
  const link = openLink(await linkSecret(kernel), token, TYPE, kernel.clock.now());
  const { rows: [source] } = await kernel.db.query<Source & Record<string, unknown>>('select id, name, channel from sales.lead_source where id = $1 and active', [link.id], 'sales.source_of_form');
  if (!source) throw refuse(kernelNo['link-dead']);
  return source;
}

/** What the form says at its head: whose it is. The name of the source is the company's own affair. */
export async function leadFormPage(kernel: Kernel, token: string): Promise<{ company: string }> {
  await sourceOf(kernel, token);
  return { company: (await companyName(kernel)) ?? '' };
}

/**
 * Somebody left how to be reached, in our form (clause 2.1.2). Two at once with one telephone number come one after the other, so that the
 * second finds the first. That the person agreed to be called is kept in the audit log.
 *
 * @throws sales.lead-without-contact, sales.phone-unreadable
 */
export const takeFormLead = verb({
  name: 'sales.take-form-lead', title: words('接收网页表单的线索', 'Take a lead from the web form'), may: {}, input: sendLeadForm.body!.extend({ sourceId: id, source: z.string(), channel: leadChannel }),
  run: async (tx, { sourceId, source, channel, agreed, ...left }) => {
    const given = { ...left, channel, sourceDetail: source, platform: null, platformUser: null };
    const fault = faultOf(given);
    if (fault) throw fault;
    const keys = keysOf(given);
    for (const key of [keys.phone, keys.email].filter((k) => k !== null).toSorted())
      await tx.rows('sales.one_lead_of_key', "select pg_advisory_xact_lock(hashtext('sales.lead'), hashtext($1))", [key]);
    const { made: [made] } = await captureLeads(tx, [{ given, how: 'web-form', sourceId }]);
    tx.audit({ type: 'lead', id: made!.id }, { how: 'web-form', agreed });
    return made!;
  },
});

/** What is sent is answered in the same way whoever is here already: nobody learns who is known. */
export const leadFormRoute: Route = {
  endpoint: sendLeadForm as unknown as Endpoint, may: { public: true }, kind: 'act', verb: takeFormLead.name,
  answer: async ({ kernel, params, body, meta }) => {
    const source = await sourceOf(kernel, (params as { token: string }).token);
    if (!(await allowed(kernel, 'portal', `lead-form ${addressKey(meta.ip)}`)))
      throw refuse(kernelNo['too-many-requests'], words('提交过于频繁，请一刻钟后再试。', 'Too many at once; try again in a quarter of an hour.'));
    await runVerb(kernel, takeFormLead, { ...(body as z.output<NonNullable<typeof sendLeadForm.body>>), sourceId: source.id, source: source.name, channel: source.channel }, { actor: system(source.name), requestId: meta.requestId, ip: meta.ip });
    return { received: true };
  },
};
