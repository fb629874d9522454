import { useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { Drawer, Tag } from 'antd';
import { PlusOutlined } from '@ant-design/icons';
import { createCustomer, listCustomers } from '../../../../src/registers/customers/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { IdTag, When } from '../../../ui/values.tsx';
import { CustomerForm } from './customer-form.tsx';
import { classWords, kindWords, sourceWords } from './words.ts';

type Row = RowOf<typeof listCustomers>;

function Said({ words: pair }: { words: { zh: string; en: string } }) {
  const { tw } = useLanguage();
  return <span className="dz-cut">{tw(pair)}</span>;
}
function Hold({ row }: { row: Row }) {
  const t = useT();
  return row.onHold ? <Tag color="error" title={row.holdReason ?? ''}>{t('已冻结', 'On hold')}</Tag> : null;
}

const columns: Column<Row>[] = [
  { key: 'no', title: words('客户号', 'Number'), width: 130, fixed: true, render: (c) => <IdTag value={c.customerNo} /> },
  { key: 'name', title: words('姓名', 'Name'), width: 'minmax(120px, 1fr)', sort: 'up', render: (c) => <span className="dz-cut">{c.name}</span> },
  { key: 'hold', title: words('状态', 'State'), width: 90, render: (c) => <Hold row={c} /> },
  { key: 'phone', title: words('手机', 'Phone'), width: 130, render: (c) => <span className="dz-mono">{c.phone ?? '—'}</span> },
  { key: 'region', title: words('地区', 'Region'), width: '1fr', render: (c) => <span className="dz-cut">{c.region ?? '—'}</span> },
  { key: 'class', title: words('级别', 'Class'), width: 80, render: (c) => <Said words={classWords[c.class]} /> },
  { key: 'kind', title: words('类型', 'Kind'), width: 80, render: (c) => <Said words={kindWords[c.kind]} /> },
  { key: 'source', title: words('来源', 'Source'), width: 110, render: (c) => <Said words={sourceWords(c.source)} /> },
  { key: 'created', title: words('首次出现', 'First seen'), width: 120, sort: 'down', render: (c) => <When at={c.createdAt} /> },
];
const filters: Filter[] = [
  { key: 'held', kind: 'yes', pinned: true, title: words('已冻结', 'On hold') },
  { key: 'class', kind: 'choice', many: true, pinned: true, title: words('级别', 'Class'), options: (['normal', 'key', 'wholesale'] as const).map((value) => ({ value, words: classWords[value] })) },
  { key: 'kind', kind: 'choice', many: true, title: words('类型', 'Kind'), options: (['person', 'company'] as const).map((value) => ({ value, words: kindWords[value] })) },
];

export default function CustomerList() {
  const t = useT();
  const router = useRouter();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <ListPage name="sales.customers" title={t('客户', 'Customers')} endpoint={listCustomers} topics={['customer']} columns={columns} filters={filters} defaultSort="-created" rowKey={(c) => c.id}
        rowHref={(c) => `/sales/customers/${c.id}`} searchHint={t('姓名、拼音、手机尾号、邮箱、平台昵称', 'Name, pinyin, end of phone, mail, nickname')}
        primary={<LeadingButton leadsTo={createCustomer} type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t('新建客户', 'New customer')}</LeadingButton>} />
      <Drawer open={adding} onClose={() => setAdding(false)} size={480} destroyOnHidden title={t('新建客户', 'New customer')}>
        <CustomerForm of={null} onSaved={(id) => router.history.push(`/sales/customers/${id}`)} onCancel={() => setAdding(false)} />
      </Drawer>
    </>
  );
}
