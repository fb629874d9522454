import { useState } from 'react';
import { Button, Checkbox, Input, InputNumber, Tag } from 'antd';
import { DeleteOutlined } from '@ant-design/icons';
import { proposeAmendmentAct, type OrderRecord } from '../../../../src/chapters/sales/contract.ts';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { InstantInput } from '../../../ui/instant-input.tsx';
import { useT } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { Money } from '../../../ui/values.tsx';
import { noReceiver } from './entry/entry-order.ts';
import { ReceiverFields } from './entry/receiver-fields.tsx';
import { SkuBox } from './entry/sku-box.tsx';
import './entry/order-entry.css';
import './amendments.css';

interface Draft { key: string; lineId: string | null; code: string; title: string; quantity: number; unitFen: number | null; wasUnit: number | null; wasQuantity: number; wasAmount: number; gift: boolean; gone: number; goneFen: number }

/** As the server counts: the discount that a unit had it keeps, and what has left costs what it left with. */
const amountOf = (l: Draft): number => {
  if (l.gift) return 0;
  if (l.lineId === null || l.unitFen !== l.wasUnit) return (l.unitFen ?? 0) * l.quantity;
  const rest = l.wasQuantity - l.gone;
  return l.quantity === l.wasQuantity ? l.wasAmount : l.goneFen + Math.floor(rest > 0 ? ((l.wasAmount - l.goneFen) * (l.quantity - l.gone)) / rest : (l.wasAmount * (l.quantity - l.gone)) / l.wasQuantity);
};

/** A change of the order: what is not touched stays. It is kept as a version first and takes effect with the last signature. */
export function AmendForm({ o, onDone }: { o: OrderRecord; onDone: (id: string) => void }) {
  const t = useT();
  const act = useAct(proposeAmendmentAct);
  const start = (): Draft[] => o.lines.map((l) => ({ key: l.id, lineId: l.id, code: l.skuCode ?? l.outerSku ?? '', title: [l.title, l.spec].filter(Boolean).join(' '), quantity: l.quantity, unitFen: l.unitPriceFen, wasUnit: l.unitPriceFen, wasQuantity: l.quantity, wasAmount: l.amountFen, gift: l.giftBy !== null, gone: l.shipped, goneFen: l.shippedFen }));
  const [lines, setLines] = useState<Draft[]>(start);
  const [freight, setFreight] = useState(o.freightFen);
  const [shipBy, setShipBy] = useState(o.promisedShipBy);
  const [moving, setMoving] = useState(false);
  const [receiver, setReceiver] = useState(noReceiver);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const known = o.lines.every((l) => l.skuId !== null);
  const ours = o.source !== 'import' && known;
  const set = (key: string, more: Partial<Draft>) => setLines(lines.map((l) => (l.key === key ? { ...l, ...more } : l)));
  const goods = JSON.stringify(lines.map((l) => [l.key, l.quantity, l.unitFen, l.gift])) !== JSON.stringify(start().map((l) => [l.key, l.quantity, l.unitFen, l.gift]));
  const total = goods && ours ? lines.reduce((a, l) => a + amountOf(l), 0) + freight : o.payableFen - o.freightFen + freight;
  const changed = goods || freight !== o.freightFen || shipBy !== o.promisedShipBy || moving;
  const send = async () => {
    setProblem(null);
    try {
      const blank = (v: string | null) => (v === null || v.trim() === '' ? null : v.trim());
      const made = await act.run({ params: { id: o.id }, body: {
        version: o.version, reason: reason.trim(), ...(freight === o.freightFen ? {} : { freightFen: freight }), ...(shipBy === o.promisedShipBy ? {} : { promisedShipBy: shipBy }),
        ...(moving ? { receiver: { name: blank(receiver.name), phone: blank(receiver.phone), province: blank(receiver.province), city: blank(receiver.city), district: blank(receiver.district), street: null, detail: blank(receiver.detail), postcode: null } } : {}),
        ...(goods ? { lines: lines.map((l) => ({ ...(l.lineId === null ? { skuCode: l.code, ...(l.gift ? { gift: true } : {}) } : { lineId: l.lineId }), quantity: l.quantity, ...(!l.gift && l.unitFen !== null && (l.lineId === null || l.unitFen !== l.wasUnit) ? { unitPriceFen: l.unitFen } : {}) })) } : {}),
      } });
      onDone(made.id);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <form className="am-form" onSubmit={(e) => e.preventDefault()}>
      {o.lines.some((l) => l.shipped > 0) && <p className="dz-2">{t('已有货物发出：发出的数量、单价和地址不变，变更只管还没有发出的。', 'Part of it has left: its quantity, price and address stay; the change is about what has not.')}</p>}
      {!ours && <p className="dz-2">{t('平台订单的商品和金额以平台为准，这里可以变更地址、承诺发货时间，并加送赠品。', 'Goods and money follow the marketplace; here the address and the promised date can be changed and gifts added.')}</p>}
      {known ? (
        <>
          <SkuBox warehouse={o.warehouseId} {...(ours ? {} : { label: t('添加赠品', 'Add a gift'), hint: t('加送赠品：编码、名称或拼音，回车加入', 'Add a gift: code, name or pinyin; Enter adds it') })} onChoose={(sku) => setLines((before) => (before.some((l) => l.code === sku.code && (ours || l.gift)) ? before.map((l) => (l.code === sku.code && (ours || l.gift) ? { ...l, quantity: l.quantity + 1 } : l))
            : [...before, { key: sku.id, lineId: null, code: sku.code, title: [sku.title, sku.spec].filter(Boolean).join(' '), quantity: 1, unitFen: sku.priceFen, wasUnit: null, wasQuantity: 1, wasAmount: 0, gift: !ours, gone: 0, goneFen: 0 }]))} />
          {(ours || lines.some((l) => l.gift)) && <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={t('变更后的商品', 'Goods after the change')}>
            <table className="dz-related">
              <thead><tr><th scope="col">{t('商品', 'Article')}</th><th scope="col" className="dz-right">{t('数量', 'Quantity')}</th><th scope="col" className="dz-right">{t('单价', 'Unit price')}</th><th scope="col" className="dz-right">{t('小计', 'Amount')}</th><th scope="col"><span className="dz-sr">{t('移除', 'Remove')}</span></th></tr></thead>
              <tbody>{lines.filter((l) => ours || l.gift).map((l) => (
                <tr key={l.key}>
                  <td><span className="dz-mono">{l.code}</span><div className="dz-2">{l.title}</div>{l.gone > 0 && <Tag>{t(`已发出 ${l.gone} 件`, `${l.gone} shipped`)}</Tag>}{(l.gift || l.lineId === null) && <Checkbox checked={l.gift} disabled={!ours || l.lineId !== null} onChange={(e) => set(l.key, { gift: e.target.checked })}>{t('赠品', 'Gift')}</Checkbox>}</td>
                  <td className="dz-right"><InputNumber min={Math.max(1, l.gone)} max={100_000} precision={0} value={l.quantity} style={{ width: 76 }} aria-label={t(`${l.code} 数量`, `Quantity of ${l.code}`)} onChange={(n) => set(l.key, { quantity: Number(n ?? Math.max(1, l.gone)) })} /></td>
                  <td className="dz-right am-price">{!l.gift && (l.gone > 0 ? l.unitFen !== null && <Money fen={l.unitFen} /> : <YuanInput key={l.key} {...(l.unitFen === null ? {} : { value: l.unitFen })} label={t(`${l.code} 单价`, `Unit price of ${l.code}`)} onChange={(fen) => set(l.key, { unitFen: fen ?? null })} />)}</td>
                  <td className="dz-right"><Money fen={amountOf(l)} /></td>
                  <td><Button type="text" size="small" icon={<DeleteOutlined />} disabled={lines.length === 1 || l.gone > 0} aria-label={t(`移除 ${l.code}`, `Remove ${l.code}`)} onClick={() => setLines(lines.filter((x) => x !== l))} /></td>
                </tr>
              ))}</tbody>
            </table>
          </div>}
          {ours && <label className="am-field"><span>{t('运费', 'Freight')}</span><YuanInput value={freight} label={t('运费', 'Freight')} onChange={(fen) => setFreight(fen ?? 0)} /></label>}
        </>
      ) : null}
      <label className="am-field"><span>{t('承诺发货', 'Ship by')}</span><InstantInput {...(shipBy === null ? {} : { value: shipBy })} onChange={(at) => setShipBy(at ?? null)} /></label>
      <Checkbox checked={moving} onChange={(e) => setMoving(e.target.checked)}>{t('换收货地址', 'Another address')}</Checkbox>
      {moving && <ReceiverFields receiver={receiver} onReceiver={setReceiver} />}
      <label className="am-field"><span>{t('变更原因', 'Reason')}</span><Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} placeholder={t('客户要求、缺货换款……不要写客户姓名电话', 'What the customer asked; no names or numbers')} /></label>
      <p className="am-sum">{t('变更后应付', 'Payable then')} <b><Money fen={total} /></b> <span className="dz-2">{t('原应付', 'now')} <Money fen={o.payableFen} /></span></p>
      {problem !== null && <ProblemNote small error={problem} />}
      <Button type="primary" disabled={!changed || reason.trim().length < 2} loading={act.isPending} onClick={() => void send()}>{t('提出变更', 'Propose the change')}</Button>
    </form>
  );
}
