import { words } from '../../../kernel/words.ts';
import { defineLayout } from '../../../kernel/files/layout.ts';
import type { RowCells } from '../../../kernel/files/row-cells.ts';
import { templateFiles, type TemplateFiles } from '../../../kernel/files/template.ts';
import type { StockCountRow } from './product-row.ts';

export const stockCountHeadings = ['仓库', '商家编码', '品名', '规格', '盘点数量', '盘点时间', '备注'] as const;

/**
 * The stock count template: what was counted, one row a SKU and warehouse. Book figures and differences that people add to the
 * file are not read; they are computed from the movements.
 */
export const stockCount = defineLayout<StockCountRow>(
  {
    id: 'stock-count',
    kind: 'stock-count',
    title: words('库存盘点模板', 'Stock count template'),
    versions: [stockCountHeadings],
    keys: ['仓库', '商家编码', '盘点数量'],
    own: ['商家编码', '盘点数量'],
    aliases: { 仓库: ['仓库名称'], 盘点数量: ['实盘数量', '盘点数'] },
    freeText: ['品名', '规格', '备注'],
    totals: [{ heading: '盘点数量', unit: 'count', name: words('盘点数量', 'Counted') }],
  },
  () => ({
    read(row) {
      // A line of the count sheet that nobody filled in: not counted.
      if (row.text('盘点数量') === null && row.text('商家编码') !== null) return null;
      const record = readCount(row);
      return { key: `${record.warehouse}/${record.skuCode}`, record };
    },
  }),
);

function readCount(row: RowCells): StockCountRow {
  const counted = row.countNeeded('盘点数量');
  if (counted < 0) row.refuse('count.negative', '盘点数量', '盘点数量不能为负。', 'A count cannot be negative.');
  return { warehouse: row.textNeeded('仓库'), skuCode: row.codeNeeded('商家编码'), counted, countedAt: row.time('盘点时间'), remark: row.text('备注') };
}

export const stockCountTemplate = (): Promise<TemplateFiles> =>
  templateFiles({
    fileName: '库存盘点模板',
    title: stockCount.title,
    headings: stockCountHeadings,
    rows: [['主仓', 'CUP-350-W', '保温杯', '白色 350ml', '120', '2026-01-01 18:00:00', ''], ['主仓', 'CUP-350-B', '保温杯', '黑色 350ml', '0', '2026-01-01 18:00:00', '待补货']],
  });
