import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { App, Button, Drawer, Select, type InputRef } from 'antd';
import { addressAct, holdAct, listMergeOffers, mergeAct, proposeAmendmentAct, type QueueRow, readOrder, releaseAct, releaseManyAct, reviewQueue, ruleWords } from '../../../../src/chapters/sales/contract.ts';
import { LeadingButton, RefusedButton, useActProblem } from '../../../ui/act-button.tsx';
import { call } from '../../../ui/api.ts';
import { Desk } from '../../../ui/desk.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useAct, useList, useRead } from '../../../ui/use-api.ts';
import { AddressForm } from './address-form.tsx';
import { AmendForm } from './amend-form.tsx';
import { useChoice } from './desk-choice.ts';
import { DeskOrder, HoldReason, reasonBefore } from './desk-order.tsx';
import { DeskQueue } from './desk-queue.tsx';
import { Refusals, type BulkAnswer } from './refusals.tsx';

const AT_ONCE = 200;
const MOST_CHOSEN = 1_000;

/**
 * Review by keyboard (clause 2.3.1): ↑ ↓ choose, A lets through, H holds with a reason (on a held one: puts the reason right), N leaves it
 * for later, G says which article an unknown line is, M merges what travels together. Space chooses several, ⇧A lets them through.
 */
export default function ReviewDesk() {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const [rule, setRule] = useState<string>();
  const query = useMemo(() => (rule ? { rule } : {}), [rule]);
  const queue = useList(reviewQueue, { query }, { topics: ['sales'], pageSize: 50 });
  const offers = useRead(listMergeOffers, { query: {} }, { topics: ['sales'] });
  const [at, setAt] = useState<string | null>(null);
  const [holding, setHolding] = useState<{ id: string; note: string } | null>(null);
  const [matching, setMatching] = useState<{ id: string; line: string } | null>(null);
  const [drawer, setDrawer] = useState<'address' | 'amend' | null>(null);
  const [answer, setAnswer] = useState<BulkAnswer | null>(null);
  const [loadingAll, setLoadingAll] = useState(false);
  const [done, setDone] = useState(0);
  const problem = useActProblem();
  const release = useAct(releaseAct);
  const releaseMany = useAct(releaseManyAct);
  const hold = useAct(holdAct);
  const merge = useAct(mergeAct);
  const reason = useRef<InputRef>(null);
  const busy = useRef(false);

  const { rows, hasMore, more } = queue;
  const choice = useChoice(rows);
  const index = Math.max(0, rows.findIndex((r) => r.id === at));
  const order = rows[index];
  const following = rows[index + 1]?.id ?? rows[index - 1]?.id ?? null;
  const step = useCallback((by: number) => setAt(rows[Math.min(rows.length - 1, Math.max(0, index + by))]?.id ?? null), [rows, index]);

  const run = useCallback(async (act: () => Promise<unknown>, moves: boolean) => {
    if (busy.current) return;
    busy.current = true;
    if (moves) setAt(following);
    try {
      await act();
      if (moves) setDone((n) => n + 1);
    } catch (error) {
      if (moves) setAt(order?.id ?? null);
      problem(error);
    } finally {
      busy.current = false;
    }
  }, [following, order?.id, problem]);

  const mine = useMemo(() => offers.data?.rows.find((g) => g.fulfilments.length > 1 && order && g.storeId === order.storeId && g.receiver?.addressId === order.receiver?.addressId), [offers.data, order]);
  const unknown = order?.lines.find((l) => l.skuCode === null);
  const match = useCallback(() => {
    if (!order) return;
    if (unknown) setMatching({ id: order.id, line: unknown.id });
    else void message.info(t('这张订单的商品都已匹配', 'Every line of this order has its article'));
  }, [order, unknown, message, t]);
  const letGo = useCallback((o: QueueRow) => {
    // Without its article no line can be reserved: what is asked for stands open instead of a refusal.
    if (o.lines.some((l) => l.skuCode === null)) return match();
    void run(() => release.run({ params: { id: o.id }, body: { version: o.version } }), true);
  }, [run, release, match]);
  const stop = useCallback((o: QueueRow) => {
    setHolding({ id: o.id, note: o.state === 'held' ? reasonBefore(o) : '' });
    setTimeout(() => reason.current?.focus());
  }, []);
  const join = useCallback(() => {
    if (mine) void run(() => merge.run({ body: { ids: mine.fulfilments.map((f) => f.id) } }), false);
    else void message.info(t('这一单现在不能合单：放行后，与同买家同地址、尚未发货的订单才能合并（见“合单建议”）', 'Nothing to merge it with now: once it is released, it can travel with orders of the same buyer and address that have not left (see Merge offers)'));
  }, [mine, run, merge, message, t]);

  const { chosen, clear } = choice;
  const letGoChosen = useCallback(async () => {
    if (chosen.size === 0 || busy.current) return;
    busy.current = true;
    const said: { done: string[]; refused: BulkAnswer['refused'][number][] } = { done: [], refused: [] };
    try {
      for (let from = 0; from < chosen.size; from += AT_ONCE) {
        const part = await releaseMany.run({ body: { ids: [...chosen].slice(from, from + AT_ONCE) } });
        said.done.push(...part.done);
        said.refused.push(...part.refused);
      }
      clear();
    } catch (error) {
      problem(error);
    } finally {
      busy.current = false;
      setAnswer(said);
      setDone((n) => n + said.done.length);
    }
  }, [chosen, clear, releaseMany, problem]);
  const chooseAll = async () => {
    setLoadingAll(true);
    try {
      const ids: string[] = [];
      for (let cursor: string | null = ''; cursor !== null && ids.length < MOST_CHOSEN;) {
        const part: { rows: readonly { id: string }[]; next: string | null } = await call(reviewQueue, { query: { ...query, limit: String(AT_ONCE), ...(cursor ? { cursor } : {}) } });
        ids.push(...part.rows.map((r) => r.id));
        cursor = part.next;
      }
      choice.add(ids.slice(0, MOST_CHOSEN));
      if (ids.length >= MOST_CHOSEN) void message.info(t(`一次最多选 ${MOST_CHOSEN} 单，放行后可再选`, `At most ${MOST_CHOSEN} at once; choose the rest afterwards`));
    } catch (error) {
      problem(error);
    } finally {
      setLoadingAll(false);
    }
  };

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const target = e.target instanceof HTMLElement ? e.target : null;
      if (e.ctrlKey || e.metaKey || e.altKey || target?.closest('.ant-drawer, .ant-popover, .ant-modal') || (target && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable))) return;
      const key = e.key.toLowerCase();
      const moves = { arrowdown: 1, arrowup: -1 }[key];
      // A button that has the focus keeps its own Space.
      if (key === ' ' && target?.closest('button, a') && !target.closest('[data-queue]')) return;
      if (moves !== undefined) {
        const next = rows[Math.min(rows.length - 1, Math.max(0, index + moves))];
        if (e.shiftKey && order && next) choice.add([order.id, next.id]);
        step(moves);
      } else if (key === ' ' && order) choice.toggle(order.id, e.shiftKey);
      else if (key === 'a' && e.shiftKey) void letGoChosen();
      else if (key === 'a' && order) letGo(order);
      else if (key === 'h' && order) stop(order);
      else if (key === 'n' || key === 'arrowright') step(1);
      else if (key === 'g') match();
      else if (key === 'm') join();
      else if (key === 'escape' && chosen.size > 0) clear();
      else return;
      e.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [rows, index, order, step, letGo, letGoChosen, stop, match, join, choice, chosen, clear]);

  // The end of what is loaded is near: get more before it is reached.
  useEffect(() => {
    if (rows.length - index < 10 && hasMore) more();
  }, [rows.length, index, hasMore, more]);

  const note = holding !== null && holding.id === order?.id ? holding.note : null;
  const keys: [string, string][] = [['↑ ↓', t('选择', 'choose')], ['A', t('放行', 'release')], ['H', t('拦下', 'hold')], ['N →', t('先不处理，下一单', 'leave it, next')], ['G', t('匹配商品', 'match')], ['M', t('合单', 'merge')], ['Space', t('勾选（Shift 连选）', 'tick (Shift: range)')], ['Shift A', t('放行所选', 'release the ticked')]];
  return (
    <Desk title={t('审单工作台', 'Review desk')} left={queue.total ?? undefined} leftWord={t('待处理订单', 'Orders left')} rule={['2.3.1']} error={rows.length > 0 ? null : queue.error} onRetry={queue.again}
      primary={<Select allowClear value={rule} onChange={(value) => { setRule(value); clear(); }} placeholder={t('全部原因', 'All findings')} style={{ minWidth: 180 }} aria-label={t('拦下原因', 'Finding')} options={Object.entries(ruleWords).map(([value, w]) => ({ value, label: tw(w) }))} />}
      side={<>
        <div className="dz-card" style={{ marginTop: 12 }}>
          <p className="rd-keys">{keys.map(([key, word]) => <span key={key}>{key.split(' ').map((k) => <kbd key={k}>{k}</kbd>)}{word}</span>)}</p>
          <p className="dz-2">{t(`本次已处理 ${done} 单`, `${done} done this time`)}</p>
        </div>
        <DeskQueue rows={rows} total={queue.total ?? null} at={order?.id} onAt={setAt} choice={choice} onAll={() => void chooseAll()} onRelease={() => void letGoChosen()} busy={releaseMany.isPending} loading={loadingAll} />
      </>}>
      <Refusals answer={answer} onClose={() => setAnswer(null)} />
      {!order && !queue.loading && <EmptyState title={t('没有待审订单', 'Nothing to review')} hint={t('干净的订单已经自动放行。', 'Clean orders went through by themselves.')} />}
      {order && (
        <article aria-live="polite">
          <DeskOrder order={order} matching={matching?.id === order.id ? matching.line : null} onMatch={(line) => setMatching(line === null ? null : { id: order.id, line })} together={mine ? mine.fulfilments.flatMap((f) => f.orders.map((o) => o.orderNo)) : []}
            onMatched={(line) => {
              const rest = order.lines.find((l) => l.skuCode === null && l.id !== line.id && (l.outerSku === null || l.outerSku !== line.outerSku));
              setMatching(rest ? { id: order.id, line: rest.id } : null);
              if (rest) return;
              setDone((n) => n + 1);
              setAt(following);
            }} />
          <p className="dz-row" style={{ flexWrap: 'wrap' }}>
            {release.refused ? <RefusedButton label={t('放行', 'Release')} refused={release.refused} /> : <Button type="primary" onClick={() => letGo(order)}>{t('放行', 'Release')}</Button>}
            <LeadingButton leadsTo={holdAct} onClick={() => stop(order)}>{order.state === 'held' ? t('拦下原因…', 'Reason of the hold…') : t('拦下', 'Hold')}</LeadingButton>
            <Button onClick={() => step(1)}>{t('先不处理，下一单', 'Leave it, next')}</Button>
            {mine && (merge.refused ? <RefusedButton label={t('合单', 'Merge')} refused={merge.refused} /> : <Button onClick={join}>{t('合单', 'Merge')}</Button>)}
            <LeadingButton leadsTo={addressAct} onClick={() => setDrawer('address')}>{t('修改地址', 'Change the address')}</LeadingButton>
            <LeadingButton leadsTo={proposeAmendmentAct} onClick={() => setDrawer('amend')}>{t('变更订单…', 'Change…')}</LeadingButton>
          </p>
          {note !== null && (
            <HoldReason order={order} value={note} onValue={(text) => setHolding(text === null ? null : { id: order.id, note: text })} box={reason}
              onHold={() => void run(() => hold.run({ params: { id: order.id }, body: { version: order.version, note: note.trim() } }), order.state !== 'held').then(() => setHolding(null))} />
          )}
        </article>
      )}
      {order && (
        <Drawer open={drawer !== null} onClose={() => setDrawer(null)} title={`${drawer === 'amend' ? t('变更订单', 'Change the order') : t('修改收货地址', 'Change the address')} ${order.orderNo}`} size={drawer === 'amend' ? 620 : 420} destroyOnHidden>
          {drawer === 'amend' ? <Amend id={order.id} onDone={() => setDrawer(null)} /> : <AddressForm id={order.id} version={order.version} onDone={() => setDrawer(null)} />}
        </Drawer>
      )}
    </Desk>
  );
}

/** Goods, money and promise of an order of our own change as a version (clause 2.3.1), also from here. */
function Amend({ id, onDone }: { id: string; onDone: () => void }) {
  return <RecordOf read={useRead(readOrder, { params: { id } }, { topics: ['sales'] })}>{(o) => <AmendForm o={o} onDone={onDone} />}</RecordOf>;
}
