import { words } from '../../../kernel/words.ts';
import { defineLayout } from '../../../kernel/files/layout.ts';
import { templateFiles, type TemplateFiles } from '../../../kernel/files/template.ts';

export const countSheetHeadings = ['盘点单号', '库位', '商家编码', '品名', '规格', '条码', '批号', '实盘数'] as const;

/** What was found of one line of a stock-take plan. `batchNo`: null where the cell is empty. */
export interface CountSheetRow { planNo: string; skuCode: string; batchNo: string | null; counted: number }

/** The sheet of a stock-take plan (盘点表), filled in: without figures of the books, so that who counts with it counts blind. */
export const countSheet = defineLayout<CountSheetRow>(
  {
    id: 'count-sheets',
    kind: 'count-sheets',
    title: words('盘点计划的盘点表', 'Count sheet of a stock-take plan'),
    versions: [countSheetHeadings],
    keys: ['盘点单号', '商家编码', '实盘数'],
    own: ['盘点单号', '实盘数'],
    signs: ['盘点单号'],
    freeText: ['库位', '品名', '规格'],
  },
  () => ({
    read(row) {
      // A line that nobody filled in: not counted.
      if (row.text('实盘数') === null && row.text('商家编码') !== null) return null;
      const counted = row.countNeeded('实盘数');
      if (counted < 0 || counted > 10_000_000) row.refuse('count.negative', '实盘数', '实盘数请填 0 到 10000000。', 'What was counted lies between 0 and 10,000,000.');
      const record: CountSheetRow = { planNo: row.codeNeeded('盘点单号').toUpperCase(), skuCode: row.codeNeeded('商家编码'), batchNo: row.text('批号'), counted };
      return { key: `${record.planNo}/${record.skuCode}/${record.batchNo ?? ''}`, record };
    },
  }),
);

export const countSheetTemplate = (): Promise<TemplateFiles> =>
  templateFiles({ fileName: '盘点表', title: countSheet.title, headings: countSheetHeadings, rows: [['PJ-20260301-0001', 'A-03-02', 'CUP-350-W', '保温杯', '白色 350ml', '6900000000012', '', '18'], ['PJ-20260301-0001', 'B-01-01', 'TEA-100', '绿茶', '100 克', '', 'L0301', '6']] });
