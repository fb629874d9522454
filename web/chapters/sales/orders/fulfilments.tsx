import { fulfilmentStateWords, mergeAct, unmergeAct, unsplitAct, type OrderRecord } from '../../../../src/chapters/sales/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { IdTag, Money, Num } from '../../../ui/values.tsx';
import { SplitParcels } from './split-parcels.tsx';

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
          <ActButton act={merge} size="small" label={t('合单', 'Merge')} done={t('已合单', 'Merged')} run={() => merge.run({ body: { ids: [...waiting.map((f) => f.id), ...o.together.map((x) => x.fulfilmentId)].slice(0, 20) } })} />
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
      {f.lines.reduce((n, l) => n + l.quantity, 0) > 1 && <SplitParcels f={f} o={o} />}
      {f.madeBy === 'merge' && <ActButton act={unmerge} size="small" label={t('撤销合单', 'Undo the merge')} run={() => unmerge.run({ params: { id: f.id }, body: { version: f.version } })} />}
      {f.madeBy === 'split' && <ActButton act={unsplit} size="small" label={t('撤销拆单', 'Undo the split')} run={() => unsplit.run({ params: { id: f.id }, body: {} })} />}
    </span>
  );
}
