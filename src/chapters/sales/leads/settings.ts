import { z } from 'zod';
import type { Runner } from '../../../kernel/query.ts';
import { kernelNo, refuse } from '../../../kernel/refusal.ts';
import { verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { staffById } from '../../../registers/company/index.ts';
import { setLeadRulesAct } from './contract.ts';
import { leadSettingsShape } from './contract-input.ts';
import { maySetRules } from './policies.ts';
import { no } from './refusals.ts';

const KEY = 'sales.leads';
const { shape } = leadSettingsShape;

/** In force until somebody sets others. */
const settings = z.strictObject({
  autoAssign: shape.autoAssign.default(true), mergeSame: shape.mergeSame.default(true),
  classByScore: shape.classByScore.default(true), classA: shape.classA.default(60), classB: shape.classB.default(30),
  points: shape.points.default({
    phone: 20, email: 5, company: 15, need: 10, region: 5, productLine: 10, returning: 25,
    channels: { referral: 20, fair: 15, website: 15, phone: 20, wechat: 10, search: 10, taobao: 5, jd: 5, douyin: 5, pdd: 0, xiaohongshu: 5, other: 0 },
  }),
  capacity: shape.capacity.default(60), picksADay: shape.picksADay.default(10), pickAgainAfterDays: shape.pickAgainAfterDays.default(7),
  recycleDays: shape.recycleDays.default({ A: 7, B: 15, C: 30 }), warnDays: shape.warnDays.default(1), sellers: shape.sellers.default([]),
});
export type LeadSettings = z.output<typeof settings>;

export const leadSettingsOf = async (on: { runner: Runner }): Promise<LeadSettings> => (await leadRulesOf(on)).settings;

/** The settings with their version: 0 while nobody has set any. */
export async function leadRulesOf(on: { runner: Runner }): Promise<{ settings: LeadSettings; version: number }> {
  const { rows } = await on.runner.query<{ value: unknown; version: number }>(
    'select (select value from kernel.setting where key = $1) as value, (select coalesce(max(version), 0) from sales.lead_rules_change) as version', [KEY], 'sales.lead_settings');
  return { settings: settings.parse(rows[0]?.value ?? {}), version: rows[0]?.version ?? 0 };
}

/** Sets how leads are classed, handed out and taken back, from now on. @throws kernel.changed-meanwhile, sales.seller-unfit */
export const setLeadRules = verb({
  name: 'sales.set-lead-rules', title: words('设置线索规则', 'Set the rules of leads'), may: maySetRules, input: setLeadRulesAct.body!,
  run: async (tx, { settings: after, version: seen, note }) => {
    await tx.rows('sales.one_lead_setter', "select pg_advisory_xact_lock(hashtext('sales.lead-rules'))", []);
    const { settings: before, version } = await leadRulesOf(tx);
    if (seen !== version) throw refuse(kernelNo['changed-meanwhile']);
    if (after.classB > after.classA) throw refuse(kernelNo['invalid-input'], words('A 类的分数线不能低于 B 类。', 'The line of class A may not lie below that of B.'));
    const staff = await staffById(tx, after.sellers.map((s) => s.staffId));
    if (after.sellers.some((s) => !staff.has(s.staffId)) || new Set(after.sellers.map((s) => s.staffId)).size < after.sellers.length) throw refuse(no['seller-unfit']);
    await tx.rows('sales.set_lead_rules', 'insert into kernel.setting (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value', [KEY, JSON.stringify(after)]);
    await tx.rows('sales.note_lead_rules', `insert into sales.lead_rules_change (id, version, before, after, note, actor_id, actor_name, at)
      values ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7, to_timestamp($8::bigint / 1000.0))`, [tx.newId(), version + 1, JSON.stringify(before), JSON.stringify(after), note, tx.actor.id, tx.actor.name, tx.now]);
    tx.audit({ type: 'setting', id: KEY }, { before, after }, note);
    return { version: version + 1 };
  },
});
