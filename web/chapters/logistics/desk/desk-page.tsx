import { useEffect, useRef, useState } from 'react';
import { Button, Input, Select, Tag, type InputRef } from 'antd';
import { readCarriers } from '../../../../src/chapters/logistics/carriers/contract.ts';
import {
  announceEnd, deskEnd, eWaybillEnd, inspectEnd, labelsPdf, packEnd, parcelStates, pickEnd, readParcel, scanEnd, scanItemEnd, shipEnd, type ParcelRecord,
} from '../../../../src/chapters/logistics/transport/contract.ts';
import { RefusedNote } from '../../../ui/act-button.tsx';
import { ApiProblem, call } from '../../../ui/api.ts';
import { Desk, SignalTap, type Signal } from '../../../ui/desk.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { StatePath } from '../../../ui/state-path.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { IdTag, When } from '../../../ui/values.tsx';
import { BatchNames } from '../parcels/line-batches.tsx';
import { ParcelNotes } from '../parcels/parcel-notes.tsx';
import { kilo, StateName, stepsOf } from '../parcels/parcel-parts.tsx';
import { hintOf, stepFor, type Step } from './desk-steps.ts';
import { allCounted, countedOf, countLook, countScan, nothingCounted, skusOf, type Counting } from './inspection.ts';

interface Said { n: number; good: boolean; text: string }

/** One box, one parcel on the table, everything by scanner and Enter (clauses 2.3.3, 5.2.1). */
export default function DeskPage() {
  const { t, tw } = useLanguage();
  const [warehouse, setWarehouse] = useState<string>();
  const desk = useRead(deskEnd, { query: warehouse ? { warehouse } : {} }, { topics: ['logistics'] });
  const carriers = useRead(readCarriers, {});
  const [parcel, setParcel] = useState<ParcelRecord | null>(null);
  const [typed, setTyped] = useState('');
  const [said, setSaid] = useState<readonly Said[]>([]);
  const box = useRef<InputRef>(null);
  const signal = useRef<(s: Signal) => void>(() => undefined);
  const line = useRef<Promise<void>>(Promise.resolve());
  // Scans come faster than answers: each step sees the parcel as the step before left it.
  const onTable = useRef<ParcelRecord | null>(null);
  const counting = useRef<Counting | null>(null);
  const acts = { pick: useAct(pickEnd), item: useAct(scanItemEnd), pack: useAct(packEnd), inspect: useAct(inspectEnd), announce: useAct(announceEnd), eWaybill: useAct(eWaybillEnd), ship: useAct(shipEnd) };

  const put = (p: ParcelRecord | null) => {
    onTable.current = p;
    // What was counted holds for one packing: packed anew, it is counted anew.
    if (p?.state !== 'packed' || counting.current?.parcelId !== p.id) counting.current = p?.state === 'packed' ? nothingCounted(p.id) : null;
    setParcel(p);
  };
  const say = (good: boolean, text: string) => {
    signal.current(good ? 'good' : 'bad');
    setSaid((before) => [{ n: (before[0]?.n ?? 0) + 1, good, text }, ...before].slice(0, 8));
  };
  useEffect(() => {
    const keep = () => {
      if (document.activeElement === document.body) box.current?.focus();
    };
    const timer = setInterval(keep, 500);
    return () => clearInterval(timer);
  }, []);

  const open = async (code: string) => {
    const found = await call(scanEnd, { query: { code } });
    if (found.is === 'parcel') {
      put(found.parcel);
      return say(true, `${found.parcel!.parcelNo} ${tw(parcelStates[found.parcel!.state])}`);
    }
    return say(false, found.is === 'item' ? t('请先扫描包裹号，再扫描商品', 'Scan the parcel first, then its articles') : t(`不认识“${code}”`, `“${code}” is not known`));
  };

  const missing = (p: ParcelRecord): number => p.lines.reduce((sum, l) => sum + l.quantity - (counting.current ? countedOf(counting.current, l) : 0), 0);
  /** One scan or look of the inspection, against the lines of the parcel; wrong and surplus articles are refused. */
  const count = async (step: Extract<Step, { is: 'count' | 'look' }>, p: ParcelRecord): Promise<void> => {
    const before = counting.current ?? nothingCounted(p.id);
    const code = step.is === 'count' ? step.code ?? before.last : null;
    if (step.is === 'count' && code === null) return say(false, t('请先扫描商品，再输 +数量', 'Scan the article first, then +n'));
    let after: ReturnType<typeof countScan> | ReturnType<typeof countLook>;
    if (step.is === 'look') after = countLook(before, p.lines[step.line - 1]);
    else {
      const near = skusOf(p.lines, code!);
      after = countScan(before, p.lines, code!, near.length > 0 ? near : (await call(scanEnd, { query: { code: code! } })).skuIds, step.quantity);
    }
    if (after === 'not-in-parcel') return say(false, code === null ? t(`没有第 ${(step as { line: number }).line} 行商品`, 'There is no such line') : t(`错货：${code} 不在此包裹中，请取出`, `Wrong article: ${code} is not in this parcel, take it out`));
    if (after === 'too-many') return say(false, t(`多出：${code ?? p.lines[(step as { line: number }).line - 1]?.code ?? ''} 已核对够数量，请取出多的`, `Too many: ${code ?? 'this line'} has been counted in full, take the surplus out`));
    if (after === 'bears-barcode') return say(false, t('该商品有条码，请扫描；条码破损的输入商品编码', 'It bears a barcode: scan it, or type its SKU code'));
    counting.current = after;
    setParcel({ ...p });
    const left = missing(p);
    return say(true, left === 0 ? t(`${p.parcelNo} 已全部核对，回车判为检验合格`, `${p.parcelNo} all counted: Enter passes it`) : t(`${p.parcelNo} 已核对，还差 ${left} 件`, `${p.parcelNo} counted, ${left} to go`));
  };

  const run = async (step: Step, p: ParcelRecord): Promise<string | { stop: string } | null> => {
    const params = { id: p.id };
    switch (step.is) {
      case 'pick': await acts.pick.run({ body: { ids: [p.id] } }); return t('拣货完成', 'Picked');
      case 'item': {
        const a = await acts.item.run({ params, body: { code: step.code } });
        return a.left === 0 ? t('已拣齐', 'All picked') : t(`已拣 ${a.picked}/${a.quantity}，还差 ${a.left} 件`, `${a.picked}/${a.quantity}, ${a.left} to go`);
      }
      case 'weigh': {
        const a = await acts.pack.run({ params, body: { weightGrams: step.grams } });
        if (a.warning) return { stop: t(`停！重量不符：${kilo(step.grams)}，${a.warning.zh}核对后请重新称重，或由另一人放行。`, `Stop: odd weight, ${kilo(step.grams)}, ${a.warning.en} Weigh it again, or somebody else lets it go.`) };
        return t(`已打包 ${kilo(step.grams)}`, `Packed, ${kilo(step.grams)}`);
      }
      case 'pass': await acts.inspect.run({ params, body: { passed: true, defect: null, scans: [...(counting.current?.scans ?? [])], seen: [...(counting.current?.seen ?? [])] } }); return t('检验合格', 'Inspection passed');
      case 'fail': await acts.inspect.run({ params, body: { passed: false, defect: step.defect } }); return t(`检验不合格：${step.defect}，请重新打包`, `Failed: ${step.defect}. Pack it again`);
      case 'waybill': {
        const byApi = step.number === null && carriers.data?.carriers.find((c) => c.id === p.carrier?.id)?.notifiedBy === 'api';
        const a = byApi ? await acts.eWaybill.run({ params, body: {} }) : await acts.announce.run({ params, body: { waybillNo: step.number } });
        if (a.warning) return { stop: t(`运单 ${a.waybillNo} 已登记。${a.warning.zh}`, `Waybill ${a.waybillNo} is entered. ${a.warning.en}`) };
        return t(`运单 ${a.waybillNo}，已通知承运商`, `Waybill ${a.waybillNo}, carrier told`);
      }
      case 'ship': await acts.ship.run({ params, body: {} }); return t('已发货', 'Shipped');
      default: return null;
    }
  };

  const take = async (text: string) => {
    const p = onTable.current;
    const step = stepFor(p, text, p !== null && counting.current !== null && allCounted(counting.current, p.lines));
    try {
      if (step.is === 'open') return await open(step.code);
      // A code of this parcel is a code, also where it ends like a quantity (XB500*2 is a bundle of its own).
      const whole = text.normalize('NFKC').trim();
      if (p && step.is === 'count' && skusOf(p.lines, whole).length > 0) return await count({ is: 'count', code: whole, quantity: 1 }, p);
      if (p && (step.is === 'count' || step.is === 'look')) return await count(step, p);
      if (p?.state === 'packed' && step.is === 'unclear' && text.trim() === '' && !p.weightHeld) return say(false, t(`还有 ${missing(p)} 件没有核对，请逐件扫描商品`, `${missing(p)} not counted yet: scan every article`));
      const done = p ? await run(step, p) : null;
      if (done === null) return say(false, tw(hintOf[p?.state ?? 'none'] ?? hintOf.none!));
      if (typeof done === 'string') say(true, `${p!.parcelNo} ${done}`);
      else say(false, `${p!.parcelNo} ${done.stop}`);
      put(step.is === 'ship' ? null : await call(readParcel, { params: { id: p!.id } }));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      say(false, [error.problem.detail || error.problem.title, error.problem.next].filter(Boolean).join(' '));
    }
  };
  // Lists of work open the desk with a parcel on it: /logistics/desk?code=PK-…
  useEffect(() => {
    const code = new URLSearchParams(location.search).get('code');
    if (code) line.current = line.current.then(() => take(code));
    // Once, when the page opens.
    // oxlint-disable-next-line exhaustive-deps
  }, []);
  const enter = () => {
    const text = typed;
    setTyped('');
    line.current = line.current.then(() => take(text));
  };

  const counted = parcel?.state === 'packed' && counting.current !== null && allCounted(counting.current, parcel.lines);
  const hint = parcel?.weightHeld ? t('重量不符：核对后重新输入重量', 'Odd weight: check and weigh it again') : tw(hintOf[counted ? 'counted' : parcel?.state ?? 'none'] ?? hintOf.none!);
  return (
    <Desk title={t('仓库工作台', 'Warehouse desk')} left={desk.data?.left} leftWord={t('待发包裹', 'Parcels left')} rule={['2.3.3', '5.2.1']} error={desk.data ? null : desk.error} onRetry={() => void desk.refetch()}
      primary={(desk.data?.warehouses.length ?? 0) > 1 && (
        <Select allowClear placeholder={t('全部仓库', 'All warehouses')} value={warehouse} onChange={setWarehouse} style={{ minWidth: 140 }} aria-label={t('仓库', 'Warehouse')}
          options={desk.data!.warehouses.map((w) => ({ value: w.id, label: w.name }))} />
      )}
      side={<>
        <SignalTap into={signal} />
      <RefusedNote leadsTo={pickEnd} />
        <div className="dz-card" style={{ marginTop: 12 }}>
          <p className="dz-2">{t(`今日已发 ${desk.data?.shippedToday ?? '…'}`, `${desk.data?.shippedToday ?? '…'} shipped today`)}{(desk.data?.overdue ?? 0) > 0 && <b style={{ color: 'var(--breach)' }}> · {t(`${desk.data!.overdue} 个已超时`, `${desk.data!.overdue} overdue`)}</b>}</p>
          <table style={{ width: '100%' }}><tbody>{Object.entries(desk.data?.counts ?? {}).map(([s, n]) => <tr key={s}><td><StateName state={s as keyof typeof parcelStates} /></td><td style={{ textAlign: 'right' }}>{n}</td></tr>)}</tbody></table>
        </div>
        <div className="dz-card" style={{ marginTop: 12 }}>
          <h2>{t('接下来', 'Next')}</h2>
          {(desk.data?.next ?? []).map((p) => (
            <p key={p.id}><Button type="link" size="small" onClick={() => { line.current = line.current.then(() => open(p.parcelNo)); box.current?.focus(); }}>{p.parcelNo}</Button> <StateName state={p.state} /> <small className="dz-2"><When at={p.shipBy} /></small></p>
          ))}
        </div>
      </>}>
      {said[0] && !said[0].good && <p key={said[0].n} role="alert" className="dz-desk-stop">✕ {said[0].text}</p>}
      <Input ref={box} size="large" autoFocus value={typed} onChange={(e) => setTyped(e.target.value)} onPressEnter={enter} placeholder={hint} aria-label={hint} style={{ fontSize: 22 }} />
      <p className="dz-2" style={{ margin: '6px 0 12px' }}>{hint}</p>
      {parcel && (
        <>
          <StatePath steps={stepsOf(parcel, tw).slice(0, 6)} />
          <div className="dz-row"><IdTag value={parcel.parcelNo} strong /><StateName state={parcel.state} /><span>{parcel.carrier?.name ?? t('未选定承运商', 'No carrier')}</span>{parcel.waybillNo && <IdTag value={parcel.waybillNo} />}<span className="dz-2">{parcel.receiver?.region}</span>
            {parcel.waybillNo && <Button size="small" href={`/api${labelsPdf.path}?ids=${parcel.id}`} target="_blank">{t('打印面单', 'Print the label')}</Button>}
            <Button size="small" type="text" onClick={() => { put(null); box.current?.focus(); }}>{t('放下', 'Put aside')}</Button></div>
          <ParcelNotes parcelId={parcel.id} />
          <table className="dz-related" style={{ marginTop: 12, fontSize: 16 }}>
            <thead><tr><th>{parcel.state === 'packed' ? t('编码', 'Code') : t('编码 · 库位', 'Code, place')}</th><th>{t('品名规格', 'Article')}</th><th>{t('条码', 'Barcode')}</th><th className="dz-right">{parcel.state === 'packed' ? t('已核对 / 数量', 'Counted / quantity') : t('已拣 / 数量', 'Picked / quantity')}</th>{parcel.state === 'packed' && <th />}</tr></thead>
            <tbody>{parcel.lines.map((l, i) => {
              const n = parcel.state === 'packed' ? (counting.current ? countedOf(counting.current, l) : 0) : l.picked;
              return (
                <tr key={l.orderLineId} style={n === l.quantity ? { color: 'var(--kept)' } : undefined}>
                  <td>{l.code}{l.place && parcel.state !== 'packed' && <div><b>{l.place}</b></div>}</td><td>{l.gift && <Tag>{t('赠品', 'Gift')}</Tag>} {[l.title, l.spec].filter(Boolean).join(' ')}{l.batches && <div className="dz-2">{l.batches.is === 'proposed' ? t('取批次', 'take batch') : t('批次', 'batch')}<BatchNames list={l.batches.list} /></div>}</td><td>{l.barcode ?? t('无条码', 'no barcode')}</td><td className="dz-right">{n === l.quantity ? '✓ ' : ''}{n} / {l.quantity}</td>
                  {parcel.state === 'packed' && <td>{!l.barcode && n < l.quantity && <Button size="small" onClick={() => { line.current = line.current.then(() => take(`=${i + 1}`)); box.current?.focus(); }}>{t(`目视确认 1 件（=${i + 1}）`, `Seen one (=${i + 1})`)}</Button>}</td>}
                </tr>
              );
            })}</tbody>
          </table>
          <p className="dz-2">{t('预计重量', 'Expected weight')} {kilo(parcel.expectedGrams)} · {t('实际重量', 'True weight')} {kilo(parcel.actualGrams)}</p>
        </>
      )}
      <ol aria-live="polite" aria-label={t('最近操作', 'Last steps')} style={{ marginTop: 16, listStyle: 'none', padding: 0 }}>
        {said.filter((s, i) => i > 0 || s.good).map((s) => <li key={s.n} style={{ color: s.good ? 'var(--kept)' : 'var(--breach)', fontSize: s.n === said[0]!.n ? 18 : 14 }}>{s.good ? '✓' : '✕'} {s.text}</li>)}
      </ol>
    </Desk>
  );
}
