import { useState } from 'react';
import { Button, Drawer, Input, Select } from 'antd';
import dayjs from 'dayjs';
import { DatePicker } from 'antd';
import { z } from 'zod';
import { delegateApprovals, endDelegation, listChains, listDelegations, type DelegationRow } from '../../../src/regulation/approvals/contract.ts';
import { words } from '../../../src/kernel/words.ts';
import { StaffSelect } from '../../chapters/settings/staff/pick.tsx';
import { ActButton } from '../../ui/act-button.tsx';
import type { Column } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { EditorForm, Field, YuanInput } from '../../ui/editor-form.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { now } from '../../ui/now.ts';
import { useAct, useRead } from '../../ui/use-api.ts';
import { Money, When } from '../../ui/values.tsx';
import './approvals.css';
import { dayOf } from '../../ui/format.ts';

const stateWords = { planned: words('未开始', 'Planned'), 'in-force': words('有效', 'In force'), past: words('已过期', 'Past'), ended: words('已收回', 'Ended') } as const;

function State({ row }: { row: DelegationRow }) {
  const { tw } = useLanguage();
  return <span className={row.state === 'in-force' ? 'dz-kept' : row.state === 'planned' ? 'dz-soon' : 'dz-2'}>{tw(stateWords[row.state])}</span>;
}
function Scope({ row }: { row: DelegationRow }) {
  const { t, tw } = useLanguage();
  return <span className="dz-cut">{row.chains ? row.chains.map((c) => tw(c.title)).join('、') : t('全部审批', 'Everything')}{row.upTo !== null && <>{t('，不超过 ', ', up to ')}<Money fen={row.upTo} /></>}</span>;
}
function End({ row }: { row: DelegationRow }) {
  const { t } = useLanguage();
  const end = useAct(endDelegation);
  return row.mayEnd ? <ActButton act={end} size="small" label={t('收回', 'End')} run={() => end.run({ params: { id: row.id }, body: {} })} done={t('已收回', 'Ended')} /> : null;
}

const columns: Column<DelegationRow>[] = [
  { key: 'who', title: words('委托人 → 受托人', 'From → to'), width: 220, fixed: true, render: (d) => `${d.from.name} → ${d.to.name}` },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (d) => <State row={d} /> },
  { key: 'scope', title: words('范围', 'Scope'), width: '1fr', render: (d) => <Scope row={d} /> },
  { key: 'from', title: words('开始', 'From'), width: 130, sort: 'down', render: (d) => <When at={d.fromAt} /> },
  { key: 'to', title: words('结束', 'Until'), width: 130, render: (d) => <When at={d.toAt} /> },
  { key: 'reason', title: words('原因', 'Reason'), width: 180, render: (d) => <span className="dz-cut">{d.reason}</span> },
  { key: 'end', title: words('操作', 'Act'), width: 90, render: (d) => <End row={d} /> },
];
const filters: Filter[] = [{ key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, pinned: true, options: Object.entries(stateWords).map(([value, w]) => ({ value, words: w })) }];

const shape = z.strictObject({ to: z.uuid(), fromDay: z.iso.date(), toDay: z.iso.date(), chains: z.array(z.string()).optional(), upTo: z.int().min(0).optional(), reason: delegateApprovals.body!.shape.reason });
const startOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);

/** Who may sign in whose name, for how long and for what. It is never passed on. */
export default function DelegationList() {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <ListPage name="regulation.delegations" title={t('审批委托', 'Delegations')} endpoint={listDelegations} topics={['delegation', 'regulation']} columns={columns} filters={filters} defaultSort="-from" rowKey={(d) => d.id}
        searchHint={t('姓名、原因', 'Name, reason')} primary={<Button type="primary" onClick={() => setOpen(true)}>{t('委托审批', 'Delegate')}</Button>}
        empty={<EmptyState title={t('没有审批委托', 'No delegations')} hint={t('出差或休假前可委托一位同事，在限定的日期、事项和金额内代签；代签记在两人名下，不能再转委托。', 'Before a journey or leave a colleague may be asked to sign in your name, within days, kinds and an amount. It is kept under both names and never passed on.')} />} />
      <Drawer open={open} onClose={() => setOpen(false)} destroyOnHidden title={t('委托审批', 'Delegate approvals')}><DelegateForm onDone={() => setOpen(false)} /></Drawer>
    </>
  );
}

function DelegateForm({ onDone }: { onDone: () => void }) {
  const { t, tw } = useLanguage();
  const delegate = useAct(delegateApprovals);
  const chains = useRead(listChains, {}, {});
  const today = dayOf(now());
  return (
    <EditorForm act={delegate} schema={shape} initial={{ fromDay: today, toDay: today }} saveLabel={t('委托', 'Delegate')} onCancel={onDone} onSave={async ({ to, fromDay, toDay, chains: keys, upTo, reason }) => {
      await delegate.run({ body: { to, fromAt: Math.max(startOf(fromDay), fromDay === today ? now() : 0), toAt: startOf(toDay) + 86_400_000, chains: keys && keys.length > 0 ? keys : null, upTo: upTo ?? null, reason } });
      onDone();
    }}>
      <Field name="to" label={t('受托人', 'To whom')} hint={t('以本人名义代您签署，不能再转委托', 'Signs as himself on your behalf; it is never passed on')}><StaffSelect /></Field>
      <Field name="fromDay" label={t('自', 'From')}><Day /></Field>
      <Field name="toDay" label={t('至（含）', 'Until, included')}><Day /></Field>
      <Field name="chains" label={t('限于', 'Only for')} hint={t('不选则全部', 'Everything if none is chosen')}><Keys options={(chains.data?.rows ?? []).map((c) => ({ value: c.key, label: `${c.clause ? `${c.clause} ` : ''}${tw(c.title)}` }))} /></Field>
      <Field name="upTo" label={t('金额不超过', 'Up to')} hint={t('不填则不限', 'Without bound if empty')}><YuanInput /></Field>
      <Field name="reason" label={t('原因', 'Reason')}><Input maxLength={300} /></Field>
    </EditorForm>
  );
}

function Day({ value, onChange, id }: { value?: string; onChange?: (value: string | undefined) => void; id?: string }) {
  return <DatePicker {...(id ? { id } : {})} value={value ? dayjs(value) : null} onChange={(d) => onChange?.(d ? d.format('YYYY-MM-DD') : undefined)} />;
}
function Keys({ options, value, onChange, id }: { options: { value: string; label: string }[]; value?: string[]; onChange?: (value: string[]) => void; id?: string }) {
  const { t } = useLanguage();
  return <Select {...(id ? { id } : {})} mode="multiple" value={value ?? []} onChange={(v: string[]) => onChange?.(v)} options={options} showSearch={{ optionFilterProp: 'label' }} placeholder={t('全部审批', 'Everything')} />;
}
