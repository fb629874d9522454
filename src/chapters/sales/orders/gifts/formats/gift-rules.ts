import { words } from '../../../../../kernel/words.ts';
import { defineLayout } from '../../../../../kernel/files/layout.ts';
import type { RowCells } from '../../../../../kernel/files/row-cells.ts';
import { templateFiles, type TemplateFiles } from '../../../../../kernel/files/template.ts';

export const giftRuleHeadings = ['规则名称', '店铺', '开始时间', '结束时间', '满金额', '商品编码', '购买件数', '赠品编码', '赠送件数', '每满都送', '限量', '留下扣款', '启用'] as const;

/** A rule for gifts as a file writes it. Money in fen, instants in ms; null where the cell is empty. */
export interface GiftRuleFileRow {
  name: string; store: string | null; startsAt: number; endsAt: number | null; minAmountFen: number; skuCode: string | null; minQuantity: number; giftCode: string; giftQuantity: number; eachTime: boolean; quota: number | null;
  keptPriceFen: number | null; active: boolean;
}

function yes(row: RowCells, heading: string, otherwise: boolean): boolean {
  const text = row.text(heading);
  if (text === null) return otherwise;
  if (/^(是|Y|YES|TRUE|1)$/i.test(text)) return true;
  if (!/^(否|N|NO|FALSE|0)$/i.test(text)) row.refuse('answer.not-yes-or-no', heading, `“${heading}”请填“是”或“否”。`, `"${heading}" takes 是 (yes) or 否 (no).`);
  return false;
}

/** Rules for gifts (赠品规则), one a row; the export of the list has the same columns. */
export const giftRuleFile = defineLayout<GiftRuleFileRow>(
  { id: 'gift-rules', kind: 'gift-rules', title: words('赠品规则模板', 'Template of rules for gifts'), versions: [giftRuleHeadings], keys: ['规则名称', '赠品编码'], own: ['规则名称', '赠品编码'], signs: ['赠品编码'], freeText: ['规则名称'] },
  () => ({
    read(row) {
      const between = (heading: string, n: number | null, least: number, most: number): number | null => {
        if (n !== null && (n < least || n > most)) row.refuse('count.out-of-range', heading, `“${heading}”请填 ${least} 到 ${most}。`, `"${heading}" lies between ${least} and ${most}.`);
        return n;
      };
      const startsAt = row.timeAhead('开始时间');
      if (startsAt === null) row.refuse('time.missing', '开始时间', '请填写开始时间。', 'Say from when it holds.');
      const money = (heading: string): number | null => { const fen = row.money(heading); return fen === null ? null : Number(fen); };
      const record: GiftRuleFileRow = {
        name: row.textNeeded('规则名称'), store: row.text('店铺'), startsAt: startsAt ?? 0, endsAt: row.timeAhead('结束时间'), minAmountFen: between('满金额', money('满金额'), 0, 1e12) ?? 0, skuCode: row.code('商品编码'),
        minQuantity: between('购买件数', row.count('购买件数'), 1, 100_000) ?? 1, giftCode: row.codeNeeded('赠品编码'), giftQuantity: between('赠送件数', row.count('赠送件数'), 1, 1_000) ?? 1, eachTime: yes(row, '每满都送', false),
        quota: between('限量', row.count('限量'), 1, 10_000_000), keptPriceFen: between('留下扣款', money('留下扣款'), 0, 1e10), active: yes(row, '启用', true),
      };
      return { key: `${record.name}/${record.store ?? ''}`, record };
    },
  }),
);

export const giftRuleTemplate = (): Promise<TemplateFiles> => templateFiles({
  fileName: '赠品规则模板', title: giftRuleFile.title, headings: giftRuleHeadings,
  rows: [['满 200 送杯刷', '', '2026-11-01 00:00', '2026-11-12 00:00', '200.00', '', '', 'BRUSH-01', '1', '否', '1000', '9.90', '是'], ['买二送一', '示例旗舰店', '2026-11-01 00:00', '', '', 'CUP-350-W', '2', 'CUP-350-B', '1', '是', '', '', '是']],
});
