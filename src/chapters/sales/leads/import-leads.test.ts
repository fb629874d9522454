import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshKernel, type TestKernel } from '../../../../tests/support/kernel.ts';
import { system } from '../../../kernel/actor.ts';
import type { ImportFormat } from '../../../kernel/imports/format.ts';
import type { StagedRow } from '../../../kernel/imports/target.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { RunTotals } from '../../../kernel/imports/totals.ts';
import { z } from 'zod';
import { leadFile, leadHeadings, leadMessages, messageHeadings } from './formats/lead-files.ts';
import { captureLead } from './capture-lead.ts';
import { importLeads } from './import-leads.ts';

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await freshKernel();
});
afterAll(() => kernel.close());

const run = verb({ name: 'test.import-leads', title: words('导入', 'Import'), may: {}, input: z.strictObject({ rows: z.array(z.custom<StagedRow>()) }), run: (tx, { rows }) => importLeads.apply(tx, rows, {}) });

/** A table read as the framework reads it: rows that were taken (money through JSON), and problems by line. */
function read(format: ImportFormat<unknown>, headings: readonly string[], table: readonly (readonly string[])[]): { rows: StagedRow[]; problems: string[] } {
  const reader = format.open(format.recognise('表', [headings, ...table], 'x.csv')!);
  const rows: StagedRow[] = [];
  const problems: string[] = [];
  table.forEach((cells, i) => {
    const got = reader.read(cells, i + 2);
    if (got.is === 'record') rows.push({ kind: format.kind, line: i + 2, key: got.key, record: JSON.parse(JSON.stringify(got.record, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))) });
    if (got.is === 'problem') problems.push(...got.problems.map((p) => p.code));
  });
  return { rows, problems };
}
const lead = (name: string, phone: string, more: Partial<Record<(typeof leadHeadings)[number], string>> = {}) => leadHeadings.map((h) => (h === '联系人' ? name : h === '电话' ? phone : (more[h] ?? '')));
const apply = (rows: StagedRow[]) => runVerb(kernel, run, { rows }, { actor: system('导入') });

describe('a table of leads (clause 2.1.2)', () => {
  test('is read with our headings and with those that people use', () => {
    expect(leadFile.recognise('表', [leadHeadings], 'x.csv')).toMatchObject({ kind: 'leads', missing: [] });
    expect(leadFile.recognise('表', [['姓名', '手机号', '公司名称', '来源', '需求描述']], 'x.csv')).toMatchObject({ kind: 'leads', missing: [] });
  });
  test('each bad row says what is wrong and stops no other', () => {
    const { rows, problems } = read(leadFile as ImportFormat<unknown>, leadHeadings, [
      lead('甲', '13911110001'), lead('乙', '1391111'), lead('丙', ''), lead('丁', '', { 平台账号: '旺旺丁' }), lead('戊', '13911110002', { 邮箱: '在公司邮箱' }), lead('己', '13911110003', { 获客成本: '-1' }),
    ]);
    expect(rows.map((r) => (r.record as { name: string }).name)).toEqual(['甲']);
    expect(problems).toEqual(['lead.phone-unreadable', 'lead.unreachable', 'lead.platform-missing', 'lead.email-unreadable', 'lead.cost-negative']);
  });
  test('twice it is taken once; the same number under another name is seen as one customer', async () => {
    const { rows } = read(leadFile as ImportFormat<unknown>, leadHeadings, [lead('庚', '139 2222 0001', { 来源渠道: '广交会展会', 获客成本: '12.50' }), lead('庚女士', '+8613922220001', { 来源渠道: '百度推广' })]);
    expect((await importLeads.preview(kernel, rows, {}, system('test'))).map((o) => o.is)).toEqual(['accepted', 'accepted']);
    expect((await apply(rows)).map((o) => o.is)).toEqual(['accepted', 'accepted']);
    expect((await apply(rows)).map((o) => o.is)).toEqual(['unchanged', 'unchanged']);
    const { rows: leads } = await kernel.db.query<{ channel: string; cost_fen: bigint; n: bigint }>(
      "select channel, cost_fen, (select count(*) from sales.lead_duplicate d where d.lead_id = l.id or d.other_id = l.id) as n from sales.lead l where phone_key = '13922220001' order by lead_no");
    expect(leads).toEqual([{ channel: 'fair', cost_fen: 1_250n, n: 1n }, { channel: 'search', cost_fen: 0n, n: 1n }]);
    const totals = new RunTotals(importLeads.totals, ['leads']);
    totals.add(rows);
    expect(totals.sums()).toEqual({ leads: 2, cost: 1_250 });
  });
});

test('messages of one buyer are one lead, with what was asked and the number that was left; what our side wrote is none', async () => {
  const say = (nick: string, who: string, text: string) => ['抖音', '山海直播间', nick, who, '2026-03-09 10:00:00', text];
  const { rows } = read(leadMessages as ImportFormat<unknown>, messageHeadings, [say('小鱼', '买家', '300 个什么价'), say('小鱼', '客服', '稍等'), say('小鱼', '买家', '电话13933330001'), say('路人', '客服', '在吗')]);
  const outcomes = await apply(rows);
  expect(outcomes.filter((o) => o.is === 'accepted')).toHaveLength(1);
  const { rows: made } = await kernel.db.query('select how, channel, platform_user, phone_key, need from sales.lead where platform_key = $1', ['douyin:小鱼']);
  expect(made).toEqual([{ how: 'message', channel: 'douyin', platform_user: '小鱼', phone_key: '13933330001', need: '300 个什么价\n电话13933330001' }]);
  expect((await apply(rows)).every((o) => o.is === 'unchanged')).toBe(true);
});

describe('a file of leads has the outcome of the same leads captured one by one (clause 2.1.2)', () => {
  /** A brand of its own for each way, so that the two never meet; everything else is the same. */
  const people = (brand: string, tail: string): { name: string; company: string; phone: string; email: string }[] => [
    { name: '甲', company: `${brand}纸业有限公司`, phone: `13944000${tail}1`, email: '' }, { name: '乙', company: '', phone: `13944000${tail}1`, email: `yi@${tail}.example.com` },
    { name: '丙', company: `${brand}纸业（杭州）集团`, phone: `13944000${tail}3`, email: `YI@${tail}.example.com` }, { name: '丁', company: `${brand}茶叶有限公司`, phone: `13944000${tail}4`, email: '' },
    // A switchboard: more of one number than are noted for one lead, and a name that is alike to theirs besides.
    ...Array.from({ length: 24 }, (_, n) => ({ name: `总机${n}`, company: n === 23 ? `${brand}茶叶` : '', phone: `0571-88${tail}0000`, email: '' })),
  ];
  /** Whose lead met whose, by what; and what each came to. No ids: they differ. */
  async function outcome(names: readonly string[], ids: readonly string[]): Promise<{ pairs: string[]; leads: unknown[]; facts: unknown[] }> {
    const nameOf = new Map(ids.map((id, i) => [id, names[i]!]));
    const { rows: pairs } = await kernel.db.query<{ lead_id: string; other_id: string; reasons: string[] }>('select lead_id, other_id, reasons from sales.lead_duplicate where lead_id = any ($1::uuid[])', [[...ids]]);
    const { rows: leads } = await kernel.db.query('select name, state, class, class_by, score, score_reasons, phone_key is not null as reachable, checked_at = captured_at as checked from sales.lead where id = any ($1::uuid[]) order by lead_no', [[...ids]]);
    const { rows: facts } = await kernel.db.query("select payload - 'leadNo' - 'how' as said from kernel.fact where type = 'sales.lead-captured' and subject_id = any ($1::text[]) order by seq", [[...ids]]);
    return { pairs: pairs.map((p) => `${nameOf.get(p.lead_id)} met ${nameOf.get(p.other_id)} by ${p.reasons.join(' and ')}`).toSorted(), leads, facts };
  }

  test('who is like whom, class, score and facts are the same, however many are alike', async () => {
    const file = people('山岚', '01');
    const { rows } = read(leadFile as ImportFormat<unknown>, leadHeadings, file.map((p) => lead(p.name, p.phone, { 公司: p.company, 邮箱: p.email, 来源渠道: '展会' })));
    const imported = await apply(rows);
    const alone = people('云栖', '02');
    const captured: string[] = [];
    for (const p of alone) {
      kernel.clock.advance(1);
      captured.push((await runVerb(kernel, captureLead, { name: p.name, company: p.company || null, phone: p.phone, email: p.email || null, channel: 'fair' }, { actor: system('录入') })).id);
    }
    const names = alone.map((p) => p.name);
    const [asFile, oneByOne] = [await outcome(names, imported.map((o) => (o.is === 'accepted' ? o.subject!.id : ''))), await outcome(names, captured)];
    expect(asFile).toEqual(oneByOne);
    expect(oneByOne.pairs).toContain('丙 met 乙 by email');
    // Of the twenty-three before the last one the oldest are noted; the similar name stands behind the sure signs.
    expect(oneByOne.pairs.filter((p) => p.startsWith('总机23 '))).toHaveLength(20);
    expect(oneByOne.pairs).not.toContain('总机23 met 丁 by name');
  });
});
