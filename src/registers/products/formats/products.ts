import { words } from '../../../kernel/words.ts';
import { defineLayout } from '../../../kernel/files/layout.ts';
import type { RowCells } from '../../../kernel/files/row-cells.ts';
import { templateFiles, type TemplateFiles } from '../../../kernel/files/template.ts';
import type { ProductRow } from './product-row.ts';

export const productHeadings = ['款号', '品名', '商家编码', '规格', '条码', '单位', '品类', '品牌', '成本价', '售价', '最低售价', '重量(克)', '七天无理由'] as const;

/** The product template: one row a SKU. */
export const products = defineLayout<ProductRow>(
  {
    id: 'products',
    kind: 'products',
    title: words('商品资料模板', 'Product template'),
    versions: [productHeadings],
    keys: ['商家编码', '品名'],
    own: ['商家编码', '条码', '规格'],
    aliases: { 款号: ['SPU编码', '货号'], 品名: ['商品名称', '货品名称'], 条码: ['条形码', '商品69码'], 规格: ['规格名称', '商品规格'], 品类: ['分类', '分类名称'], 单位: ['基本单位'], '重量(克)': ['重量', '重量（g）'] },
    signs: ['成本价', '售价', '最低售价', '条码', '品类', '重量(克)'],
    freeText: ['品名', '规格'],
  },
  () => ({
    read(row) {
      const record = readProduct(row);
      return { key: record.skuCode, record };
    },
  }),
);

function readProduct(row: RowCells): ProductRow {
  const skuCode = row.codeNeeded('商家编码');
  const record: ProductRow = {
    spuCode: row.code('款号') ?? skuCode,
    skuCode,
    name: row.textNeeded('品名'),
    spec: row.text('规格'),
    barcode: row.id('条码'),
    unit: row.text('单位'),
    category: row.text('品类'),
    brand: row.text('品牌'),
    costFen: price(row, '成本价'),
    priceFen: price(row, '售价'),
    floorPriceFen: price(row, '最低售价'),
    weightGrams: row.count('重量(克)'),
    noReasonReturn: yesNo(row, '七天无理由'),
  };
  checkPrices(row, record);
  if (record.weightGrams !== null && record.weightGrams < 0) row.refuse('weight.negative', '重量(克)', '重量不能为负。', 'The weight cannot be negative.');
  if (record.barcode !== null && !isEan(record.barcode)) row.warn('barcode.check-digit', '条码', `条码 ${record.barcode.slice(0, 20)} 的位数或校验位不对，请核对。`, `The barcode ${record.barcode.slice(0, 20)} has a wrong length or check digit.`);
  return record;
}

function price(row: RowCells, heading: string): bigint | null {
  const fen = row.money(heading);
  if (fen !== null && fen < 0n) row.refuse('price.negative', heading, `“${heading}”不能为负。`, `"${heading}" cannot be negative.`);
  return fen;
}

function checkPrices(row: RowCells, { costFen, priceFen, floorPriceFen }: ProductRow): void {
  if (floorPriceFen !== null && priceFen !== null && floorPriceFen > priceFen) row.refuse('price.below-floor', '最低售价', '最低售价高于售价。', 'The floor price is above the price.');
  if (costFen !== null && floorPriceFen !== null && floorPriceFen < costFen) row.warn('price.floor-below-cost', '最低售价', '最低售价低于成本价，按最低价出售会亏本。', 'The floor price is below cost: selling at it loses money.');
}

function yesNo(row: RowCells, heading: string): boolean | null {
  const text = row.text(heading);
  if (text === null) return null;
  if (/^(是|支持|Y|YES|TRUE|1)$/i.test(text)) return true;
  if (/^(否|不支持|N|NO|FALSE|0)$/i.test(text)) return false;
  row.refuse('answer.not-yes-or-no', heading, `“${heading}”请填“是”或“否”。`, `"${heading}" takes 是 (yes) or 否 (no).`);
  return null;
}

/** EAN-8, UPC-A, EAN-13, ITF-14: the last digit makes the weighted sum a multiple of ten. */
function isEan(code: string): boolean {
  if (!/^(\d{8}|\d{12,14})$/.test(code)) return false;
  const sum = [...code].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 1 ? 3 : 1), 0);
  return sum % 10 === 0;
}

export const productsTemplate = (): Promise<TemplateFiles> =>
  templateFiles({
    fileName: '商品资料模板',
    title: products.title,
    headings: productHeadings,
    rows: [
      ['CUP-350', '保温杯', 'CUP-350-W', '白色 350ml', '6900000000007', '个', '家居/杯壶', '示例品牌', '28.50', '59.00', '45.00', '320', '是'],
      ['CUP-350', '保温杯', 'CUP-350-B', '黑色 350ml', '6900000000014', '个', '家居/杯壶', '示例品牌', '28.50', '59.00', '45.00', '320', '是'],
    ],
  });
