import { words } from '../../../kernel/words.ts';
import { defineLayout } from '../../../kernel/files/layout.ts';
import { templateFiles, type TemplateFiles } from '../../../kernel/files/template.ts';
import { MAX_PLACE, placeOf } from '../shelf-places/shelf-place.ts';

export const keepingHeadings = ['仓库', '商家编码', '品名', '规格', '库位', '安全库存'] as const;
/** Written into the cell where an article is to lie nowhere in particular any more: an empty cell says nothing. */
export const NO_PLACE = '无';

/** How an article is kept in one warehouse; null where the file says nothing. */
export interface StockKeepingRow { warehouse: string; skuCode: string; place: string | null; safety: number | null }

/** Places and safety stocks, one row a SKU and warehouse. The export of the stock list has the same columns, with figures that are not read. */
export const stockKeeping = defineLayout<StockKeepingRow>(
  {
    id: 'stock-keeping',
    kind: 'stock-keeping',
    title: words('库位与安全库存模板', 'Template of places and safety stock'),
    versions: [keepingHeadings],
    keys: ['仓库', '商家编码'],
    own: ['商家编码', '库位', '安全库存'],
    aliases: { 仓库: ['仓库名称'], 库位: ['货位', '货架号', '库位编码'] },
    signs: ['库位', '货位', '货架号', '库位编码', '安全库存'],
    freeText: ['品名', '规格'],
  },
  () => ({
    read(row) {
      const safety = row.count('安全库存');
      if (safety !== null && (safety < 0 || safety > 1_000_000)) row.refuse('safety.out-of-range', '安全库存', '安全库存请填 0 到 1000000。', 'The safety stock lies between 0 and 1,000,000.');
      const place = row.text('库位');
      if (place !== null && placeOf(place).length > MAX_PLACE) row.refuse('place.too-long', '库位', `库位最多 ${MAX_PLACE} 个字。`, `A place has at most ${MAX_PLACE} characters.`);
      const record: StockKeepingRow = { warehouse: row.textNeeded('仓库'), skuCode: row.codeNeeded('商家编码'), place, safety };
      return { key: `${record.warehouse}/${record.skuCode}`, record };
    },
  }),
);

export const stockKeepingTemplate = (): Promise<TemplateFiles> =>
  templateFiles({
    fileName: '库位与安全库存模板',
    title: stockKeeping.title,
    headings: keepingHeadings,
    rows: [['主仓', 'CUP-350-W', '保温杯', '白色 350ml', 'A-03-02', '20'], ['主仓', 'CUP-350-B', '保温杯', '黑色 350ml', 'A-03-10', '']],
  });
