import { Button } from 'antd';
import { listMovements } from '../../../../src/registers/products/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useList } from '../../../ui/use-api.ts';
import { Num, When } from '../../../ui/values.tsx';
import { Counted } from '../../logistics/stock/counted.tsx';
import { MovementPaper } from '../../logistics/stock/movement-paper.tsx';
import { movementWords } from '../../logistics/stock/movement-words.ts';

/** Every movement of the product's stock, the latest first. */
export function StockLog({ productId }: { productId: string }) {
  const { t, tw } = useLanguage();
  const moves = useList(listMovements, { query: { product: productId } }, { topics: ['sku', 'product'], pageSize: 20 });
  if (moves.error) return <ProblemNote small error={moves.error} onRetry={moves.again} />;
  return (
    <RelatedTable title={t('库存流水', 'Stock movements')} rows={[...moves.rows]} rowKey={(m) => m.id} empty={t('还没有库存变动。', 'Nothing has moved yet.')}
      act={moves.hasMore && <Button size="small" type="link" loading={moves.loadingMore} onClick={moves.more}>{t('更早的', 'Earlier')}</Button>}
      columns={[
        { key: 'at', title: t('时间', 'Time'), render: (m) => <When at={m.at} /> }, { key: 'sku', title: t('规格', 'SKU'), render: (m) => <span className="dz-mono">{m.skuCode}</span> },
        { key: 'kind', title: t('变动', 'Movement'), render: (m) => tw(movementWords[m.kind]) }, { key: 'warehouse', title: t('仓库', 'Warehouse'), render: (m) => m.warehouse ?? '—' },
        { key: 'change', title: t('数量', 'Quantity'), align: 'right', render: (m) => (m.change === null ? <Counted /> : <span className={m.change < 0 ? 'dz-soon' : 'dz-kept'}>{m.change > 0 ? `+${m.change}` : m.change}</span>) },
        { key: 'balance', title: t('结存', 'Balance'), align: 'right', render: (m) => <Num value={m.balance} /> }, { key: 'ref', title: t('单据', 'Document'), render: (m) => <MovementPaper of={m} /> }, { key: 'by', title: t('操作人', 'Who'), render: (m) => m.by },
      ]} />
  );
}
