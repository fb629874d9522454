import { useState, type ReactNode } from 'react';
import { App, Button, DatePicker, Drawer, Form, Input, InputNumber } from 'antd';
import { LeadingButton } from '../../../ui/act-button.tsx';
import dayjs from 'dayjs';
import { adjust, countStock, expectGoods, receiveGoods, setPlace, setSafety } from '../../../../src/registers/products/contract.ts';
import { useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { batchesBody } from './batch-fields.tsx';
import { WarehouseSelect } from './choose.tsx';
import { complete, Lines, type Line } from './lines.tsx';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

function Foot({ label, busy, ready, error, onCancel }: { label: string; busy: boolean; ready: boolean; error: unknown; onCancel: () => void }) {
  const t = useT();
  return (
    <>
      {error ? <ProblemNote small error={error} /> : null}
      <div className="dz-row dz-form-foot">
        <Button type="primary" htmlType="submit" loading={busy} disabled={!ready}>{label}</Button>
        <Button onClick={onCancel}>{t('取消', 'Cancel')}</Button>
      </div>
    </>
  );
}

function Sheet({ open, onClose, title, children }: DialogProps & { title: string; children: ReactNode }) {
  return <Drawer open={open} onClose={onClose} size={600} destroyOnHidden title={title}>{children}</Drawer>;
}

/** What somebody counted on the shelves: differences become movements. */
export function CountDialog(p: DialogProps) {
  const t = useT();
  return <Sheet {...p} title={t('登记盘点', 'Record a count')}><CountForm onClose={p.onClose} /></Sheet>;
}

function CountForm({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const act = useAct(countStock);
  const [warehouse, setWarehouse] = useState<string>();
  const [note, setNote] = useState('');
  const [lines, setLines] = useState<readonly Line[]>([]);
  const save = async () => {
    const done = await act.run({ body: { warehouseId: warehouse!, note: note.trim() || null, rows: lines.map((line) => ({ skuId: line.sku.id, counted: line.quantity! })) } }).catch(() => null);
    if (!done) return;
    void message.success(t(`盘点 ${done.countNo} 已登记，${done.differences} 处差异`, `Count ${done.countNo} recorded, ${done.differences} differences`));
    onClose();
  };
  return (
    <Form layout="vertical" onFinish={() => void save()}>
      <Form.Item label={t('仓库', 'Warehouse')} required><WarehouseSelect {...(warehouse ? { value: warehouse } : {})} onChange={setWarehouse} /></Form.Item>
      <Lines lines={lines} onLines={setLines} warehouse={warehouse} label={t('实盘', 'Counted')} least={0} showBook />
      <Form.Item label={t('备注', 'Note')}><Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={200} /></Form.Item>
      <Foot label={t('登记盘点', 'Record the count')} busy={act.isPending} ready={warehouse !== undefined && complete(lines)} error={act.error} onCancel={onClose} />
    </Form>
  );
}

/** Goods that came (`now`), or that a supplier has promised. */
export function ArrivalDialog({ now, ...p }: DialogProps & { now: boolean }) {
  const t = useT();
  return <Sheet {...p} title={now ? t('到货入库', 'Receive goods') : t('登记预计到货', 'Record expected goods')}><ArrivalForm now={now} onClose={p.onClose} /></Sheet>;
}

function ArrivalForm({ now, onClose }: { now: boolean; onClose: () => void }) {
  const t = useT();
  const { message } = App.useApp();
  const receive = useAct(receiveGoods);
  const expect = useAct(expectGoods);
  const [warehouse, setWarehouse] = useState<string>();
  const [supplier, setSupplier] = useState('');
  const [day, setDay] = useState<string | null>(null);
  const [lines, setLines] = useState<readonly Line[]>([]);
  const save = async () => {
    const body = { warehouseId: warehouse!, supplier: supplier.trim(), note: null, lines: lines.map((line) => ({ skuId: line.sku.id, quantity: line.quantity! })) };
    const arrived = { ...body, lines: lines.map((line) => ({ skuId: line.sku.id, quantity: line.quantity!, ...(line.batches ? { batches: batchesBody(line.batches) } : {}) })) };
    const done = await (now ? receive.run({ body: arrived }) : expect.run({ body: { ...body, expectedOn: day } })).catch(() => null);
    if (!done) return;
    void message.success(now ? t('已入库，等货的订单会自动补上', 'Received; waiting orders are filled by themselves') : t('已登记', 'Recorded'));
    onClose();
  };
  return (
    <Form layout="vertical" onFinish={() => void save()}>
      <Form.Item label={t('仓库', 'Warehouse')} required><WarehouseSelect {...(warehouse ? { value: warehouse } : {})} onChange={setWarehouse} /></Form.Item>
      <Form.Item label={t('供应商', 'Supplier')} required><Input value={supplier} onChange={(e) => setSupplier(e.target.value)} maxLength={100} /></Form.Item>
      {!now && <Form.Item label={t('预计到货日', 'Expected on')}><DatePicker value={day ? dayjs(day) : null} onChange={(value) => setDay(value ? value.format('YYYY-MM-DD') : null)} /></Form.Item>}
      <Lines lines={lines} onLines={setLines} warehouse={warehouse} label={t('数量', 'Quantity')} least={1} arriving={now} />
      <Foot label={now ? t('入库', 'Receive') : t('登记', 'Record')} busy={receive.isPending || expect.isPending} ready={warehouse !== undefined && supplier.trim() !== '' && complete(lines)}
        error={receive.error ?? expect.error} onCancel={onClose} />
    </Form>
  );
}

interface Place {
  readonly skuId: string;
  readonly warehouseId: string;
  readonly safety: number;
}

/** A correction with its reason. */
export function AdjustForm({ of, batchId }: { of: Omit<Place, 'safety'>; batchId?: string }) {
  const t = useT();
  const { message } = App.useApp();
  const act = useAct(adjust);
  const [change, setChange] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const save = async () => {
    const done = await act.run({ body: { skuId: of.skuId, warehouseId: of.warehouseId, change: change!, reason: reason.trim(), ...(batchId ? { batchId } : {}) } }).catch(() => null);
    if (!done) return;
    void message.success(done.onHand === null ? t('已调整', 'Adjusted') : t(`已调整，现存 ${done.onHand} 件`, `Adjusted, ${done.onHand} on hand`));
    setChange(null);
    setReason('');
  };
  return (
    <form onSubmit={(e) => { e.preventDefault(); void save(); }}>
      <div className="dz-row">
        <InputNumber value={change} onChange={setChange} precision={0} placeholder="±" aria-label={t('增减数量', 'Change')} style={{ width: 88 }} />
        <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} placeholder={t('原因，如破损', 'Reason, e.g. damage')} aria-label={t('原因', 'Reason')} />
        <LeadingButton leadsTo={adjust} htmlType="submit" loading={act.isPending} disabled={!change || reason.trim().length < 2}>{t('调整', 'Adjust')}</LeadingButton>
      </div>
      {act.error && <ProblemNote small error={act.error} />}
    </form>
  );
}

export function SafetyForm({ of }: { of: Place }) {
  const t = useT();
  const act = useAct(setSafety);
  const [safety, setSafetyTo] = useState<number | null>(of.safety);
  return (
    <form onSubmit={(e) => { e.preventDefault(); void act.run({ body: { skuId: of.skuId, warehouseId: of.warehouseId, safety: safety! } }).catch(() => null); }}>
      <div className="dz-row">
        <InputNumber value={safety} onChange={setSafetyTo} min={0} precision={0} aria-label={t('安全库存', 'Safety stock')} style={{ width: 88 }} />
        <LeadingButton leadsTo={setSafety} htmlType="submit" loading={act.isPending} disabled={safety === null || safety === of.safety}>{t('保存', 'Save')}</LeadingButton>
      </div>
      {act.error && <ProblemNote small error={act.error} />}
    </form>
  );
}

/** Where it lies in this warehouse; empty: nowhere in particular. */
export function PlaceForm({ of }: { of: Omit<Place, 'safety'> & { readonly place: string | null } }) {
  const t = useT();
  const act = useAct(setPlace);
  const [place, setPlaceTo] = useState(of.place ?? '');
  return (
    <form onSubmit={(e) => { e.preventDefault(); void act.run({ body: { skuId: of.skuId, warehouseId: of.warehouseId, place: place.trim() || null } }).catch(() => null); }}>
      <div className="dz-row">
        <Input value={place} onChange={(e) => setPlaceTo(e.target.value)} maxLength={40} placeholder={t('如 A-03-02', 'such as A-03-02')} aria-label={t('库位', 'Place')} style={{ width: 160 }} />
        <LeadingButton leadsTo={setPlace} htmlType="submit" loading={act.isPending} disabled={place.trim() === (of.place ?? '')}>{t('保存', 'Save')}</LeadingButton>
      </div>
      {act.error && <ProblemNote small error={act.error} />}
    </form>
  );
}
