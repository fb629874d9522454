import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { MINUTE } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { sameSecret } from '../../../kernel/net/secrets.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { id } from '../../../kernel/schemas.ts';
import { invalidInput, runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { captureLeads, faultOf } from './capture.ts';
import { createLeadSourceAct } from './contract.ts';
import { captureBody } from './contract-input.ts';
import type { LeadChannel } from './contract-words.ts';
import { maySetRules } from './policies.ts';
import { no } from './refusals.ts';
import { formLinks } from './web-form.ts';

/** A program outside that sends leads by itself: a landing page, an advertiser. It signs with its own secret. */
export const createLeadSource = verb({
  name: 'sales.create-lead-source', title: words('新增线索来源', 'Add a source of leads'), may: maySetRules, input: createLeadSourceAct.body!,
  run: async (tx, input) => {
    const sourceId = tx.newId();
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const made = await tx.rows('sales.create_lead_source', 'insert into sales.lead_source (id, name, channel, secret, created_at) values ($1, $2, $3, $4, to_timestamp($5::bigint / 1000.0)) on conflict do nothing returning id',
      [sourceId, input.name, input.channel, secret, tx.now]);
    if (made.length === 0) throw refuse(no['source-name-taken']);
    tx.audit({ type: 'lead-source', id: sourceId }, { created: input.name, channel: input.channel });
    return { id: sourceId, secret };
  },
});

export const switchLeadSource = verb({
  name: 'sales.switch-lead-source', title: words('启用或停用线索来源', 'Switch a source of leads'), may: maySetRules, input: z.strictObject({ id, active: z.boolean() }),
  subject: async (tx, input) => (await tx.rows<{ id: string; name: string; active: boolean }>('sales.lock_lead_source', 'select id, name, active from sales.lead_source where id = $1 for update', [input.id]))[0] ?? null,
  run: async (tx, input, source) => {
    if (source.active === input.active) return { id: source.id };
    if (input.active && (await tx.rows('sales.source_name_taken', 'select 1 from sales.lead_source where name = $1 and active and id <> $2', [source.name, source.id])).length > 0) throw refuse(no['source-name-taken']);
    await tx.rows('sales.switch_lead_source', 'update sales.lead_source set active = $2, version = version + 1 where id = $1', [source.id, input.active]);
    tx.audit({ type: 'lead-source', id: source.id }, { active: input.active });
    return { id: source.id };
  },
});

interface Source { id: string; name: string; channel: LeadChannel; secret: string; active: boolean }

const delivered = captureBody.omit({ storeId: true, class: true, channel: true });
/** One delivery of a source is one lead, however often it is sent. */
const takeDelivery = verb({
  name: 'sales.take-lead-delivery', title: words('接收推送的线索', 'Take a lead that was sent'), may: {}, input: delivered.extend({ sourceId: id, channel: captureBody.shape.channel, ref: z.string().min(1).max(200) }),
  run: async (tx, { sourceId, ref, ...given }) => {
    await tx.rows('sales.one_delivery', "select pg_advisory_xact_lock(hashtext('sales.lead-source'), hashtext($1))", [`${sourceId}/${ref}`]);
    const [known] = await tx.rows<{ id: string; lead_no: string }>('sales.known_delivery', 'select id, lead_no from sales.lead where source_id = $1 and outside_ref = $2', [sourceId, ref]);
    if (known) return { id: known.id, leadNo: known.lead_no, isNew: false };
    const fault = faultOf(given);
    if (fault) throw fault;
    const { made: [made] } = await captureLeads(tx, [{ given, how: 'webhook', sourceId, outsideRef: ref }]);
    return { ...made!, isNew: true };
  },
});

/** Older or newer than this by the sender's clock, a delivery may be one that was caught and sent again. */
const TOLERANCE = 5 * MINUTE;

export const signatureOf = (secret: string, delivery: string, seconds: string, body: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64')).update(`${delivery}.${seconds}.${body}`).digest('base64')}`;

/** A signed delivery (Standard Webhooks): signature and time first, then the content. An unknown or switched-off source looks like a wrong signature. */
export async function receiveDelivery(kernel: Kernel, sourceId: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const header = (name: string): string => (typeof request.headers[name] === 'string' ? request.headers[name] : '');
  const body = typeof request.body === 'string' ? request.body : '';
  const { rows: [source] } = await kernel.db.query<Source & Record<string, unknown>>('select id, name, channel, secret, active from sales.lead_source where id = $1', [sourceId], 'sales.lead_source');
  const [delivery, seconds] = [header('webhook-id'), header('webhook-timestamp')];
  const right = source?.active && /^\d{1,12}$/.test(seconds) && Math.abs(kernel.clock.now() - Number(seconds) * 1000) <= TOLERANCE && delivery !== ''
    && header('webhook-signature').split(' ').some((given) => sameSecret(given, signatureOf(source.secret, delivery, seconds, body)));
  if (!source || !right) throw refuse(no['signature-wrong']);
  let sent: unknown;
  try {
    sent = JSON.parse(body);
  } catch {
    throw refuse(kernelNo['invalid-input'], words('正文不是有效的 JSON。', 'The body is not valid JSON.'));
  }
  const read = delivered.safeParse(sent);
  if (!read.success) throw invalidInput(read.error);
  const answer = await runVerb(kernel, takeDelivery, { ...read.data, sourceId: source.id, channel: source.channel, ref: delivery }, { actor: system(source.name), ip: request.ip });
  return reply.status(answer.isNew ? 201 : 200).type('application/json; charset=utf-8').send(JSON.stringify({ leadNo: answer.leadNo }));
}

export async function listSources(kernel: Kernel) {
  const { rows } = await kernel.db.query<{ id: string; name: string; channel: LeadChannel; active: boolean; leads: number; lastAt: number | null; version: number; createdAt: number }>(
    `select s.id, s.name, s.channel, s.active, (select count(*)::int from sales.lead l where l.source_id = s.id) as leads, (select max(l.captured_at) from sales.lead l where l.source_id = s.id) as "lastAt",
       s.version, s.created_at as "createdAt" from sales.lead_source s order by s.active desc, s.created_at desc`, [], 'sales.lead_sources');
  const links = await formLinks(kernel, rows.filter((r) => r.active).map((r) => r.id), kernel.clock.now());
  return { rows: rows.map((r) => ({ ...r, formLink: links.get(r.id) ?? null })) };
}
