import { useDeferredValue, useState } from 'react';
import { App, Button, Input, InputNumber, Popover, Select, Switch } from 'antd';
import { listReviewRuleChanges, readReviewRules, ruleWords, setReviewRulesAct, switchableRules, tryReviewRules } from '../../../../../src/chapters/sales/contract.ts';
import type { Answer } from '../../../../../src/kernel/http/contract.ts';
import { words } from '../../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../../ui/act-button.tsx';
import { useLanguage } from '../../../../ui/language.tsx';
import { RecordOf } from '../../../../ui/record-page.tsx';
import { ProblemNote } from '../../../../ui/problem.tsx';
import { useAct, useList, useRead } from '../../../../ui/use-api.ts';
import { When } from '../../../../ui/values.tsx';
import { Page } from '../../../../shell/page.tsx';
import { changesOf, spelled, type Settings } from './draft.ts';
import { ruleSays } from './rule-words.ts';
import { StoreRules } from './store-rules.tsx';
import './review-rules.css';

type Rules = Answer<typeof readReviewRules>;
type Trial = Answer<typeof tryReviewRules>;

/** Rules of review (审单规则, clause 2.3.1): what each holds, its switch and settings, what a change would do, who changed what. */
export default function ReviewRulesPage() {
  return <RecordOf read={useRead(readReviewRules, {}, { topics: ['sales'] })}>{(rules) => <Editor key={rules.version} rules={rules} />}</RecordOf>;
}

const settingsOf = ({ duplicateWithinHours, manyOrders, manyOrdersWithinHours, plainFlags, idleRemarks, noAfterSales, off, stores }: Rules): Settings =>
  ({ duplicateWithinHours, manyOrders, manyOrdersWithinHours, plainFlags, idleRemarks, noAfterSales, off, stores: stores.map(({ storeName: _, ...own }) => own) });

function Editor({ rules }: { rules: Rules }) {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const now = settingsOf(rules);
  const [draft, setDraft] = useState<Settings>(now);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const save = useAct(setReviewRulesAct);
  const changed = spelled(draft) !== spelled(now);
  const asked = useDeferredValue(draft);
  const trial = useRead(tryReviewRules, { body: changed ? { settings: asked } : {} }, { topics: ['sales'] });
  const storeName = (id: string): string => rules.open.find((s) => s.id === id)?.name ?? rules.stores.find((s) => s.storeId === id)?.storeName ?? id;
  const fixed = (trial.data?.rules ?? []).filter((r) => !(switchableRules as readonly string[]).includes(r.rule));
  const send = async () => {
    setProblem(null);
    try {
      await save.run({ body: { settings: draft, version: rules.version, note: note.trim() } });
      void message.success(t('已保存，从下一张订单起生效', 'Saved; in force from the next order on'));
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Page title={t('审单规则', 'Rules of review')} rule={['2.3.1']} primary={<Button href="/sales/review">{t('审单工作台', 'Review desk')}</Button>}>
      <TrialLine trial={trial.data} changed={changed} />
      {trial.error && <ProblemNote small error={trial.error} onRetry={() => void trial.refetch()} />}
      <section className="dz-card rr-list" aria-label={t('可设置的规则', 'Rules that can be set')}>
        {switchableRules.map((rule) => (
          <div key={rule} className="rr-rule">
            <Switch checked={!draft.off.includes(rule)} disabled={!rules.mayChange} aria-label={tw(ruleWords[rule])}
              onChange={(on) => setDraft({ ...draft, off: on ? draft.off.filter((r) => r !== rule) : [...draft.off, rule] })} />
            <div className="rr-what"><b>{tw(ruleWords[rule])}</b><p className="dz-2">{tw(ruleSays[rule]!)}</p><RuleSettings rule={rule} draft={draft} onDraft={setDraft} mayChange={rules.mayChange} /></div>
            <Counts rule={rule} trial={trial.data} />
          </div>
        ))}
      </section>
      <section className="dz-card rr-list" aria-label={t('始终有效的规则', 'Rules that are always on')}>
        <h2>{t('始终有效', 'Always on')}<span className="dz-2">{t('缺了这些就发不出货，不能关闭', 'Without these nothing can be shipped; they cannot be switched off')}</span></h2>
        {fixed.map(({ rule }) => (
          <div key={rule} className="rr-rule"><span className="dz-kept" aria-hidden>✓</span><div className="rr-what"><b>{tw(ruleWords[rule as keyof typeof ruleWords])}</b><p className="dz-2">{tw(ruleSays[rule]!)}</p></div><Counts rule={rule} trial={trial.data} /></div>
        ))}
      </section>
      <StoreRules draft={draft} onDraft={setDraft} stores={rules.open} mayChange={rules.mayChange} />
      {changed && rules.mayChange && (
        <form className="dz-card rr-save" onSubmit={(e) => { e.preventDefault(); if (note.trim().length >= 2) void send(); }}>
          <ul>{changesOf(now, draft, storeName).map((w) => <li key={w.zh}>{tw(w)}</li>)}</ul>
          <div className="dz-row rr-note">
            <Input value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} placeholder={t('为什么改（必填，留在记录里）', 'Why (needed; it stays in the record)')} aria-label={t('修改原因', 'Why')} />
            <LeadingButton leadsTo={setReviewRulesAct} type="primary" htmlType="submit" disabled={note.trim().length < 2} loading={save.isPending}>{t('保存规则', 'Save the rules')}</LeadingButton>
            <Button onClick={() => setDraft(now)}>{t('放弃', 'Discard')}</Button>
          </div>
          {problem !== null && <ProblemNote small error={problem} />}
        </form>
      )}
      {!rules.mayChange && <p className="dz-2">{t('只有部门负责人和总经理可以修改规则。', 'Only the department head and the general manager change the rules.')}</p>}
      <History storeName={storeName} />
    </Page>
  );
}

function TrialLine({ trial, changed }: { trial: Trial | undefined; changed: boolean }) {
  const { t } = useLanguage();
  if (!trial) return <p className="dz-2">{t('正在试算…', 'Trying…')}</p>;
  const held = <b>{trial.held}</b>;
  const base = t(`近 24 小时付款 ${trial.orders}${trial.more ? '+' : ''} 单，`, `Of ${trial.orders}${trial.more ? '+' : ''} orders paid in the last 24 hours `);
  return <p className="rr-trial" role="status">{base}{changed
    ? <>{t('按改动后的规则会拦下 ', 'the changed rules would hold ')}{held}{t(' 单（现在 ', ' (now ')}{trial.heldNow}{t(' 单）。', ').')}</>
    : <>{t('现行规则拦下 ', 'the rules hold ')}{held}{t(' 单。', '.')}</>}</p>;
}

/** Orders that wait because of the rule now, and what it finds in the last day: both are doors. */
function Counts({ rule, trial }: { rule: string; trial: Trial | undefined }) {
  const { t } = useLanguage();
  const counted = trial?.rules.find((r) => r.rule === rule);
  if (!counted) return <span className="rr-counts" />;
  return (
    <span className="rr-counts">
      <a href={`/sales/orders?state=to-review,held&rule=${rule}`}>{t(`待处理 ${counted.open}`, `${counted.open} waiting`)}</a>
      {counted.found === 0 ? <span className="dz-2">{t('近 24 小时 0', '0 in 24 h')}</span> : (
        <Popover trigger="click" placement="bottomRight" title={t('近 24 小时命中的订单', 'Found in the last 24 hours')} content={
          <ul className="rr-orders">{counted.orders.map((o) => <li key={o.id}><a href={`/sales/orders/${o.id}`}>{o.orderNo}</a></li>)}{counted.found > counted.orders.length && <li className="dz-2">{t(`等 ${counted.found} 单`, `of ${counted.found}`)}</li>}</ul>
        }><Button type="link" size="small">{t(`近 24 小时 ${counted.found}`, `${counted.found} in 24 h`)}</Button></Popover>
      )}
    </span>
  );
}

function Words({ label, value, onValue, mayChange }: { label: string; value: readonly string[]; onValue: (value: string[]) => void; mayChange: boolean }) {
  return <label className="rr-setting"><span>{label}</span><Select mode="tags" disabled={!mayChange} value={[...value]} onChange={onValue} tokenSeparators={[',', '，', '、']} open={false} suffixIcon={null} aria-label={label} /></label>;
}

function RuleSettings({ rule, draft, onDraft, mayChange }: { rule: string; draft: Settings; onDraft: (draft: Settings) => void; mayChange: boolean }) {
  const { t } = useLanguage();
  if (rule === 'suspected-duplicate')
    return <label className="rr-setting"><span>{t('时限', 'Within')}</span><InputNumber min={1} max={720} precision={0} disabled={!mayChange} value={draft.duplicateWithinHours} suffix={t('小时', 'h')} onChange={(n) => onDraft({ ...draft, duplicateWithinHours: n ?? draft.duplicateWithinHours })} /></label>;
  if (rule === 'many-orders')
    return <>
      <label className="rr-setting"><span>{t('达到', 'From')}</span><InputNumber min={2} max={100} precision={0} disabled={!mayChange} value={draft.manyOrders} suffix={t('单', 'orders')} onChange={(n) => onDraft({ ...draft, manyOrders: n ?? draft.manyOrders })} /></label>
      <label className="rr-setting"><span>{t('时限', 'Within')}</span><InputNumber min={1} max={720} precision={0} disabled={!mayChange} value={draft.manyOrdersWithinHours} suffix={t('小时', 'h')} onChange={(n) => onDraft({ ...draft, manyOrdersWithinHours: n ?? draft.manyOrdersWithinHours })} /></label>
    </>;
  if (rule === 'remark-or-flag')
    return <>
      <Words label={t('无含义旗帜', 'Plain flags')} value={draft.plainFlags} onValue={(plainFlags) => onDraft({ ...draft, plainFlags })} mayChange={mayChange} />
      <Words label={t('无需处理的留言', 'Idle remarks')} value={draft.idleRemarks} onValue={(idleRemarks) => onDraft({ ...draft, idleRemarks })} mayChange={mayChange} />
    </>;
  if (rule === 'refund-asked') return <Words label={t('视为无售后', 'Means no refund')} value={draft.noAfterSales} onValue={(noAfterSales) => onDraft({ ...draft, noAfterSales })} mayChange={mayChange} />;
  return null;
}

function History({ storeName }: { storeName: (id: string) => string }) {
  const { t, tw } = useLanguage();
  const changes = useList(listReviewRuleChanges, { query: {} }, { topics: ['sales'], pageSize: 20 });
  return (
    <section className="dz-card">
      <h2>{t('变更记录', 'Changes')}</h2>
      {changes.error && <ProblemNote small error={changes.error} onRetry={changes.again} />}
      {!changes.loading && changes.rows.length === 0 && <p className="dz-2">{t('还没有改过，一直按默认规则审单。', 'Never changed: the defaults are in force.')}</p>}
      <ol className="rr-history">{changes.rows.map((c) => (
        <li key={c.id}><span><When at={c.at} /> <b>{c.by}</b>{t('：', ': ')}{c.note}</span><ul>{(changesOf(c.before, c.after, storeName).length > 0 ? changesOf(c.before, c.after, storeName) : [words('内容未变', 'Nothing changed')]).map((w) => <li key={w.zh} className="dz-2">{tw(w)}</li>)}</ul></li>
      ))}</ol>
      {changes.hasMore && <Button size="small" onClick={changes.more}>{t('更早的记录', 'Earlier')}</Button>}
    </section>
  );
}
