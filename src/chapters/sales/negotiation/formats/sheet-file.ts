import { defineLayout } from '../../../../kernel/files/layout.ts';
import { templateFiles, type TemplateFiles } from '../../../../kernel/files/template.ts';
import { words } from '../../../../kernel/words.ts';

/** A row about one product: its texts on the first row; cases and reviews on as many rows as there are. Null = the row does not say. */
export interface SheetFileRow { code: string; features: string | null; advantages: string | null; usage: string | null; afterSales: string | null; case: { title: string; text: string } | null; review: { who: string; text: string } | null }

export const sheetHeadings = ['商品编码', '产品特点', '产品优势', '使用方法', '售后服务', '案例标题', '案例内容', '评价人', '评价内容', '品名'] as const;

/** Product sheets: a product may have several rows, one for each case and review. */
export const sheetFile = defineLayout<SheetFileRow>(
  {
    id: 'product-sheets', kind: 'product-sheets', title: words('产品资料', 'Product sheets'), versions: [sheetHeadings], keys: ['商品编码', '产品特点', '售后服务'],
    aliases: { 商品编码: ['产品编码', '款号'], 产品特点: ['特点', '卖点'], 产品优势: ['优势'], 使用方法: ['用途', '使用说明'], 售后服务: ['售后', '售后说明'] }, signs: ['产品特点', '产品优势', '案例标题'],
    freeText: ['产品特点', '产品优势', '使用方法', '售后服务', '案例标题', '案例内容', '评价内容', '品名'],
  },
  () => {
    let at = 0;
    return {
      read(row) {
        at += 1;
        const text = (heading: string, most: number): string | null => {
          const said = row.text(heading);
          if (said !== null && said.length > most) row.refuse('sheet.too-long', heading, `“${heading}”最多 ${most} 字，现有 ${said.length} 字。`, `“${heading}” takes ${most} characters; there are ${said.length}.`);
          return said;
        };
        const [title, told, who, praise] = [text('案例标题', 100), text('案例内容', 1_000), text('评价人', 60), text('评价内容', 500)];
        if ((title === null) !== (told === null)) row.refuse('sheet.case-half', title === null ? '案例标题' : '案例内容', '案例的标题和内容要一起填写。', 'A case has a title and a text.');
        if ((who === null) !== (praise === null)) row.refuse('sheet.review-half', who === null ? '评价人' : '评价内容', '评价人和评价内容要一起填写。', 'A review has somebody who wrote it and a text.');
        const code = row.codeNeeded('商品编码');
        return { key: `${code}#${at}`, record: {
          code, features: text('产品特点', 2_000), advantages: text('产品优势', 2_000), usage: text('使用方法', 2_000), afterSales: text('售后服务', 2_000), case: title !== null && told !== null ? { title, text: told } : null,
          review: who !== null && praise !== null ? { who, text: praise } : null,
        } };
      },
    };
  },
);

export const sheetTemplate = (): Promise<TemplateFiles> => templateFiles({
  fileName: '产品资料导入模板', title: words('产品资料', 'Product sheets'), headings: sheetHeadings,
  rows: [
    ['CUP350', '316 不锈钢内胆，12 小时保温', '比同价位轻 20%', '首次使用请用温水清洗', '一年质保，七日无理由退货', '某企业年会', '定制 500 个，15 天交付', '示例客户', '保温效果好，印字清晰', ''],
    ['CUP350', '', '', '', '', '某学校开学礼', '定制 300 个，印校徽', '', '', ''],
  ],
});
