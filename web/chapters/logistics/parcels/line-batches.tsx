import { useState } from 'react';
import { Button, InputNumber } from 'antd';
import { recordBatchesEnd, type ParcelRecord } from '../../../../src/chapters/logistics/transport/contract.ts';
import { listBatches } from '../../../../src/registers/products/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { BatchNo } from '../stock/batch-parts.tsx';

type Line = ParcelRecord['lines'][number];
type Batch = NonNullable<Line['batches']>['list'][number];

/** Batches with their expiry and how many. */
export function BatchNames({ list }: { list: readonly Batch[] }) {
  const t = useT();
  return <>{list.map((b) => <div key={b.batchId}><a href={`/logistics/batches?batch=${b.batchId}`} style={{ textDecoration: 'underline' }}><BatchNo no={b.batchNo} /></a>{b.expiresOn && <span className="dz-2">{t(` ${b.expiresOn} 到期`, ` expires ${b.expiresOn}`)}</span>} × {b.quantity}</div>)}</>;
}

/** Which batches to take for a line, were taken, or left; another one is said as long as the parcel is here. */
export function LineBatches({ p, line }: { p: ParcelRecord; line: Line }) {
  const t = useT();
  const [changing, setChanging] = useState(false);
  if (line.batches === null) return <>—</>;
  const { is, list } = line.batches;
  const word = is === 'proposed' ? t('应取', 'to take') : is === 'taken' ? t('已取', 'taken') : t('已发出', 'left');
  return (
    <div style={{ whiteSpace: 'normal' }}>
      <span className={is === 'proposed' ? 'dz-soon' : 'dz-2'}>{word}</span>
      <BatchNames list={list} />
      {is !== 'left' && p.warehouseId !== null && (changing
        ? <Change p={p} line={line} list={list} onDone={() => setChanging(false)} />
        : <Button size="small" type="link" style={{ padding: 0 }} onClick={() => setChanging(true)}>{t('换批次', 'Another batch')}</Button>)}
    </div>
  );
}

/** How many of each batch are really in the parcel. */
function Change({ p, line, list, onDone }: { p: ParcelRecord; line: Line; list: readonly Batch[]; onDone: () => void }) {
  const t = useT();
  const act = useAct(recordBatchesEnd);
  const there = useRead(listBatches, { query: { sku: line.skuId, warehouse: p.warehouseId!, age: 'sound,expiring,too-old,undated', limit: '50' } });
  const [counts, setCounts] = useState<Record<string, number | null>>(() => Object.fromEntries(list.map((b) => [b.batchId, b.quantity])));
  const total = Object.values(counts).reduce<number>((n, c) => n + (c ?? 0), 0);
  const batches = Object.entries(counts).flatMap(([batchId, quantity]) => (quantity ? [{ batchId, quantity }] : []));
  return (
    <div style={{ display: 'grid', gap: 4, minWidth: 220 }}>
      {(there.data?.rows ?? []).map((b) => (
        <div key={b.id} className="dz-row">
          <InputNumber size="small" min={0} max={line.quantity} precision={0} value={counts[b.batchId] ?? 0} onChange={(n) => setCounts({ ...counts, [b.batchId]: n })} aria-label={t(`批次 ${b.batchNo} 的数量`, `Quantity of batch ${b.batchNo}`)} style={{ width: 64 }} />
          <span><BatchNo no={b.batchNo} /> <span className="dz-2">{b.expiresOn ?? ''}{b.onHand !== null && t(` · 现存 ${b.onHand}`, ` · ${b.onHand} on hand`)}</span></span>
        </div>
      ))}
      <div className="dz-row">
        <ActButton act={act} size="small" primary label={t('登记', 'Record')} done={t('已登记所取批次', 'Batches recorded')} {...(total === line.quantity ? {} : { refused: { detail: t(`这一行共 ${line.quantity} 件，已填 ${total} 件。`, `The line has ${line.quantity}, ${total} are entered.`) } })}
          run={() => act.run({ params: { id: p.id }, body: { orderLineId: line.orderLineId, batches } })} onDone={onDone} />
        <Button size="small" type="text" onClick={onDone}>{t('不换', 'Keep')}</Button>
      </div>
    </div>
  );
}
