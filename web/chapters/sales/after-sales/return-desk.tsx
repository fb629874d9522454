import { useEffect, useRef, useState } from 'react';
import { Button, Input, InputNumber, type InputRef } from 'antd';
import { inspectReturnEnd, listReturns, readReturn, receiveReturnEnd, returnStates, returnTypes, scanReturn, type ReturnRecord, type ReturnRow } from '../../../../src/chapters/sales/contract.ts';
import { ActButton, RefusedNote } from '../../../ui/act-button.tsx';
import { ApiProblem, call } from '../../../ui/api.ts';
import { Desk, SignalTap, useScanner, type Signal } from '../../../ui/desk.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, Money } from '../../../ui/values.tsx';
import { GiftTag } from '../orders/order-parts.tsx';
import { ParcelSaid } from './return-parts.tsx';

type Seen = Record<string, { restock: number; scrap: number; back: number }>;

/** Parcels that come back: scan the waybill, look, say how many go on the shelf, are scrapped or go back (clause 2.4.2). */
export default function ReturnDesk() {
  const { t, tw } = useLanguage();
  const waiting = useRead(listReturns, { query: { state: ['received', 'awaiting-goods', 'on-the-way'].join(','), sort: 'requested', limit: '30' } as never }, { topics: ['sales', 'logistics'] });
  const [r, setR] = useState<ReturnRecord | null>(null);
  const [choice, setChoice] = useState<readonly ReturnRow[]>([]);
  const [seen, setSeen] = useState<Seen>({});
  const [note, setNote] = useState('');
  const [code, setCode] = useState('');
  const [said, setSaid] = useState('');
  const box = useRef<InputRef>(null);
  const signal = useRef<(s: Signal) => void>(() => undefined);
  const receive = useAct(receiveReturnEnd);
  const inspect = useAct(inspectReturnEnd);

  const open = async (id: string) => {
    let record = await call(readReturn, { params: { id } });
    if (!receive.refused && (record.state === 'awaiting-goods' || record.state === 'on-the-way')) {
      await receive.run({ params: { id }, body: { version: record.version } });
      record = await call(readReturn, { params: { id } });
    }
    setR(record);
    setChoice([]);
    setNote('');
    setSeen(Object.fromEntries(record.lines.map((l) => [l.orderLineId, { restock: l.quantity, scrap: 0, back: 0 }])));
    signal.current(record.state === 'received' ? 'good' : 'bad');
    setSaid(record.state === 'received' ? t(`${record.returnNo} 已签收，请验收`, `${record.returnNo} taken in; inspect it`) : `${record.returnNo}：${tw(returnStates[record.state])}`);
  };
  const scan = async (given: string) => {
    setCode('');
    try {
      const { rows } = await call(scanReturn, { query: { code: given } });
      if (rows.length === 1) return await open(rows[0]!.id);
      signal.current('bad');
      setChoice(rows);
      setSaid(rows.length === 0 ? t(`没有运单或单号为“${given}”的退货`, `No return has the number “${given}”`) : t('有多张退换单，请选择', 'Several returns: choose'));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      signal.current('bad');
      setSaid(error.problem.detail);
    }
    return undefined;
  };
  useScanner((typed) => void scan(typed));
  useEffect(() => {
    const first = new URLSearchParams(location.search).get('code');
    if (first) void scan(first);
    box.current?.focus();
    // Once, for the address that the page was opened with.
    // oxlint-disable-next-line exhaustive-deps
  }, []);

  const whole = r !== null && r.lines.every((l) => {
    const s = seen[l.orderLineId];
    return s !== undefined && s.restock + s.scrap + s.back === l.quantity;
  });
  const put = (lineId: string, what: 'scrap' | 'back', quantity: number, value: number | null) => {
    const s = { ...seen[lineId]!, [what]: Math.max(0, Math.min(value ?? 0, quantity)) };
    const rest = quantity - s.scrap - s.back;
    setSeen({ ...seen, [lineId]: rest >= 0 ? { ...s, restock: rest } : { restock: 0, scrap: what === 'scrap' ? s.scrap : quantity - s.back, back: what === 'back' ? s.back : quantity - s.scrap } });
  };
  return (
    <Desk title={t('退货验收台', 'Returns desk')} left={waiting.data?.total ?? waiting.data?.rows.length} leftWord={t('待收货与验收', 'To come and to inspect')} rule={['2.4.2']} error={waiting.data ? null : waiting.error} onRetry={() => void waiting.refetch()} side={
      <div className="dz-card">
        <h2>{t('等待中', 'Waiting')}</h2>
        {/* What the carrier has delivered lies in the house already: it comes first. */}
        {(waiting.data?.rows ?? []).toSorted((a, b) => Number(b.parcel?.state === 'delivered') - Number(a.parcel?.state === 'delivered')).slice(0, 12).map((w) => <Button key={w.id} type="text" block style={{ textAlign: 'left', justifyContent: 'flex-start', height: 'auto', whiteSpace: 'normal' }} onClick={() => void open(w.id)}>
          <span>{w.returnNo} {w.parcel ? <><span className="dz-2">{w.waybillNo}</span> <ParcelSaid parcel={w.parcel} /></> : <span className="dz-2">{tw(returnStates[w.state])}</span>}</span>
        </Button>)}
        {waiting.data?.rows.length === 0 && <span className="dz-2">{t('没有退货在等', 'No goods are awaited')}</span>}
      </div>
    }>
      <SignalTap into={signal} />
      <RefusedNote leadsTo={inspectReturnEnd} />
      <form onSubmit={(e) => { e.preventDefault(); if (code.trim()) void scan(code.trim()); }}>
        <Input ref={box} size="large" value={code} onChange={(e) => setCode(e.target.value)} placeholder={t('扫描退货运单号、退换单号或订单号', 'Scan the waybill, return or order')} aria-label={t('扫描', 'Scan')} />
      </form>
      <p role="status" style={{ minHeight: 24, marginTop: 8 }}>{said}</p>
      {choice.map((c) => <Button key={c.id} onClick={() => void open(c.id)}>{c.returnNo} {c.goods}</Button>)}
      {r && (
        <section className="dz-card" style={{ display: 'grid', gap: 12 }}>
          <h2><IdTag value={r.returnNo} /> {tw(returnTypes[r.type])} · {tw(r.reason)}<span className="dz-grow" /><a href={`/sales/returns/${r.id}`}>{t('打开退换单', 'Open')}</a></h2>
          {r.words && <p>{r.words}</p>}
          {r.lines.map((l) => (
            <div key={l.orderLineId} className="dz-row" style={{ flexWrap: 'wrap' }}>
              <span className="dz-grow">{l.gift && <GiftTag />} {l.skuCode} {[l.title, l.spec].filter(Boolean).join(' ')} × {l.quantity} <span className="dz-2"><Money fen={l.amountFen} /></span></span>
              <b>{t('入库', 'Shelf')} {seen[l.orderLineId]?.restock ?? 0}</b>
              <InputNumber prefix={t('报废', 'Scrap')} min={0} max={l.quantity} precision={0} style={{ width: 120 }} value={seen[l.orderLineId]?.scrap ?? 0} onChange={(v) => put(l.orderLineId, 'scrap', l.quantity, v)} aria-label={t('报废件数', 'Scrapped')} />
              <InputNumber prefix={l.gift ? t('客户留下', 'Kept') : t('退回客户', 'Back')} min={0} max={l.quantity} precision={0} style={{ width: 150 }} value={seen[l.orderLineId]?.back ?? 0} onChange={(v) => put(l.orderLineId, 'back', l.quantity, v)} aria-label={l.gift ? t('客户留下件数', 'Kept by the customer') : t('退回客户件数', 'Sent back')} />
            </div>
          ))}
          <Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={500} placeholder={t('验收情况（退回客户时请写明）', 'What was seen (needed when it goes back)')} aria-label={t('验收情况', 'What was seen')} />
          {r.state === 'received' && whole && <ActButton act={inspect} primary size="large" label={t('验收完成', 'Inspected')} done={t('已验收', 'Inspected')} run={async () => {
            const answer = await inspect.run({ params: { id: r.id }, body: { version: r.version, note: note.trim() || null, lines: r.lines.map((l) => ({ orderLineId: l.orderLineId, ...seen[l.orderLineId]! })) } });
            setSaid(`${r.returnNo}：${tw(returnStates[answer.state])}`);
            setR(null);
            box.current?.focus();
          }} />}
        </section>
      )}
    </Desk>
  );
}
