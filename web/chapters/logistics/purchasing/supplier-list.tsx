import { useState } from 'react';
import { Checkbox, Drawer, Form, Input, InputNumber } from 'antd';
import { listSuppliers, saveSupplierEnd } from '../../../../src/chapters/logistics/purchasing/contract.ts';
import { words } from '../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import type { Filter } from '../../../ui/filters.tsx';
import { useT } from '../../../ui/language.tsx';
import { ListPage, type RowOf } from '../../../ui/list-page.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, Money, Num, Rate } from '../../../ui/values.tsx';

type Row = RowOf<typeof listSuppliers>;

function Late({ n }: { n: number }) {
  return n > 0 ? <b className="dz-num" style={{ color: 'var(--breach)' }}>{n}</b> : <Num value={n} />;
}

const columns: Column<Row>[] = [
  { key: 'name', title: words('供应商', 'Supplier'), width: 'minmax(160px, 2fr)', fixed: true, sort: 'up', render: (s) => <span className="dz-cut">{s.name} <span className="dz-2">{s.contact ?? ''}</span></span> },
  { key: 'code', title: words('编码', 'Code'), width: 110, render: (s) => <IdTag value={s.code} /> },
  { key: 'orders', title: words('采购单', 'Orders'), width: 80, align: 'right', render: (s) => <Num value={s.orders} /> },
  { key: 'open', title: words('未完', 'Open'), width: 70, align: 'right', render: (s) => <Num value={s.openOrders} /> },
  { key: 'late', title: words('逾期', 'Late'), width: 70, align: 'right', render: (s) => <Late n={s.lateNow} /> },
  { key: 'onTime', title: words('准时率', 'On time'), width: 90, align: 'right', render: (s) => <Rate basisPoints={s.onTimeShare} /> },
  { key: 'days', title: words('平均晚到（天）', 'Days late'), width: 110, align: 'right', render: (s) => <Num value={s.averageDaysLate} /> },
  { key: 'quality', title: words('合格率', 'Accepted'), width: 90, align: 'right', render: (s) => <Rate basisPoints={s.acceptedShare} /> },
  { key: 'short', title: words('短缺率', 'Short'), width: 90, align: 'right', render: (s) => <Rate basisPoints={s.shortShare} /> },
  { key: 'amount', title: words('入库金额', 'Taken in'), width: 120, align: 'right', render: (s) => <Money fen={s.acceptedFen} /> },
];
const filters: Filter[] = [{ key: 'active', kind: 'yes', pinned: true, title: words('在用', 'Active') }];

export function SupplierForm({ of, onDone }: { of: Row | null; onDone?: () => void }) {
  const t = useT();
  const act = useAct(saveSupplierEnd);
  const [s, setS] = useState({ code: of?.code ?? '', name: of?.name ?? '', contact: of?.contact ?? '', phone: of?.phone ?? '', leadDays: of?.leadDays ?? 7, note: of?.note ?? '', active: of?.active ?? true });
  const save = async () => {
    const done = await act.run({ body: { id: of?.id ?? null, version: of?.version ?? null, ...s, contact: s.contact.trim() || null, phone: s.phone.trim() || null, note: s.note.trim() || null } }).catch(() => null);
    if (done) onDone?.();
  };
  const field = (key: 'code' | 'name' | 'contact' | 'phone' | 'note', label: string, required = false) => <Form.Item label={label} required={required}><Input value={s[key]} maxLength={key === 'note' ? 300 : 80} onChange={(e) => setS({ ...s, [key]: e.target.value })} aria-label={label} /></Form.Item>;
  return (
    <Form layout="vertical" onFinish={() => void save()}>
      {field('name', t('名称', 'Name'), true)}{field('code', t('编码', 'Code'), true)}{field('contact', t('联系人', 'Contact'))}{field('phone', t('电话', 'Phone'))}
      <Form.Item label={t('约定交货天数', 'Days to deliver')} required><InputNumber min={0} max={365} precision={0} value={s.leadDays} onChange={(value) => setS({ ...s, leadDays: value ?? 0 })} aria-label={t('约定交货天数', 'Days to deliver')} /></Form.Item>
      {field('note', t('备注', 'Note'))}
      <Form.Item><Checkbox checked={s.active} onChange={(e) => setS({ ...s, active: e.target.checked })}>{t('在用', 'Active')}</Checkbox></Form.Item>
      {act.error ? <ProblemNote small error={act.error} /> : null}
      <div className="dz-row dz-form-foot"><LeadingButton leadsTo={saveSupplierEnd} type="primary" htmlType="submit" loading={act.isPending} disabled={s.name.trim() === '' || s.code.trim() === ''}>{t('保存', 'Save')}</LeadingButton></div>
    </Form>
  );
}

export default function SupplierList() {
  const t = useT();
  const [open, setOpen] = useState(false);
  return (
    <>
      <ListPage name="logistics.suppliers" title={t('供应商', 'Suppliers')} endpoint={listSuppliers} topics={['supplier', 'purchase-order']} columns={columns} filters={filters} defaultSort="name" rowKey={(s) => s.id}
        preview={(s) => <SupplierForm key={`${s.id} ${s.version}`} of={s} />} previewTitle={(s) => s.name} rule={['2.3.2']} primary={<LeadingButton leadsTo={saveSupplierEnd} type="primary" onClick={() => setOpen(true)}>{t('新建供应商', 'Add a supplier')}</LeadingButton>}
        above={<p className="dz-2">{t('表现按最近 180 天下的采购单计算：最后一件在最初承诺的到货日之内入库才算准时。', 'Measured on orders of the last 180 days: on time means that the last unit came by the day first promised.')}</p>} />
      <Drawer open={open} onClose={() => setOpen(false)} size={480} destroyOnHidden title={t('新建供应商', 'Add a supplier')}><SupplierForm of={null} onDone={() => setOpen(false)} /></Drawer>
    </>
  );
}
