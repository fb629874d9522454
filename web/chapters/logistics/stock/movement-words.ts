import type { listMovements } from '../../../../src/registers/products/contract.ts';
import { words, type Words } from '../../../../src/kernel/words.ts';
import type { RowOf } from '../../../ui/list-page.tsx';

export const movementWords: Record<RowOf<typeof listMovements>['kind'], Words> = {
  opening: words('期初', 'Opening'), receipt: words('到货', 'Arrival'), return: words('退货', 'Return'), issue: words('出库', 'Issue'), count: words('盘点', 'Count'), adjust: words('调整', 'Adjustment'), 'transfer-out': words('调拨出库', 'Transfer out'), 'transfer-in': words('调拨入库', 'Transfer in'), 'supplier-return': words('退供', 'Back to the supplier'),
};
