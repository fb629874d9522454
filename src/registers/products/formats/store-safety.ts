import { words } from '../../../kernel/words.ts';
import { defineLayout } from '../../../kernel/files/layout.ts';
import { templateFiles, type TemplateFiles } from '../../../kernel/files/template.ts';

export const storeSafetyHeadings = ['店铺', '商家编码', '品名', '规格', '渠道保留'] as const;
export interface StoreSafetyRow { store: string; skuCode: string; keptBack: number }

/** What stores keep back of articles (渠道保留), one row a store and SKU. The export has the same columns. */
export const storeSafetyFile = defineLayout<StoreSafetyRow>(
  {
    id: 'store-safety', kind: 'store-safety', title: words('渠道保留模板', 'Template of what stores keep back'), versions: [storeSafetyHeadings], keys: ['店铺', '商家编码'], own: ['商家编码', '渠道保留'],
    aliases: { 店铺: ['店铺名称'] }, signs: ['渠道保留'], freeText: ['品名', '规格'],
  },
  () => ({
    read(row) {
      // An empty cell says nothing; 0 ends it.
      if (row.text('渠道保留') === null && row.text('商家编码') !== null) return null;
      const keptBack = row.countNeeded('渠道保留');
      if (keptBack < 0 || keptBack > 1_000_000) row.refuse('safety.out-of-range', '渠道保留', '渠道保留请填 0 到 1000000，0 为不保留。', 'What is kept back lies between 0 and 1,000,000; 0 ends it.');
      const record: StoreSafetyRow = { store: row.textNeeded('店铺'), skuCode: row.codeNeeded('商家编码'), keptBack };
      return { key: `${record.store}/${record.skuCode}`, record };
    },
  }),
);

export const storeSafetyTemplate = (): Promise<TemplateFiles> =>
  templateFiles({ fileName: '渠道保留模板', title: storeSafetyFile.title, headings: storeSafetyHeadings, rows: [['示例旗舰店', 'CUP-350-W', '保温杯', '白色 350ml', '10'], ['示例分店', 'CUP-350-W', '保温杯', '白色 350ml', '0']] });
