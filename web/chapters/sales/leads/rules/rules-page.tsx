import { useState } from 'react';
import { App, Button, Input, InputNumber, Select, Switch } from 'antd';
import { leadChannelWords, readLeadRules, setLeadRulesAct, type LeadChannel } from '../../../../../src/chapters/sales/leads/contract.ts';
import type { Answer, Call } from '../../../../../src/kernel/http/contract.ts';
import { LeadingButton } from '../../../../ui/act-button.tsx';
import { useLanguage } from '../../../../ui/language.tsx';
import { ProblemNote } from '../../../../ui/problem.tsx';
import { RecordOf } from '../../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../../ui/use-api.ts';
import { When } from '../../../../ui/values.tsx';
import { Page } from '../../../../shell/page.tsx';
import { Sources } from './sources.tsx';
import './rules.css';

type Rules = Answer<typeof readLeadRules>;
type Settings = Call<typeof setLeadRulesAct>['body']['settings'];
type SellerSet = Settings['sellers'][number];

/** How leads are classed, handed out and taken back (线索规则, clauses 2.1.2 and 2.1.3), and which sources send them. */
export default function LeadRulesPage() {
  return <RecordOf read={useRead(readLeadRules, {}, { topics: ['sales', 'staff'] })}>{(rules) => <Editor key={rules.version} rules={rules} />}</RecordOf>;
}

function Editor({ rules }: { rules: Rules }) {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const [draft, setDraft] = useState<Settings>(rules.settings);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const save = useAct(setLeadRulesAct);
  const changed = JSON.stringify(draft) !== JSON.stringify(rules.settings);
  const off = !rules.mayChange;
  const set = (part: Partial<Settings>) => setDraft({ ...draft, ...part });
  const number = (value: number, onChange: (n: number) => void, label: string, suffix?: string) => <InputNumber size="small" value={value} min={-100} precision={0} disabled={off} aria-label={label} suffix={suffix} onChange={(n) => n !== null && onChange(n)} />;
  const send = async () => {
    setProblem(null);
    try {
      await save.run({ body: { settings: draft, version: rules.version, note: note.trim() } });
      void message.success(t('已保存，从下一条线索起生效', 'Saved; in force from the next lead on'));
    } catch (error) {
      setProblem(error);
    }
  };
  const p = draft.points;
  const points = (part: Partial<Settings['points']>) => set({ points: { ...p, ...part } });
  const signs: [Exclude<keyof typeof p, 'channels'>, string][] = [['phone', t('留了电话', 'Telephone')], ['email', t('留了邮箱', 'E-mail')], ['company', t('企业客户', 'A company')], ['need', t('说明了需求', 'Said the need')], ['region', t('知道地区', 'Region known')], ['productLine', t('知道产品线', 'Product line known')], ['returning', t('老客户', 'Known customer')]];
  return (
    <Page title={t('分配规则', 'Assignment rules')} rule={['2.1.2', '2.1.3']} primary={<><Button href="/sales/greetings">{t('话术模板', 'Greetings')}</Button><Button href="/sales/leads">{t('线索', 'Leads')}</Button></>}>
      <div className="lr-sheet">
      <section className="dz-card">
        <h2>{t('入库和分配', 'Coming in and handing out')}</h2>
        <div className="lr-rows">
          <label><Switch size="small" checked={draft.autoAssign} disabled={off} onChange={(autoAssign) => set({ autoAssign })} />{t('入库后按规则自动分配', 'Hand out by the rule as they come in')}</label>
          <label><Switch size="small" checked={draft.mergeSame} disabled={off} onChange={(mergeSame) => set({ mergeSame })} />{t('电话、邮箱或平台账号相同时自动并入已有线索（可撤销）', 'Same phone, mail or account: merge by itself (can be undone)')}</label>
          <label><Switch size="small" checked={draft.classByScore} disabled={off} onChange={(classByScore) => set({ classByScore })} />{t('按评分自动分类', 'Class by score')}</label>
          {draft.classByScore && <span>{t('A 类不低于', 'A from')} {number(draft.classA, (classA) => set({ classA }), t('A 类分数线', 'Line of A'))} {t('分，B 类不低于', 'points, B from')} {number(draft.classB, (classB) => set({ classB }), t('B 类分数线', 'Line of B'))} {t('分', 'points')}</span>}
          <span>{t('每位销售员在手最多', 'A seller holds at most')} {number(draft.capacity, (capacity) => set({ capacity }), t('在手上限', 'Capacity'))} {t('条', 'leads')}</span>
        </div>
      </section>
      <section className="dz-card">
        <h2>{t('公海', 'The pool')}</h2>
        <div className="lr-rows">
          <span>{t('每人每天最多领取', 'At most')} {number(draft.picksADay, (picksADay) => set({ picksADay }), t('每天领取上限', 'Picks a day'))} {t('条；被回收后', 'picks a day each; a lost lead can be picked again after')} {number(draft.pickAgainAfterDays, (pickAgainAfterDays) => set({ pickAgainAfterDays }), t('再次领取间隔', 'Days before picking again'))} {t('天内不能再领同一条', 'days')}</span>
          <span>{t('未联系天数达到以下值时回收：', 'Taken back after days without contact: ')}{(['A', 'B', 'C'] as const).map((c) => <span key={c}> {c} {number(draft.recycleDays[c], (n) => set({ recycleDays: { ...draft.recycleDays, [c]: n } }), t(`${c} 类回收天数`, `Days of class ${c}`))}</span>)}{t('；提前', '; warned')} {number(draft.warnDays, (warnDays) => set({ warnDays }), t('提前提醒天数', 'Days of warning'))} {t('天提醒', 'days before')}</span>
        </div>
      </section>
      <section className="dz-card">
        <h2>{t('评分', 'Score')}<span className="dz-2">{t('每一分都会写明原因', 'each point is told with its reason')}</span></h2>
        <div className="lr-points">
          {signs.map(([key, label]) => <label key={key}><span>{label}</span>{number(p[key], (n) => points({ [key]: n }), label)}</label>)}
          {(Object.keys(leadChannelWords) as LeadChannel[]).map((c) => <label key={c}><span>{t('来自', 'By ')}{tw(leadChannelWords[c])}</span>{number(p.channels[c] ?? 0, (n) => points({ channels: { ...p.channels, [c]: n } }), tw(leadChannelWords[c]))}</label>)}
        </div>
      </section>
      <Sellers rules={rules} draft={draft} onDraft={setDraft} />
      {changed && rules.mayChange && (
        <form className="dz-card lr-save" onSubmit={(e) => { e.preventDefault(); if (note.trim().length >= 2) void send(); }}>
          <Input value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} placeholder={t('为什么改（必填，留在记录里）', 'Why (needed; it stays in the record)')} aria-label={t('修改原因', 'Why')} />
          <LeadingButton leadsTo={setLeadRulesAct} type="primary" htmlType="submit" disabled={note.trim().length < 2} loading={save.isPending}>{t('保存规则', 'Save the rules')}</LeadingButton>
          <Button onClick={() => setDraft(rules.settings)}>{t('放弃', 'Discard')}</Button>
          {problem !== null && <ProblemNote small error={problem} />}
        </form>
      )}
      {off && <p className="dz-2">{t('只有部门经理和总经理可以修改规则。', 'Only the department head and the general manager change the rules.')}</p>}
      {rules.mayChange && <Sources />}
      {rules.changes.length > 0 && <section className="dz-card"><h2>{t('修改记录', 'Changes')}</h2>{rules.changes.map((c) => <p key={c.id}><When at={c.at} /> {c.by}：{c.note}</p>)}</section>}
      </div>
    </Page>
  );
}

const blank = (staffId: string): SellerSet => ({ staffId, takes: true, capacity: null, provinces: [], productLines: [], skills: [] });

/** Each seller with what they hold, whether they are at work, and what is theirs: territory, product lines, skills. */
function Sellers({ rules, draft, onDraft }: { rules: Rules; draft: Settings; onDraft: (s: Settings) => void }) {
  const { t } = useLanguage();
  const off = !rules.mayChange;
  const change = (staffId: string, part: Partial<SellerSet>) => {
    const own = { ...(draft.sellers.find((s) => s.staffId === staffId) ?? blank(staffId)), ...part };
    onDraft({ ...draft, sellers: [...draft.sellers.filter((s) => s.staffId !== staffId), own] });
  };
  const tags = (value: string[], onChange: (v: string[]) => void, label: string) => <Select size="small" mode="tags" disabled={off} value={value} onChange={onChange} open={false} suffixIcon={null} tokenSeparators={[',', '，', '、']} aria-label={label} style={{ minWidth: 120, width: '100%' }} placeholder="—" />;
  return (
    <section className="dz-card">
      <h2>{t('销售员', 'Sellers')}<span className="dz-2">{t('按老客户、产品线、区域、轮流的顺序决定；请假、不在班、已满的跳过', 'Known customer, product line, territory, then by turns; away, off duty and full ones are passed over')}</span></h2>
      <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={t('销售员', 'Sellers')}>
        <table className="dz-related dz-related-stacks lead-sellers">
          <thead><tr><th>{t('姓名', 'Name')}</th><th>{t('现在', 'Now')}</th><th className="dz-right">{t('在手', 'In hand')}</th><th>{t('接线索', 'Takes')}</th><th>{t('上限', 'Limit')}</th><th>{t('区域', 'Territory')}</th><th>{t('产品线', 'Product lines')}</th><th>{t('技能', 'Skills')}</th></tr></thead>
          <tbody>{rules.sellers.map((s) => {
            const own = draft.sellers.find((x) => x.staffId === s.id) ?? blank(s.id);
            return (
              <tr key={s.id}>
                <td><b>{s.name}</b><div className="dz-2">{s.teams.join('、')}</div></td>
                <td data-title={t('现在', 'Now')}>{s.absent ? <span className="dz-soon">{t('请假', 'Away')}{s.substitute ? t(`，${s.substitute}代`, `, ${s.substitute} stands in`) : ''}</span> : s.onDuty ? <span className="dz-kept">{t('在班', 'On duty')}</span> : <span className="dz-2">{t('不在班', 'Off duty')}</span>}</td>
                <td data-title={t('在手', 'In hand')} className="dz-right"><a href={`/sales/leads?owner=${s.id}&state=assigned%2Ccontacted`}>{s.open}</a></td>
                <td data-title={t('接线索', 'Takes')}><Switch size="small" checked={own.takes} disabled={off} onChange={(takes) => change(s.id, { takes })} aria-label={t(`${s.name} 接线索`, `${s.name} takes leads`)} /></td>
                <td data-title={t('上限', 'Limit')}><InputNumber size="small" min={1} precision={0} disabled={off} value={own.capacity} placeholder={String(draft.capacity)} onChange={(capacity) => change(s.id, { capacity })} aria-label={t(`${s.name} 上限`, `Limit of ${s.name}`)} /></td>
                <td data-title={t('区域', 'Territory')}>{tags(own.provinces, (provinces) => change(s.id, { provinces }), t(`${s.name} 区域`, `Territory of ${s.name}`))}</td><td data-title={t('产品线', 'Product lines')}>{tags(own.productLines, (productLines) => change(s.id, { productLines }), t(`${s.name} 产品线`, `Product lines of ${s.name}`))}</td><td data-title={t('技能', 'Skills')}>{tags(own.skills, (skills) => change(s.id, { skills }), t(`${s.name} 技能`, `Skills of ${s.name}`))}</td>
              </tr>
            );
          })}</tbody>
        </table>
      </div>
      {rules.sellers.length === 0 && <p className="dz-2">{t('还没有销售员：请在“员工”里任命。', 'No sellers yet: appoint them under “Staff”.')}</p>}
    </section>
  );
}
