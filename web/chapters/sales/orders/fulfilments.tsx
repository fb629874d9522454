import { useState } from 'react';
import { Button, InputNumber, Popover } from 'antd';
import { fulfilmentStateWords, mergeAct, splitAct, unmergeAct, unsplitAct, type OrderRecord } from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, Money, Num } from '../../../ui/values.tsx';

type Fulfilment = OrderRecord['fulfilments'][number];

/** What the warehouse works on: merge, split and undo act here, never on the order. */
export function Fulfilments({ o }: { o: OrderRecord }) {
  const { t, tw } = useLanguage();
  const merge = useAct(mergeAct);
  const waiting = o.fulfilments.filter((f) => f.state === 'waiting');
  return (
    <RelatedTable title={t('发货单', 'Fulfilments')} rows={o.fulfilments} rowKey={(f) => f.id} empty={t('放行并占满库存后生成发货单。', 'They come about when the order is released and its goods are reserved.')}
      foot={o.together.length > 0 && waiting.length > 0 && (
        <p>{t('同买家同地址还有：', 'To the same buyer and address: ')}{o.together.map((x) => `${x.fulfilmentNo}（${x.orderNos.join('、')}）`).join('；')}{' '}
          <ActButton size="small" label={t('合单', 'Merge')} done={t('已合单', 'Merged')} run={() => merge.run({ body: { ids: [...waiting.map((f) => f.id), ...o.together.map((x) => x.fulfilmentId)].slice(0, 20) } })} />
        </p>
      )}
      columns={[
        { key: 'no', title: t('发货单号', 'Number'), render: (f) => <IdTag value={f.fulfilmentNo} /> },
        { key: 'state', title: t('状态', 'State'), render: (f) => <>{tw(fulfilmentStateWords[f.state])}{f.from.length > 0 && <><br /><small className="dz-2" style={{ whiteSpace: 'normal' }}>{t('由 ', 'from ')}{f.from.join(t('、', ', '))}</small></>}</> },
        { key: 'orders', title: t('订单', 'Orders'), render: (f) => f.orderNos.map((no) => <span key={no} style={{ display: 'block' }}>{no}</span>) },
        { key: 'units', title: t('件数', 'Units'), align: 'right', render: (f) => <Num value={f.lines.reduce((n, l) => n + l.quantity, 0)} /> },
        { key: 'value', title: t('货值', 'Value'), align: 'right', render: (f) => <Money fen={f.valueFen} /> },
        { key: 'acts', title: '', render: (f) => <Acts f={f} o={o} /> },
      ]} />
  );
}

function Acts({ f, o }: { f: Fulfilment; o: OrderRecord }) {
  const { t } = useLanguage();
  const unmerge = useAct(unmergeAct);
  const unsplit = useAct(unsplitAct);
  if (f.state !== 'waiting') return null;
  return (
    <span className="dz-row">
      {f.lines.reduce((n, l) => n + l.quantity, 0) > 1 && <Split f={f} o={o} />}
      {f.madeBy === 'merge' && <ActButton size="small" label={t('撤销合单', 'Undo the merge')} run={() => unmerge.run({ params: { id: f.id }, body: { version: f.version } })} />}
      {f.madeBy === 'split' && <ActButton size="small" label={t('撤销拆单', 'Undo the split')} run={() => unsplit.run({ params: { id: f.id }, body: {} })} />}
    </span>
  );
}

/** How many of each line go into a parcel of their own; the rest stays together. */
function Split({ f, o }: { f: Fulfilment; o: OrderRecord }) {
  const { t } = useLanguage();
  const split = useAct(splitAct);
  const [taken, setTaken] = useState<Record<string, number>>({});
  const part = f.lines.flatMap((l) => (taken[l.orderLineId] ? [{ orderLineId: l.orderLineId, quantity: taken[l.orderLineId]! }] : []));
  const all = part.reduce((n, l) => n + l.quantity, 0) === f.lines.reduce((n, l) => n + l.quantity, 0);
  return (
    <Popover trigger="click" title={t('分出几件另装一包？', 'How many go into a parcel of their own?')} content={
      <form style={{ display: 'grid', gap: 8 }} onSubmit={(e) => e.preventDefault()}>
        {f.lines.map((l) => (
          <label key={l.orderLineId} className="dz-row">
            <span className="dz-grow">{o.lines.find((x) => x.id === l.orderLineId)?.title ?? o.orderNo} <span className="dz-2">× {l.quantity}</span></span>
            <InputNumber size="small" min={0} max={l.quantity} precision={0} value={taken[l.orderLineId] ?? 0} onChange={(n) => setTaken({ ...taken, [l.orderLineId]: Number(n ?? 0) })} />
          </label>
        ))}
        {part.length > 0 && !all && <ActButton primary size="small" label={t('拆单', 'Split')} done={t('已拆单', 'Split')} run={() => split.run({ params: { id: f.id }, body: { version: f.version, parts: [part] } })} onDone={() => setTaken({})} />}
      </form>
    }><Button size="small">{t('拆单…', 'Split…')}</Button></Popover>
  );
}
