import { useState } from 'react';
import { App, Button, Checkbox, Input, InputNumber, Popover, Select } from 'antd';
import {
  causeKeys, causes, decideReturnEnd, finishRepairEnd, orderExchangeEnd, receiveReturnEnd, refundInsteadEnd, returnFreightEnd, sendReturnEnd, type Cause, type ReturnRecord,
} from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage, useT } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { formatYuan } from '../../../../src/kernel/money.ts';
import { Money } from '../../../ui/values.tsx';
import { SkuBox } from '../orders/entry/sku-box.tsx';
import '../orders/entry/order-entry.css';

const box = { display: 'grid', gap: 8, width: 320 } as const;

/** The answer: the rule proposes, a person carries it out; goodwill is the lead’s, with a reason. */
export function Decide({ r }: { r: ReturnRecord }) {
  const { t, tw } = useLanguage();
  const decide = useAct(decideReturnEnd);
  const [cause, setCause] = useState<Cause>(r.cause);
  const [spoilt, setSpoilt] = useState(false);
  const [repriced, setRepriced] = useState(false);
  const [gifts, setGifts] = useState<number>();
  const [confirmedBy, setConfirmedBy] = useState('');
  const [note, setNote] = useState('');
  const run = (allow: boolean, goodwill: boolean) => () => decide.run({ params: { id: r.id }, body: {
    version: r.version, allow, goodwill, cause, intact: spoilt ? false : null, repriced, giftsKeptFen: gifts ?? 0, confirmedBy: confirmedBy.trim() || null, note: note.trim() || null,
  } });
  const allowed = r.verdict?.allowed ?? false;
  const same = cause === r.cause && !spoilt && confirmedBy.trim() === '';
  return (
    <Popover trigger="click" placement="bottomRight" title={t('答复客户', 'Answer the customer')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Select value={cause} onChange={setCause} aria-label={t('核实后的原因', 'Cause after verification')} options={causeKeys.map((k) => ({ value: k, label: tw(causes[k]) }))} />
        <Checkbox checked={spoilt} onChange={(e) => setSpoilt(e.target.checked)}>{t('已核实商品不完好', 'Known not to be intact')}</Checkbox>
        <Checkbox checked={repriced} onChange={(e) => setRepriced(e.target.checked)}>{t('套装部分退货，按购买时单价结算', 'Part of a bundle: settle by single prices')}</Checkbox>
        {!r.lines.some((l) => l.gift) && <label>{t('客户留下的赠品价值（元）', 'Gifts kept (yuan)')}<YuanInput {...(gifts === undefined ? {} : { value: gifts })} onChange={setGifts} label={t('客户留下的赠品价值（元）', 'Gifts kept (yuan)')} /></label>}
        {r.exclusion && <Input value={confirmedBy} onChange={(e) => setConfirmedBy(e.target.value)} maxLength={200} placeholder={t('客户购买时确认不适用的凭证', 'Proof that the customer confirmed the exclusion')} aria-label={t('确认凭证', 'Proof')} />}
        <Input.TextArea value={note} onChange={(e) => setNote(e.target.value)} maxLength={500} rows={2} placeholder={t('说明（例外准予必填）', 'Note (needed for goodwill)')} aria-label={t('说明', 'Note')} />
        <span className="dz-row" style={{ flexWrap: 'wrap' }}>
          {(allowed || !same) && <ActButton act={decide} primary size="small" label={t('准予', 'Allow')} done={t('已准予', 'Allowed')} run={run(true, false)} />}
          {(!allowed || !same) && <ActButton act={decide} size="small" label={t('不准予', 'Refuse')} done={t('已答复', 'Answered')} run={run(false, false)} />}
          {!allowed && note.trim() !== '' && <ActButton act={decide} size="small" label={t('例外准予', 'Goodwill')} done={t('已例外准予', 'Granted')} run={run(true, true)} />}
        </span>
      </form>
    }><Button type="primary">{t('答复…', 'Decide…')}</Button></Popover>
  );
}

/** The way back, told by the customer in the chat, and the freight that he laid out. */
export function SentBack({ r }: { r: ReturnRecord }) {
  const t = useT();
  const send = useAct(sendReturnEnd);
  const freight = useAct(returnFreightEnd);
  const [carrier, setCarrier] = useState(r.carrier ?? '');
  const [waybill, setWaybill] = useState(r.waybillNo ?? '');
  const [laidOut, setLaidOut] = useState<number | undefined>(r.laidOutFen || undefined);
  const body = { carrier: carrier.trim(), waybillNo: waybill.trim(), laidOutFen: laidOut ?? 0 };
  const known = r.waybillNo === body.waybillNo && r.carrier === body.carrier;
  return (
    <Popover trigger="click" placement="bottomRight" title={t('退货物流', 'Return parcel')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Input value={carrier} onChange={(e) => setCarrier(e.target.value)} maxLength={40} placeholder={t('承运商', 'Carrier')} aria-label={t('承运商', 'Carrier')} />
        <Input value={waybill} onChange={(e) => setWaybill(e.target.value)} maxLength={40} placeholder={t('退货运单号', 'Waybill')} aria-label={t('退货运单号', 'Waybill')} />
        <label>{t('客户垫付运费（元）', 'Freight laid out (yuan)')}<YuanInput {...(laidOut === undefined ? {} : { value: laidOut })} onChange={setLaidOut} label={t('客户垫付运费（元）', 'Freight laid out (yuan)')} /></label>
        {known ? <ActButton act={freight} primary size="small" label={t('更正运费', 'Correct the freight')} run={() => freight.run({ params: { id: r.id }, body: { version: r.version, laidOutFen: laidOut ?? 0, note: t('按客户运费凭证', 'by the customer’s receipt') } })} />
          : body.carrier && body.waybillNo.length >= 4 && <ActButton act={send} primary size="small" label={t('登记', 'Record')} run={() => send.run({ params: { id: r.id }, body })} />}
      </form>
    }><Button>{t('退货物流…', 'Parcel…')}</Button></Popover>
  );
}

export function ReceiveAct({ r }: { r: ReturnRecord }) {
  const t = useT();
  const receive = useAct(receiveReturnEnd);
  return <ActButton act={receive} primary label={t('签收退货', 'Take it in')} done={t('已签收，请验收', 'Taken in; inspect it')} run={() => receive.run({ params: { id: r.id }, body: { version: r.version } })} />;
}

export function ExchangeActs({ r }: { r: ReturnRecord }) {
  const t = useT();
  const order = useAct(orderExchangeEnd);
  const instead = useAct(refundInsteadEnd);
  const { message } = App.useApp();
  const [goods, setGoods] = useState<readonly { code: string; title: string; quantity: number; priceFen: number | null }[]>([]);
  const [settle, setSettle] = useState(true);
  const [note, setNote] = useState('');
  const units = r.lines.reduce((a, l) => a + l.quantity - l.sentBack, 0);
  // The difference of an exchange that was cancelled, where it went back already.
  const paid = r.refund?.state === 'paid' ? r.refund.amountFen : 0;
  const worth = Math.max(0, r.lines.reduce((a, l) => a + Math.floor((l.amountFen * (l.quantity - l.sentBack)) / l.quantity), 0) - paid);
  const total = goods.reduce((a, g) => a + (g.priceFen ?? 0) * g.quantity, 0);
  const other = goods.length > 0;
  if (r.exchangeOrder && r.exchangeOrder.state !== 'cancelled') return <Button type="primary" href={`/sales/orders/${r.exchangeOrder.id}`}>{t('打开换货单', 'Open the exchange')}</Button>;
  return (
    <>
      <Popover trigger="click" placement="bottomRight" title={t('换不了，改为退款', 'Refund instead')} content={
        <form style={box} onSubmit={(e) => e.preventDefault()}>
          <Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={300} placeholder={t('原因（已与客户确认）', 'Why (agreed with the customer)')} aria-label={t('原因', 'Why')} />
          {note.trim() && <ActButton act={instead} primary size="small" label={t('改为退款', 'Refund instead')} run={() => instead.run({ params: { id: r.id }, body: { version: r.version, note: note.trim() } })} />}
        </form>
      }><Button>{t('改为退款…', 'Refund instead…')}</Button></Popover>
      <Popover trigger="click" placement="bottomRight" title={t('建换货单', 'Order the exchange')} content={
        <form style={box} onSubmit={(e) => e.preventDefault()}>
          <SkuBox warehouse={null} label={t('换其他商品', 'Other goods')} hint={t('换其他商品（不选为原商品等价换货）', 'Other goods (none: the same, even)')} onChoose={(sku) => setGoods((all) => (all.some((g) => g.code === sku.code) ? all : [...all, { code: sku.code, title: [sku.title, sku.spec].filter(Boolean).join(' '), quantity: units, priceFen: sku.priceFen }]))} />
          {goods.map((g) => (
            <div key={g.code} className="dz-row"><span className="dz-grow">{g.code} <span className="dz-2">{g.title}</span></span><Money fen={g.priceFen} />
              <InputNumber size="small" min={1} precision={0} style={{ width: 70 }} value={g.quantity} aria-label={t(`${g.code} 件数`, `Units of ${g.code}`)} onChange={(n) => setGoods((all) => all.map((x) => (x.code === g.code ? { ...x, quantity: n ?? 1 } : x)))} />
              <Button size="small" type="text" onClick={() => setGoods((all) => all.filter((x) => x.code !== g.code))}>{t('移除', 'Remove')}</Button></div>
          ))}
          {other && <Checkbox checked={settle} onChange={(e) => setSettle(e.target.checked)}>{t('按售价结算差价', 'Settle the difference by price')}</Checkbox>}
          {other && settle && <p role="status">{paid > 0 ? t(`退回商品值（已退差价 ${formatYuan(paid)} 除外）`, `Returned goods, less ${formatYuan(paid)} that went back`) : t('退回商品值', 'Returned goods')} <Money fen={worth} />{t('，新商品', ', new goods')} <Money fen={total} />{t('：', ': ')}{total > worth ? <>{t('客户补', 'the customer pays')} <b><Money fen={total - worth} /></b></> : total < worth ? <>{t('退给客户', 'goes back')} <b><Money fen={worth - total} /></b></> : t('没有差价', 'no difference')}</p>}
          <ActButton act={order} primary size="small" label={other ? t('建换货单', 'Order the exchange') : t(`换货 ${units} 件`, `Send ${units}`)} run={async () => {
            const made = await order.run({ params: { id: r.id }, body: { version: r.version, ...(other ? { lines: goods.map((g) => ({ skuCode: g.code, quantity: g.quantity })), settleDifference: settle } : {}) } });
            void message.success(made.payFen > 0 ? t(`换货单 ${made.orderNo}：客户补 ${formatYuan(made.payFen)} 后发货`, `${made.orderNo}: leaves when ${formatYuan(made.payFen)} is paid`) : made.backFen > 0 ? t(`换货单 ${made.orderNo}：退差价 ${formatYuan(made.backFen)}，待出纳办理`, `${made.orderNo}: ${formatYuan(made.backFen)} goes back`) : t(`换货单 ${made.orderNo} 已交仓库`, `${made.orderNo} handed to the warehouse`));
          }} />
        </form>
      }><Button type="primary">{t('建换货单…', 'Order the exchange…')}</Button></Popover>
    </>
  );
}

export function RepairAct({ r }: { r: ReturnRecord }) {
  const t = useT();
  const finish = useAct(finishRepairEnd);
  const [waybill, setWaybill] = useState('');
  return (
    <Popover trigger="click" placement="bottomRight" title={t('维修完成，寄回客户', 'Repaired, sent to the customer')} content={
      <form style={box} onSubmit={(e) => e.preventDefault()}>
        <Input value={waybill} onChange={(e) => setWaybill(e.target.value)} maxLength={40} placeholder={t('寄回运单号', 'Waybill')} aria-label={t('寄回运单号', 'Waybill')} />
        {waybill.trim().length >= 4 && <ActButton act={finish} primary size="small" label={t('寄回', 'Send')} run={() => finish.run({ params: { id: r.id }, body: { version: r.version, waybillNo: waybill.trim() } })} />}
      </form>
    }><Button type="primary">{t('维修完成…', 'Repaired…')}</Button></Popover>
  );
}
