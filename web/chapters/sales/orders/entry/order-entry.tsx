import { useEffect, useRef, useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { App, AutoComplete, Checkbox, Input, Radio, Select } from 'antd';
import { placeOrderAct, readOrderEntry } from '../../../../../src/chapters/sales/contract.ts';
import { words } from '../../../../../src/kernel/words.ts';
import { LeadingButton } from '../../../../ui/act-button.tsx';
import { YuanInput } from '../../../../ui/editor-form.tsx';
import { EmptyState } from '../../../../ui/empty-state.tsx';
import { useLanguage } from '../../../../ui/language.tsx';
import { ProblemNote } from '../../../../ui/problem.tsx';
import { useAct, useRead } from '../../../../ui/use-api.ts';
import { InstantInput } from '../../../../ui/instant-input.tsx';
import { Money } from '../../../../ui/values.tsx';
import { Page } from '../../../../shell/page.tsx';
import { BuyerBox } from './buyer-box.tsx';
import { bodyOf, emptyOrder, figuresOf, gapsOf, type EntryGap, type EntryOrder } from './entry-order.ts';
import { LineTable } from './line-table.tsx';
import './order-entry.css';

const gapWords: Record<EntryGap, { zh: string; en: string }> = {
  presale: words('预售的发货时间和定金', 'dates and deposit of the pre-sale'),
  store: words('选择店铺', 'the store'), buyer: words('填写买家', 'the buyer'), lines: words('加入商品', 'the goods'), price: words('补上单价', 'a unit price'), discount: words('优惠不能超过商品金额', 'a discount within the goods'),
};
const methods = ['对公转账', '微信', '支付宝', '现金', '银行卡'];

/** Manual entry (手工建单, clauses 2.3.1 and 2.3.2): by keyboard from the buyer to Ctrl+Enter. */
export default function OrderEntry() {
  const { t, tw } = useLanguage();
  const router = useRouter();
  const { message } = App.useApp();
  const entry = useRead(readOrderEntry, {});
  const place = useAct(placeOrderAct);
  const [order, setOrder] = useState<EntryOrder>(emptyOrder);
  const [round, setRound] = useState(0);
  const [again, setAgain] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const busy = useRef(false);
  const stores = entry.data?.stores ?? [];
  const only = stores.length === 1 ? stores[0]!.id : null;
  const storeId = order.storeId ?? only;
  const store = stores.find((s) => s.id === storeId);
  const change = (more: Partial<EntryOrder>) => setOrder((before) => ({ ...before, ...more }));
  const whole = { ...order, storeId };
  const figures = figuresOf(whole);
  const gaps = gapsOf(whole);

  const send = async () => {
    if (busy.current) return;
    // A price that is still in its box counts as typed.
    (document.activeElement as HTMLElement | null)?.blur();
    await new Promise((done) => setTimeout(done));
    busy.current = true;
    setProblem(null);
    try {
      const made = await place.run({ body: bodyOf(latest.current) });
      void message.success(t(`已录入 ${made.orderNo}`, `Entered ${made.orderNo}`));
      if (!again) return router.history.push(`/sales/orders/${made.id}`);
      setOrder({ ...emptyOrder, storeId: latest.current.storeId });
      setRound((n) => n + 1);
    } catch (error) {
      setProblem(error);
    } finally {
      busy.current = false;
    }
  };
  const latest = useRef(whole);
  latest.current = whole;
  const sending = useRef(send);
  sending.current = send;
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
        e.preventDefault();
        if (gapsOf(latest.current).length === 0) void sending.current();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  if (entry.data && stores.length === 0) {
    return <Page title={t('手工建单', 'Enter an order')}><EmptyState title={t('没有可以录单的店铺', 'No store to enter orders for')} hint={t('只能为本组的店铺录单；请管理员把店铺分给你的小组。', 'Orders are entered for stores of your own team; ask the administrator to assign one.')} /></Page>;
  }
  return (
    <Page title={t('手工建单', 'Enter an order')} rule={['2.3.1', '2.3.2']}>
      <div className="oe-body" key={round}>
        <div className="oe-main">
          <section className="dz-card oe-part oe-head">
            <label className="oe-field"><span>{t('店铺', 'Store')}</span>
              <Select value={storeId} onChange={(id) => change({ storeId: id })} loading={entry.isPending} placeholder={t('选择店铺', 'Choose a store')} showSearch={{ optionFilterProp: 'label' }} aria-label={t('店铺', 'Store')} autoFocus
                options={stores.map((s) => ({ value: s.id, label: s.name }))} />
              {store && <small className={store.warehouse ? 'dz-2' : 'dz-soon'}>{store.warehouse ? t(`由 ${store.warehouse} 发货`, `Ships from ${store.warehouse}`) : t('店铺没有默认仓库，审单会拦下', 'The store has no warehouse: review will hold the order')}</small>}
            </label>
            <label className="oe-field"><span>{t('渠道单号（选填）', 'Number at the source (optional)')}</span><Input value={order.outsideNo} maxLength={100} onChange={(e) => change({ outsideNo: e.target.value })} autoComplete="off" /></label>
          </section>
          <BuyerBox buyer={order.buyer} onBuyer={(buyer) => change({ buyer })} />
          <LineTable lines={order.lines} onLines={(lines) => change({ lines })} figures={figures} warehouse={store?.warehouseId ?? null} />
          <section className="dz-card oe-part oe-head">
            <label className="oe-field"><span>{t('买家留言', 'Buyer’s message')}</span><Input value={order.buyerMessage} maxLength={500} onChange={(e) => change({ buyerMessage: e.target.value })} /></label>
            <label className="oe-field"><span>{t('卖家备注', 'Our remark')}</span><Input value={order.sellerRemark} maxLength={500} onChange={(e) => change({ sellerRemark: e.target.value })} /></label>
          </section>
        </div>
        <aside className="oe-side dz-card">
          <dl className="oe-sum">
            <div><dt>{t('商品', 'Goods')}</dt><dd><Money fen={figures.goodsFen} /></dd></div>
            <div><dt>{t('优惠', 'Discount')}</dt><dd><YuanInput value={0} label={t('优惠', 'Discount')} onChange={(fen) => change({ discountFen: fen ?? 0 })} /></dd></div>
            <div><dt>{t('运费', 'Freight')}</dt><dd><YuanInput value={0} label={t('运费', 'Freight')} onChange={(fen) => change({ freightFen: fen ?? 0 })} /></dd></div>
            <div className="oe-total"><dt>{t('应付', 'Payable')}</dt><dd aria-live="polite"><Money fen={figures.payableFen} /></dd></div>
          </dl>
          <Radio.Group value={order.payment.paid} aria-label={t('付款', 'Payment')} onChange={(e) => change({ payment: { ...order.payment, paid: e.target.value === true } })}
            options={[{ value: true, label: t('已付款', 'Paid') }, { value: false, label: t('未付款', 'Not yet') }]} />
          <Checkbox checked={order.presale !== null} onChange={(e) => change({ presale: e.target.checked ? { shipFrom: null, shipBy: null, depositFen: null } : null })}>{t('预售', 'Pre-sale')}</Checkbox>
          {order.presale && <>
            <label className="oe-field"><span>{t('开始发货', 'May leave from')}</span><InstantInput {...(order.presale.shipFrom === null ? {} : { value: order.presale.shipFrom })} onChange={(at) => change({ presale: { ...order.presale!, shipFrom: at ?? null } })} /></label>
            <label className="oe-field"><span>{t('最迟发货（对客户的承诺）', 'Leaves by (promised)')}</span><InstantInput {...(order.presale.shipBy === null ? {} : { value: order.presale.shipBy })} onChange={(at) => change({ presale: { ...order.presale!, shipBy: at ?? null } })} /></label>
            <label className="oe-field"><span>{t('定金（空为全款预售）', 'Deposit (empty: paid at once)')}</span><YuanInput label={t('定金', 'Deposit')} onChange={(fen) => change({ presale: { ...order.presale!, depositFen: fen ?? null } })} /></label>
            <p className="dz-2">{t('尾款付清并到发货时间后自动放行，之前不占库存。', 'It is let go by itself when the balance is paid and its day has come; nothing is reserved before.')}</p>
          </>}
          {order.payment.paid && <>
            <label className="oe-field"><span>{t('付款方式（选填）', 'Paid by (optional)')}</span><AutoComplete value={order.payment.method} options={methods.map((value) => ({ value }))} maxLength={40} aria-label={t('付款方式', 'Paid by')} onChange={(method: string) => change({ payment: { ...order.payment, method } })} /></label>
            <label className="oe-field"><span>{t('支付流水号（选填）', 'Payment number (optional)')}</span><Input value={order.payment.paymentNo} maxLength={100} onChange={(e) => change({ payment: { ...order.payment, paymentNo: e.target.value } })} /></label>
          </>}
          {figures.missing > 0 && (
            <div className="oe-short"><p className="dz-soon">{t(`库存缺 ${figures.missing} 件`, `${figures.missing} units are missing`)}</p>
              <Radio.Group value={order.ifShort} onChange={(e) => change({ ifShort: e.target.value as 'wait' | 'refuse' })} options={[{ value: 'wait', label: t('缺货等待，通知采购', 'Wait for goods') }, { value: 'refuse', label: t('缺货就不接单', 'Do not take it') }]} /></div>
          )}
          {figures.belowFloor && <p className="dz-breach">{t('有商品低于最低售价，录入后审单会拦下，等负责人放行。', 'Something sells below its floor: review will hold the order until somebody releases it.')}</p>}
          {problem !== null && <ProblemNote small error={problem} />}
          {gaps.length > 0 && <p className="dz-2">{t('还需要：', 'Still needed: ')}{gaps.map((g) => tw(gapWords[g])).join(t('、', ', '))}</p>}
          <LeadingButton leadsTo={placeOrderAct} type="primary" block size="large" disabled={gaps.length > 0} loading={place.isPending} onClick={() => void send()}>{t('录入订单', 'Enter the order')}</LeadingButton>
          <Checkbox checked={again} onChange={(e) => setAgain(e.target.checked)}>{t('录完接着录下一单', 'Then enter the next one')}</Checkbox>
          <p className="dz-2"><kbd>Ctrl</kbd> + <kbd>Enter</kbd> {t('录入', 'enters it')}</p>
        </aside>
      </div>
    </Page>
  );
}
