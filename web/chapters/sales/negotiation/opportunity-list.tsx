import { useState } from 'react';
import { Button, DatePicker, Drawer, Input, Select } from 'antd';
import { useRouter } from '@tanstack/react-router';
import { listOpportunities, openOpportunityAct, readOpportunityEntry, stageWords, type OpportunityRow } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { listCustomers } from '../../../../src/registers/customers/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { EditorForm, Field, YuanInput } from '../../../ui/editor-form.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import dayjs from 'dayjs';
import { StageTag } from './parts.tsx';

const columns: Column<OpportunityRow>[] = [
  { key: 'no', title: words('商机', 'Opportunity'), width: 170, fixed: true, render: (o) => <IdTag value={o.opportunityNo} /> },
  { key: 'title', title: words('名称', 'Title'), width: '1fr', render: (o) => o.title },
  { key: 'customer', title: words('客户', 'Customer'), width: 160, render: (o) => o.customer ?? '—' },
  { key: 'stage', title: words('阶段', 'Stage'), width: 110, sort: 'down', render: (o) => <StageTag stage={o.stage} /> },
  { key: 'expected', title: words('预计金额', 'Expected'), width: 120, align: 'right', sort: 'down', render: (o) => <Money fen={o.expectedFen} /> },
  { key: 'on', title: words('预计成交', 'By'), width: 110, render: (o) => o.expectedOn ?? '—' },
  { key: 'quote', title: words('报价', 'Quote'), width: 180, render: (o) => o.quoteNo ?? '—' },
  { key: 'seller', title: words('销售员', 'Seller'), width: 100, render: (o) => o.sellerName },
  { key: 'created', title: words('建立', 'Opened'), width: 110, sort: 'down', render: (o) => <When at={o.createdAt} /> },
];
const filters: Filter[] = [{ key: 'stage', title: words('阶段', 'Stage'), kind: 'choice', many: true, pinned: true, options: Object.entries(stageWords).map(([value, w]) => ({ value, words: w })) }];

export default function OpportunityList() {
  const t = useT();
  const given = givenBy(new URLSearchParams(location.search));
  const [making, setMaking] = useState(given !== null);
  return (
    <>
      <ListPage name="sales.opportunities" title={t('商机', 'Opportunities')} endpoint={listOpportunities} topics={['sales']} columns={columns} filters={filters} defaultSort="-created" rowKey={(o) => o.id} rowHref={(o) => `/sales/opportunities/${o.id}`}
        searchHint={t('编号、名称、客户', 'Number, title, customer')} rule={['2.2.1']} empty={t('还没有商机。客户有意向时从这里建立。', 'No opportunity yet. Open one when a customer wants something.')}
        primary={<><Button href="/sales/opportunities/board">{t('看板', 'Board')}</Button><LeadingButton leadsTo={openOpportunityAct} type="primary" onClick={() => setMaking(true)}>{t('建立商机', 'Open an opportunity')}</LeadingButton></>} />
      <Drawer open={making} onClose={() => setMaking(false)} title={t('建立商机', 'Open an opportunity')} size={420} destroyOnHidden><Make given={given} onDone={() => setMaking(false)} /></Drawer>
    </>
  );
}

function CustomerSelect({ value, onChange, id }: { value?: string; onChange?: (id: string) => void; id?: string }) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const found = useRead(listCustomers, { query: { q: typed.trim(), limit: '12' } });
  return <Select<string> {...(id ? { id } : {})} value={value as never} onChange={(v) => onChange?.(v)} showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }} loading={found.isFetching} placeholder={t('姓名、拼音或手机尾号', 'Name, pinyin, end of the phone')}
    options={(found.data?.rows ?? []).map((c) => ({ value: c.id, label: [c.customerNo, c.name, c.phone].filter(Boolean).join(' · ') }))} />;
}
const DayInput = ({ value, onChange, id }: { value?: string; onChange?: (day: string | null) => void; id?: string }) => <DatePicker {...(id ? { id } : {})} value={value ? dayjs(value) : null} onChange={(d) => onChange?.(d ? d.format('YYYY-MM-DD') : null)} style={{ width: '100%' }} />;

interface Given { leadId: string; customerId?: string; title: string }
/** Opened from a lead: the address says which, the customer that came of it, and what is wanted. */
const givenBy = (asked: URLSearchParams): Given | null => {
  const [leadId, customerId] = [asked.get('make'), asked.get('of')];
  return leadId === null ? null : { leadId, ...(customerId ? { customerId } : {}), title: asked.get('about') ?? '' };
};

function Make({ given, onDone }: { given: Given | null; onDone: () => void }) {
  const t = useT();
  const router = useRouter();
  const entry = useRead(readOpportunityEntry, {});
  const open = useAct(openOpportunityAct);
  return (
    <EditorForm act={open} schema={openOpportunityAct.body!} saveLabel={t('建立', 'Open it')} onCancel={onDone} {...(given ? { initial: given } : {})}
      onSave={async (value) => { const made = await open.run({ body: { ...value, leadId: given?.leadId ?? null } }); onDone(); router.history.push(`/sales/opportunities/${made.id}`); }}>
      <Field name="title" label={t('名称', 'Title')} hint={t('客户要买什么，一句话', 'What is wanted, in a sentence')}><Input maxLength={120} autoFocus /></Field>
      {given && given.customerId === undefined ? <p className="dz-2">{t('为线索建立；转为客户后再报价。', 'For a lead; a quote needs it to be a customer.')}</p> : <Field name="customerId" label={t('客户', 'Customer')}><CustomerSelect /></Field>}
      <Field name="storeId" label={t('店铺', 'Store')} hint={t('成交后订单录入到这个店铺', 'The order will be entered here')}><Select options={(entry.data?.stores ?? []).map((s) => ({ value: s.id, label: s.name }))} /></Field>
      <Field name="expectedFen" label={t('预计金额', 'Expected amount')}><YuanInput /></Field>
      <Field name="expectedOn" label={t('预计成交日', 'Expected on')}><DayInput /></Field>
    </EditorForm>
  );
}
