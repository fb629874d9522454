import { useState } from 'react';
import { App, Button, DatePicker, Drawer, Form, Input, InputNumber, Select } from 'antd';
import { LeadingButton } from '../../../ui/act-button.tsx';
import dayjs from 'dayjs';
import { listSuppliers, placePurchaseEnd } from '../../../../src/chapters/logistics/purchasing/contract.ts';
import { parseYuan } from '../../../../src/kernel/money.ts';
import { useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { SkuSearch, WarehouseSelect } from '../stock/choose.tsx';

export interface Draft {
  readonly skuId: string;
  readonly code: string;
  readonly title: string;
  readonly quantity: number | null;
  /** Yuan as typed. */
  readonly price: string;
}
interface Given {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly warehouseId?: string | undefined;
  readonly lines?: readonly Draft[];
}

/** An order to a supplier, from chosen requests or from nothing. */
export function OrderDialog(p: Given) {
  const t = useT();
  return <Drawer open={p.open} onClose={p.onClose} size={640} destroyOnHidden title={t('下采购单', 'Order goods')}><OrderForm {...p} /></Drawer>;
}

const fenOf = (yuan: string): bigint | null => {
  try {
    return parseYuan(yuan);
  } catch {
    return null;
  }
};

function OrderForm({ onClose, warehouseId, lines: given = [] }: Given) {
  const t = useT();
  const { message } = App.useApp();
  const suppliers = useRead(listSuppliers, { query: { active: 'true', sort: 'name', limit: '200' } });
  const act = useAct(placePurchaseEnd);
  const [supplier, setSupplier] = useState<string>();
  const [warehouse, setWarehouse] = useState<string | undefined>(warehouseId);
  const [day, setDay] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [lines, setLines] = useState<readonly Draft[]>(given);
  const set = (skuId: string, change: Partial<Draft>) => setLines(lines.map((l) => (l.skuId === skuId ? { ...l, ...change } : l)));
  const ready = supplier && warehouse && day && lines.length > 0 && lines.every((l) => l.quantity !== null && fenOf(l.price) !== null);
  const choose = (id: string) => {
    setSupplier(id);
    const lead = suppliers.data?.rows.find((s) => s.id === id)?.leadDays;
    if (day === null && lead !== undefined) setDay(dayjs().add(lead, 'day').format('YYYY-MM-DD'));
  };
  const save = async () => {
    const done = await act.run({ body: { supplierId: supplier!, warehouseId: warehouse!, expectedOn: day!, note: note.trim() || null, lines: lines.map((l) => ({ skuId: l.skuId, quantity: l.quantity!, unitPriceFen: Number(fenOf(l.price)) })) } }).catch(() => null);
    if (!done) return;
    void message.success(t('已下单，等货的订单已按到货日答复', 'Ordered; the orders that wait have the day'));
    onClose();
  };
  return (
    <Form layout="vertical" onFinish={() => void save()}>
      <Form.Item label={t('供应商', 'Supplier')} required><Select {...(supplier ? { value: supplier } : {})} onChange={choose} showSearch={{ optionFilterProp: 'label' }} loading={suppliers.isPending} aria-label={t('供应商', 'Supplier')}
        placeholder={t('选择供应商', 'Choose a supplier')} options={(suppliers.data?.rows ?? []).map((s) => ({ value: s.id, label: s.name }))} /></Form.Item>
      <Form.Item label={t('入库仓库', 'Warehouse')} required><WarehouseSelect {...(warehouse ? { value: warehouse } : {})} onChange={setWarehouse} /></Form.Item>
      <Form.Item label={t('供应商承诺的到货日', 'Day the supplier promised')} required><DatePicker value={day ? dayjs(day) : null} minDate={dayjs()} onChange={(value) => setDay(value ? value.format('YYYY-MM-DD') : null)} /></Form.Item>
      <div className="dz-card" style={{ marginBottom: 16 }}>
        <SkuSearch warehouse={warehouse} taken={new Set(lines.map((l) => l.skuId))} onChoose={(sku) => setLines([...lines, { skuId: sku.id, code: sku.code, title: [sku.title, sku.spec].filter(Boolean).join(' · '), quantity: 1, price: '' }])} />
        {lines.length > 0 && (
          <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={t('采购明细', 'Lines')} style={{ marginTop: 8 }}>
            <table className="dz-related">
              <thead><tr><th scope="col">{t('规格', 'SKU')}</th><th scope="col" className="dz-right">{t('数量', 'Quantity')}</th><th scope="col" className="dz-right">{t('单价（元）', 'Unit price ¥')}</th></tr></thead>
              <tbody>{lines.map((l) => (
                <tr key={l.skuId}>
                  <td style={{ whiteSpace: 'normal', padding: '6px 8px 6px 16px' }}>{l.code}<div className="dz-2">{l.title}</div></td>
                  <td className="dz-right"><InputNumber size="small" min={1} max={1_000_000} precision={0} value={l.quantity} onChange={(quantity) => set(l.skuId, { quantity })} aria-label={t(`${l.code} 数量`, `${l.code} quantity`)} style={{ width: 88 }} /></td>
                  <td className="dz-right"><Input size="small" value={l.price} inputMode="decimal" onChange={(e) => set(l.skuId, { price: e.target.value })} aria-label={t(`${l.code} 单价`, `${l.code} price`)} style={{ width: 88, textAlign: 'right' }} {...(l.price !== '' && fenOf(l.price) === null ? { status: 'error' as const } : {})} /></td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        )}
      </div>
      <Form.Item label={t('备注', 'Note')}><Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={500} /></Form.Item>
      {act.error ? <ProblemNote small error={act.error} /> : null}
      <div className="dz-row dz-form-foot"><LeadingButton leadsTo={placePurchaseEnd} type="primary" htmlType="submit" loading={act.isPending} disabled={!ready}>{t('下单', 'Order')}</LeadingButton><Button onClick={onClose}>{t('取消', 'Cancel')}</Button></div>
    </Form>
  );
}
