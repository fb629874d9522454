import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button, Drawer, Input, Select, type InputRef } from 'antd';
import { holdAct, listMergeOffers, mergeAct, releaseAct, reviewQueue, ruleWords, type QueueRow } from '../../../../src/chapters/sales/contract.ts';
import { useActProblem } from '../../../ui/act-button.tsx';
import { Desk } from '../../../ui/desk.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct, useList, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money, When } from '../../../ui/values.tsx';
import { AddressForm } from './address-form.tsx';
import { MatchSku } from './order-acts.tsx';
import { OrderState, platformName } from './order-parts.tsx';

/** Review by keyboard (clause 2.3.1): ↑ ↓ choose, A lets through, H holds with a reason, M merges what travels together. What is held already stays so. */
export default function ReviewDesk() {
  const { t, tw } = useLanguage();
  const [rule, setRule] = useState<string>();
  const queue = useList(reviewQueue, { query: rule ? { rule } : {} }, { topics: ['sales'], pageSize: 50 });
  const offers = useRead(listMergeOffers, { query: {} }, { topics: ['sales'] });
  const [at, setAt] = useState<string | null>(null);
  const [holding, setHolding] = useState<string | null>(null);
  const [done, setDone] = useState(0);
  const [moving, setMoving] = useState(false);
  const problem = useActProblem();
  const release = useAct(releaseAct);
  const hold = useAct(holdAct);
  const merge = useAct(mergeAct);
  const reason = useRef<InputRef>(null);
  const busy = useRef(false);

  const { rows, hasMore, more } = queue;
  const index = Math.max(0, rows.findIndex((r) => r.id === at));
  const order = rows[index];
  const step = useCallback((by: number) => setAt(rows[Math.min(rows.length - 1, Math.max(0, index + by))]?.id ?? null), [rows, index]);

  const run = useCallback(async (act: () => Promise<unknown>, moves: boolean) => {
    if (busy.current) return;
    busy.current = true;
    const following = rows[index + 1]?.id ?? rows[index - 1]?.id ?? null;
    try {
      await act();
      if (moves) {
        setDone((n) => n + 1);
        setAt(following);
      }
    } catch (error) {
      problem(error);
    } finally {
      busy.current = false;
    }
  }, [rows, index, problem]);

  const mine = useMemo(() => offers.data?.rows.find((g) => g.fulfilments.length > 1 && order && g.storeId === order.storeId && g.receiver?.addressId === order.receiver?.addressId), [offers.data, order]);
  const letGo = useCallback((o: QueueRow) => run(() => release.run({ params: { id: o.id }, body: { version: o.version } }), true), [run, release]);
  const stop = useCallback((o: QueueRow) => {
    if (o.state === 'held') return step(1);
    setHolding('');
    setTimeout(() => reason.current?.focus());
  }, [step]);
  const join = useCallback(() => {
    if (mine) void run(() => merge.run({ body: { ids: mine.fulfilments.map((f) => f.id) } }), false);
  }, [mine, run, merge]);

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || (e.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName))) return;
      const key = e.key.toLowerCase();
      if (e.key === 'ArrowDown') step(1);
      else if (e.key === 'ArrowUp') step(-1);
      else if (key === 'a' && order) void letGo(order);
      else if (key === 'h' && order) stop(order);
      else if (key === 'm') join();
      else return;
      e.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [order, step, letGo, stop, join]);

  // The end of what is loaded is near: get more before it is reached.
  useEffect(() => {
    if (rows.length - index < 10 && hasMore) more();
  }, [rows.length, index, hasMore, more]);

  return (
    <Desk title={t('审单工作台', 'Review desk')} left={queue.total ?? undefined} leftWord={t('待处理订单', 'Orders left')} rule={['2.3.1']}
      primary={<Select allowClear value={rule} onChange={setRule} placeholder={t('全部原因', 'All findings')} style={{ minWidth: 180 }} aria-label={t('拦下原因', 'Finding')} options={Object.entries(ruleWords).map(([value, w]) => ({ value, label: tw(w) }))} />}
      side={<>
        <div className="dz-card" style={{ marginTop: 12 }}>
          <p><kbd>↑</kbd> <kbd>↓</kbd> {t('选择', 'choose')}　<kbd>A</kbd> {t('放行', 'release')}　<kbd>H</kbd> {t('拦下', 'hold')}　<kbd>M</kbd> {t('合单', 'merge')}</p>
          <p className="dz-2">{t(`本次已处理 ${done} 单`, `${done} done this time`)}</p>
        </div>
        <ol className="dz-card" style={{ marginTop: 12, listStyle: 'none', padding: 12, maxHeight: '50vh', overflow: 'auto' }} aria-label={t('队列', 'Queue')}>
          {rows.map((r) => (
            <li key={r.id} aria-current={r.id === order?.id ? 'true' : undefined} style={{ padding: '4px 6px', borderRadius: 4, background: r.id === order?.id ? 'var(--chosen)' : undefined }}>
              <button type="button" onClick={() => setAt(r.id)} style={{ all: 'unset', cursor: 'pointer', display: 'block', width: '100%' }}>
                {r.orderNo} <small className="dz-2"><When at={r.placedAt} /></small><br /><small style={{ color: 'var(--soon-text)' }}>{r.review.filter((f) => f.weight === 'hold').map((f) => tw(ruleWords[f.rule])).join('、') || tw({ zh: '等待自动审单', en: 'Waiting for the rules' })}</small>
              </button>
            </li>
          ))}
        </ol>
      </>}>
      {!order && !queue.loading && <EmptyState title={t('没有待审订单', 'Nothing to review')} hint={t('干净的订单已经自动放行。', 'Clean orders went through by themselves.')} />}
      {order && (
        <article aria-live="polite">
          <h2 className="dz-row"><a href={`/sales/orders/${order.id}`}>{order.orderNo}</a> <OrderState state={order.state} /><span className="dz-grow" /><Money fen={order.payableFen} /></h2>
          <p className="dz-2">{tw(platformName(order.platform))} · {order.storeName} · {order.outsideNo ? <IdTag value={order.outsideNo} /> : null} · <When at={order.placedAt} /></p>
          <ul style={{ paddingLeft: 18 }}>
            {order.review.map((f) => <li key={f.rule} style={{ color: f.weight === 'hold' ? 'var(--soon-text)' : 'var(--ink2)', fontSize: 16, margin: '6px 0' }}><b>{tw(ruleWords[f.rule])}</b>　{tw(f.detail)}</li>)}
          </ul>
          {order.buyerMessage && <p><b>{t('买家留言', 'Buyer')}</b>　{order.buyerMessage}</p>}
          {(order.sellerRemark ?? order.flag) && <p><b>{t('卖家备注', 'Our remark')}</b>　{[order.flag, order.sellerRemark].filter(Boolean).join(' ')}</p>}
          <p><b>{t('收货', 'To')}</b>　{order.receiver ? `${order.receiver.name ?? ''} ${order.receiver.phone ?? ''} ${order.receiver.region} ${order.receiver.detail ?? ''}` : t('没有地址', 'No address')}</p>
          <table style={{ width: '100%' }}><tbody>
            {order.lines.map((l) => <tr key={l.id}><td>{l.skuCode ?? <MatchSku line={l} />}</td><td>{[l.title, l.spec].filter(Boolean).join(' ')}</td><td style={{ textAlign: 'right' }}>× {l.quantity}</td><td style={{ textAlign: 'right' }}><Money fen={l.amountFen} /></td></tr>)}
          </tbody></table>
          {mine && <p style={{ color: 'var(--link)' }}>{t(`按 M 合单：${mine.fulfilments.flatMap((f) => f.orders.map((o) => o.orderNo)).join('、')}`, `M merges ${mine.fulfilments.flatMap((f) => f.orders.map((o) => o.orderNo)).join(', ')}`)}</p>}
          <p className="dz-row" style={{ flexWrap: 'wrap' }}>
            <Button type="primary" onClick={() => void letGo(order)}>{t('放行', 'Release')}</Button>
            <Button onClick={() => stop(order)}>{order.state === 'held' ? t('先不放行，下一单', 'Leave it held, next') : t('拦下', 'Hold')}</Button>
            {mine && <Button onClick={join}>{t('合单', 'Merge')}</Button>}
            <Button onClick={() => setMoving(true)}>{t('修改地址', 'Change the address')}</Button>
          </p>
          {holding !== null && (
            <form onSubmit={(e) => {
              e.preventDefault();
              if (holding.trim() === '') return;
              void run(() => hold.run({ params: { id: order.id }, body: { version: order.version, note: holding.trim() } }), true).then(() => setHolding(null));
            }}>
              <Input ref={reason} value={holding} onChange={(e) => setHolding(e.target.value)} onKeyDown={(e) => { if (e.key === 'Escape') setHolding(null); }} maxLength={300}
                placeholder={t('拦下原因，回车确认，Esc 放弃', 'Why; Enter to hold, Esc to leave it')} aria-label={t('拦下原因', 'Why')} />
            </form>
          )}
        </article>
      )}
      {order && (
        <Drawer open={moving} onClose={() => setMoving(false)} title={`${t('修改收货地址', 'Change the address')} ${order.orderNo}`} size={420} destroyOnHidden>
          <AddressForm id={order.id} version={order.version} onDone={() => setMoving(false)} />
        </Drawer>
      )}
    </Desk>
  );
}
