import { useState } from 'react';
import { DatePicker, Form, Input, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import { z } from 'zod';
import { listScopeOptions, proposeChange, type scopeTypes } from '../../../../src/regulation/parameters/contract.ts';
import { EditorForm, Field } from '../../../ui/editor-form.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { useAct, useRead } from '../../../ui/use-api.ts';
import type { Parameter } from './parameter-page.tsx';
import { BacktestView } from './backtest-view.tsx';
import { DivergenceView } from './divergence-view.tsx';
import { ValueInput } from './value-input.tsx';

type ScopeType = (typeof scopeTypes)[number];

const shape = z.strictObject({ kind: z.enum(['set', 'correction']), value: proposeChange.body!.shape.value, scope: z.string().optional(), from: z.string().optional(), reason: proposeChange.body!.shape.reason });

/** Asks for another value: value with unit and bounds, for whom, from which day, why. Another person decides. */
export function ProposeForm({ p }: { p: Parameter }) {
  const { t } = useLanguage();
  const propose = useAct(proposeChange);
  // A new form after each proposal: what was sent does not stay in the fields.
  const [round, setRound] = useState(0);
  return (
    <section className="dz-card">
      <h2>{t('提出修改', 'Propose a change')}</h2>
      <EditorForm act={propose} key={round} schema={shape} initial={{ kind: 'set', value: p.json as never }} saveLabel={t('提交审批', 'Send for approval')} onSave={async ({ kind, value, scope, from, reason }) => {
        const [scopeType, ...rest] = (scope ?? '').split(' ');
        await propose.run({ params: { key: p.key }, body: { value, scopeType: scope ? (scopeType as ScopeType) : null, scopeId: scope ? rest.join(' ') : null, from: from ?? null, reason, kind } });
        setRound(round + 1);
      }}>
        <Field name="kind" label={t('方式', 'Kind')} hint={t('调整：批准后才生效。更正：以前定错了，自过去某日起改正，须两人批准，并列出会改判的事项', 'Change: holds from its approval. Correction: it was wrong since a day in the past; two sign it, and the verdicts that would flip are listed')}><KindInput /></Field>
        <Field name="value" label={t('新数值', 'New value')} hint={<Bounds p={p} />}><ValueInput parameter={p} /></Field>
        <BacktestView p={p} />
        <DivergenceView p={p} />
        {p.scopes.length > 0 && <Field name="scope" label={t('适用范围', 'Scope')} hint={t('不选则适用全公司；范围更窄的优先', 'The whole company if none is chosen; the narrower one wins')}><ScopeInput scopes={p.scopes} /></Field>}
        <Field name="from" label={t('生效日期', 'From')} hint={<FromHint />}><DayInput /></Field>
        <Field name="reason" label={t('理由', 'Reason')}><Input.TextArea rows={2} maxLength={500} /></Field>
      </EditorForm>
    </section>
  );
}

function Bounds({ p }: { p: Parameter }) {
  const { t, tw } = useLanguage();
  const shown = (n: number) => (p.kind === 'percent' || p.kind === 'fen' ? n / 100 : n);
  return (
    <>
      {p.units.length > 1 ? p.units.map((u) => t(`${u.min} 至 ${u.max} ${u.words.zh}。`, `${u.min} to ${u.max} ${u.words.en}. `)) : p.min !== null && p.max !== null && t(`${shown(p.min)} 至 ${shown(p.max)}${p.unit ? ` ${p.unit.zh}` : ''}。`, `${shown(p.min)} to ${shown(p.max)}${p.unit ? ` ${p.unit.en}` : ''}. `)}
      {p.legal && <>{p.legal.min && t(`法定不低于 ${p.legal.min.zh}。`, `By law not below ${p.legal.min.en}. `)}{p.legal.max && t(`法定不高于 ${p.legal.max.zh}。`, `By law not above ${p.legal.max.en}. `)}{tw(p.legal.law)}</>}
    </>
  );
}

const scopeNames: Record<ScopeType, [string, string]> = {
  channel: ['平台', 'Channel'], store: ['店铺', 'Store'], 'customer-class': ['客户类别', 'Customer class'], customer: ['客户', 'Customer'], article: ['商品规格', 'Article'], carrier: ['承运商', 'Carrier'], 'product-line': ['产品线', 'Product line'], team: ['团队', 'Team'], post: ['岗位', 'Post'], city: ['城市', 'City'],
};

/** `store <id>`: which one a value is for. */
function ScopeInput({ scopes, value, onChange, id }: { scopes: readonly ScopeType[]; value?: string; onChange?: (value: string | undefined) => void; id?: string }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const many = scopes.some((s) => s === 'customer' || s === 'article');
  return (
    <>
      <Select {...(id ? { id } : {})} allowClear value={value} onChange={(v: string | undefined) => onChange?.(v)} open={open} onOpenChange={setOpen} placeholder={many ? t('全公司；可输入客户、商品查找', 'Whole company; type a customer or an article') : t('全公司', 'Whole company')}
        options={useScopeOptions(scopes, typed)} showSearch={{ onSearch: setTyped, filterOption: (text, option) => isFound(option) || String(option?.label ?? '').toLowerCase().includes(text.trim().toLowerCase()) }} notFoundContent={t('没有可选的范围', 'Nothing to choose')} />
      {value?.startsWith('article ') && <p className="dz-2">{t('只用于整单只有这一种商品的事项；混装的按更宽的范围。', 'For cases of this article alone; with others beside it the wider value holds.')}</p>}
    </>
  );
}

/** What the server found for the text, not only where the name holds it: by telephone, number, pinyin. */
const isFound = (option: object | undefined): boolean => option !== undefined && 'value' in option && typeof option.value === 'string' && /^(customer|article) /.test(option.value);

function useScopeOptions(scopes: readonly ScopeType[], typed: string) {
  const { t, tw } = useLanguage();
  // Hooks run in the same order every time: every kind is asked in turn, those that do not apply stay silent.
  const read = (scope: ScopeType) => ({ scope, read: scopes.includes(scope) });
  const asked = [
    { ...read('channel'), answer: useRead(listScopeOptions, { params: { scope: 'channel' } }, { enabled: scopes.includes('channel') }) },
    { ...read('store'), answer: useRead(listScopeOptions, { params: { scope: 'store' } }, { enabled: scopes.includes('store') }) },
    { ...read('customer-class'), answer: useRead(listScopeOptions, { params: { scope: 'customer-class' } }, { enabled: scopes.includes('customer-class') }) },
    { ...read('carrier'), answer: useRead(listScopeOptions, { params: { scope: 'carrier' } }, { enabled: scopes.includes('carrier') }) },
    { ...read('customer'), answer: useRead(listScopeOptions, { params: { scope: 'customer' }, query: { q: typed } }, { enabled: scopes.includes('customer') }) },
    { ...read('article'), answer: useRead(listScopeOptions, { params: { scope: 'article' }, query: { q: typed } }, { enabled: scopes.includes('article') }) },
    { ...read('team'), answer: useRead(listScopeOptions, { params: { scope: 'team' } }, { enabled: scopes.includes('team') }) },
    { ...read('post'), answer: useRead(listScopeOptions, { params: { scope: 'post' } }, { enabled: scopes.includes('post') }) },
  ];
  return asked.filter((a) => a.read && (a.answer.data?.rows.length ?? 0) > 0).map(({ scope, answer }) => ({
    label: t(...scopeNames[scope]), options: (answer.data?.rows ?? []).map((o) => ({ value: `${scope} ${o.id}`, label: tw(o.words) })),
  }));
}

type Kind = z.output<typeof shape>['kind'];

function KindInput({ value = 'set', onChange }: { value?: Kind; onChange?: (value: Kind) => void }) {
  const { t } = useLanguage();
  return <Segmented<Kind> value={value} onChange={(next) => onChange?.(next)} options={[{ value: 'set', label: t('调整', 'Change') }, { value: 'correction', label: t('更正（追溯）', 'Correction') }]} />;
}

function FromHint() {
  const { t } = useLanguage();
  return Form.useWatch<Kind>('kind') === 'correction' ? t('更正须写明自过去哪一天起', 'A correction names a day in the past') : t('不选则批准后立即生效；不会早于批准时', 'As soon as it is approved if none is chosen; never before');
}

function DayInput({ value, onChange, id }: { value?: string; onChange?: (value: string | undefined) => void; id?: string }) {
  const { t } = useLanguage();
  const today = dayOf(now());
  const back = Form.useWatch<Kind>('kind') === 'correction';
  return <DatePicker {...(id ? { id } : {})} value={value ? dayjs(value) : null} placeholder={back ? t('自哪一天起', 'Since') : t('批准后立即', 'At once')} disabledDate={(d) => (back ? d.format('YYYY-MM-DD') >= today : d.format('YYYY-MM-DD') < today)}
    onChange={(d) => onChange?.(d ? d.format('YYYY-MM-DD') : undefined)} />;
}
