import { useState } from 'react';
import { Button, Drawer, Select } from 'antd';
import { listTemplates, readTemplateNames, setForbiddenAct, type TemplateRow } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage } from '../../../ui/list-page.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { Num, When } from '../../../ui/values.tsx';
import './negotiation.css';

function Active({ row }: { row: TemplateRow }) {
  const t = useT();
  return row.active ? <span className="neg-good">{t('使用中', 'In use')}</span> : <span className="dz-2">{t('已停用', 'Retired')}</span>;
}
const columns: Column<TemplateRow>[] = [
  { key: 'name', title: words('模板', 'Template'), width: '1fr', fixed: true, render: (x) => <b>{x.name}</b> }, { key: 'revision', title: words('版次', 'Revision'), width: 80, align: 'right', render: (x) => <Num value={x.revision} /> },
  { key: 'active', title: words('状态', 'State'), width: 90, render: (x) => <Active row={x} /> }, { key: 'used', title: words('已用', 'Used'), width: 80, align: 'right', render: (x) => <Num value={x.used} /> },
  { key: 'note', title: words('说明', 'Note'), width: 220, render: (x) => x.note }, { key: 'created', title: words('更新', 'Changed'), width: 180, sort: 'down', render: (x) => <>{x.createdBy} <When at={x.createdAt} /></> },
];
const filters: Filter[] = [{ key: 'active', title: words('状态', 'State'), kind: 'choice', pinned: true, options: [{ value: 'true', words: words('使用中', 'In use') }, { value: 'false', words: words('已停用', 'Retired') }] }];

export default function TemplateList() {
  const t = useT();
  const [terms, setTerms] = useState(false);
  return (
    <>
      <ListPage name="sales.contract-templates" title={t('合同模板', 'Contract templates')} endpoint={listTemplates} topics={['sales']} columns={columns} filters={filters} defaultSort="-created" rowKey={(x) => x.id} rowHref={(x) => `/sales/contract-templates/${x.id}`} rule={['2.2.4']} empty={t('没有模板。', 'No template.')}
        primary={<><Button onClick={() => setTerms(true)}>{t('禁用表述', 'Forbidden phrases')}</Button><Button type="primary" href="/sales/contract-templates/new">{t('新建模板', 'New template')}</Button></>} />
      <Drawer open={terms} onClose={() => setTerms(false)} title={t('禁用表述', 'Forbidden phrases')} size={480} destroyOnHidden><Terms onDone={() => setTerms(false)} /></Drawer>
    </>
  );
}

function Terms({ onDone }: { onDone: () => void }) {
  const { t, tw } = useLanguage();
  const save = useAct(setForbiddenAct);
  const read = useRead(readTemplateNames, {}, { topics: ['sales'] });
  const [own, setOwn] = useState<string[] | null>(null);
  return <RecordOf read={read}>{(g) => (
    <div className="neg-stack">
      <b>{t('法律禁止的格式条款', 'Form terms that the law forbids')}</b><ul className="neg-findings">{g.forbidden.map((f) => <li key={f.en}>{tw(f)}</li>)}</ul>
      <b>{t('公司另外禁用', 'Forbidden by the company')}</b>
      <Select mode="tags" value={own ?? g.own} onChange={setOwn} disabled={!g.mayForbid} open={false} suffixIcon={null} placeholder={t('输入一条，回车加入', 'Type a phrase, Enter adds it')} aria-label={t('公司禁用表述', 'Phrases')} />
      {g.mayForbid && <ActButton act={save} primary label={t('保存', 'Save')} done={t('已保存', 'Saved')} run={async () => { await save.run({ body: { phrases: own ?? g.own } }); onDone(); }} />}
    </div>
  )}</RecordOf>;
}
