import type { z } from 'zod';
import { Refusal } from '../../../kernel/refusal.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { storesById } from '../../../registers/company/index.ts';
import { customersByContact } from '../../../registers/customers/index.ts';
import type { captureBody } from './contract-input.ts';
import { pairUpAlike, type Found } from './duplicates.ts';
import { leadCaptured } from './facts.ts';
import { emailKeyOf, nameKeyOf, phoneKeyOf, platformKeyOf } from './keys.ts';
import { MARKS, pairUpNames } from './names/pair-up-names.ts';
import { no } from './refusals.ts';
import { classOf, scoreOf } from './score.ts';
import { leadSettingsOf } from './settings.ts';

export type LeadGiven = z.output<typeof captureBody>;
export type How = 'form' | 'api' | 'webhook' | 'import' | 'message' | 'mail' | 'web-form';
export interface ToCapture { given: LeadGiven; how: How; sourceId?: string; outsideRef?: string; at?: number }

const none = (text: string | null | undefined): string | null => text || null;

export const keysOf = (g: Pick<LeadGiven, 'name' | 'company' | 'phone' | 'email' | 'platform' | 'platformUser' | 'city'>) => ({
  phone: phoneKeyOf(g.phone), email: emailKeyOf(g.email), platform: platformKeyOf(g.platform, g.platformUser),
  name: nameKeyOf({ name: g.name, company: none(g.company), city: none(g.city) }),
});

/** What is wrong with the ways to reach somebody; null when at least one is right and none is wrong. */
export function faultOf(g: Pick<LeadGiven, 'phone' | 'email' | 'platform' | 'platformUser'>): Refusal | null {
  if (g.phone && phoneKeyOf(g.phone) === null) return new Refusal(no['phone-unreadable'], undefined, {}, [{ path: 'phone', message: no['phone-unreadable'].title }]);
  if (g.email && emailKeyOf(g.email) === null) return new Refusal(no['lead-without-contact'], words('邮箱格式不对，应如 name@example.com。', 'The e-mail address should look like name@example.com.'), {}, [{ path: 'email', message: words('邮箱格式不对', 'Not a mail address') }]);
  if (Boolean(g.platform) !== Boolean(g.platformUser)) return new Refusal(no['platform-incomplete'], undefined, {}, [{ path: 'platformUser', message: no['platform-incomplete'].title }]);
  if (!g.phone && !g.email && !g.platformUser) return new Refusal(no['lead-without-contact'], undefined, {}, [{ path: 'phone', message: no['lead-without-contact'].title }]);
  return null;
}

export const leadTokens = (l: { leadNo: string; name: string; company: string | null; phone: string | null; email: string | null; platformUser: string | null }): string =>
  searchColumn({ numbers: [l.leadNo], names: [l.name, l.company, l.platformUser], phones: [l.phone], texts: [l.email] });

/**
 * Writes leads, classed and scored, and notes which of them are alike to others: a statement each however many they are. Publishes that they
 * came in (opens the clock of 2.1.2). The caller has looked at their faults. Gives ids and numbers in the order given.
 */
export async function captureLeads(tx: Tx, leads: readonly ToCapture[]): Promise<{ made: { id: string; leadNo: string }[]; found: Found[] }> {
  if (leads.length === 0) return { made: [], found: [] };
  const [settings, numbers, stores, customers] = await Promise.all([
    leadSettingsOf(tx), tx.numbers('LD', leads.length), storesById(tx, leads.flatMap((l) => l.given.storeId ?? [])),
    customersByContact(tx, leads.map(({ given: g }) => ({ phone: phoneKeyOf(g.phone), platform: g.platform ?? null, buyerKey: none(g.platformUser) }))),
  ]);
  // In the order given: of two rows of a file that are alike the later one has come to the earlier one.
  const ids = leads.map(() => tx.newId()).toSorted();
  const rows = leads.map(({ given: g, how, sourceId, outsideRef, at }, i) => {
    const keys = keysOf(g);
    const { score, reasons } = scoreOf({
      phoneKey: keys.phone, emailKey: keys.email, company: none(g.company), need: none(g.need), province: none(g.province), productLine: none(g.productLine), channel: g.channel ?? null, returning: customers[i] !== null,
    }, settings.points);
    const byScore = classOf(score, settings);
    const leadNo = numbers[i]!;
    return {
      id: ids[i]!, lead_no: leadNo, how, channel: g.channel ?? null, source_detail: none(g.sourceDetail), source_id: sourceId ?? null, outside_ref: outsideRef ?? null, store_id: g.storeId ?? null,
      team_id: (g.storeId && stores.get(g.storeId)?.teamId) || null, cost_fen: g.costFen ?? 0, name: g.name, company: none(g.company), phone: none(g.phone), phone_key: keys.phone, email: none(g.email), email_key: keys.email,
      platform: g.platform ?? null, platform_user: none(g.platformUser), platform_key: keys.platform, name_key: keys.name, province: none(g.province), city: none(g.city), product_line: none(g.productLine), need: none(g.need),
      class: g.class ?? byScore, class_by: g.class ? 'person' : byScore ? 'score' : null, score, score_reasons: reasons, tags: [...new Set(g.tags ?? [])], customer_id: customers[i] ?? null,
      at: Math.min(at ?? tx.now, tx.now),
      tokens: leadTokens({ leadNo, name: g.name, company: none(g.company), phone: none(g.phone), email: none(g.email), platformUser: none(g.platformUser) }),
    };
  });
  await tx.rows('sales.capture_leads',
    `insert into sales.lead (id, lead_no, state, how, channel, source_detail, source_id, outside_ref, store_id, team_id, cost_fen, name, company, phone, phone_key, email, email_key, platform, platform_user,
       platform_key, name_key, province, city, product_line, need, class, class_by, score, score_reasons, tags, customer_id, search, captured_by, captured_at, checked_at, updated_at, marks)
     select r.id, r.lead_no, 'new', r.how, r.channel, r.source_detail, r.source_id, r.outside_ref, r.store_id, r.team_id, r.cost_fen, r.name, r.company, r.phone, r.phone_key, r.email, r.email_key, r.platform,
       r.platform_user, r.platform_key, r.name_key, r.province, r.city, r.product_line, r.need, r.class, r.class_by, r.score, r.score_reasons, r.tags, r.customer_id,
       array_to_tsvector(string_to_array(r.tokens, ' ')), $2, to_timestamp(r.at / 1000.0), to_timestamp($3::bigint / 1000.0), to_timestamp($3::bigint / 1000.0), ${MARKS}
     from jsonb_to_recordset($1::jsonb) as r(id uuid, lead_no text, how text, channel text, source_detail text, source_id uuid, outside_ref text, store_id uuid, team_id uuid, cost_fen bigint, name text,
       company text, phone text, phone_key text, email text, email_key text, platform text, platform_user text, platform_key text, name_key text, province text, city text, product_line text, need text, class text,
       class_by text, score int, score_reasons jsonb, tags text[], customer_id uuid, tokens text, at bigint)`,
    [JSON.stringify(rows), tx.actor.name, tx.now]);
  for (const r of rows)
    tx.fact(leadCaptured, r.id, { leadNo: r.lead_no, platform: r.channel ?? 'other', customerClass: r.class, storeId: r.store_id, how: r.how, costFen: r.cost_fen, score: r.score }, { at: r.at });
  const found = await pairUpAlike(tx, ids);
  return { made: rows.map((r) => ({ id: r.id, leadNo: r.lead_no })), found: [...found, ...(await pairUpNames(tx, rows))] };
}
