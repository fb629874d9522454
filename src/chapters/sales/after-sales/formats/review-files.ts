import { createHash } from 'node:crypto';
import { defineLayout } from '../../../../kernel/files/layout.ts';
import type { RowCells } from '../../../../kernel/files/row-cells.ts';
import { templateFiles, type TemplateFiles } from '../../../../kernel/files/template.ts';
import { words } from '../../../../kernel/words.ts';

/** A review as a marketplace's back office exports it. `ref`: what makes it one, also when the file comes again. */
export interface ReviewRow { ref: string; orderNo: string | null; nick: string | null; rating: number | null; words: string; reply: string | null; at: number | null; repliedAt: number | null }

export const reviewHeadings = ['评价ID', '订单编号', '买家昵称', '评分', '评价内容', '追加评价', '评价时间', '商品名称', '商家回复', '回复时间'] as const;

/** Taobao's three words and everybody's stars. */
const rated: Readonly<Record<string, number>> = { 好评: 5, 中评: 3, 差评: 1 };
/** Texts that marketplaces put in when the buyer wrote nothing. */
const nothing = /^(此用户没有填写评[价论]|此用户未填写评价内容|系统默认好评|默认好评|用户未填写|未填写评价|评价方未及时做出评价.*|该用户觉得商品.*并给出.星好评)[！!。.]?$/;

function ratingOf(row: RowCells): number | null {
  const text = row.text('评分');
  if (text === null) return null;
  const said = rated[text] ?? (/^[1-5](\.0+)?\s*[星分]?$/.test(text) ? Number.parseInt(text, 10) : null);
  if (said === null) row.refuse('review.rating-unreadable', '评分', `“${text.slice(0, 20)}”不是评分，应为 1–5、好评、中评或差评。`, `“${text.slice(0, 20)}” is no rating: 1 to 5, 好评, 中评 or 差评.`);
  return said;
}

/** Reviews of Taobao, Douyin, Pinduoduo, JD and Xiaohongshu: one row a review; the columns differ in their names only. Null: stars without a word. */
export const reviewFile = defineLayout<ReviewRow | null>(
  {
    id: 'reviews', kind: 'reviews', title: words('平台评价', 'Marketplace reviews'), versions: [reviewHeadings], keys: ['订单编号', '评价内容'],
    aliases: {
      评价ID: ['评论ID', '评价编号', '评价单号'], 订单编号: ['订单号', '主订单编号', '订单ID', '交易编号'], 买家昵称: ['评价人', '买家会员名', '用户昵称', '买家', '用户名'], 评分: ['评价等级', '商品评分', '综合评分', '星级', '评价星级', '评价类型'],
      评价内容: ['评论内容', '初次评价', '首次评价', '买家评价', '初评内容'], 追加评价: ['追评内容', '追评', '追加评论'], 评价时间: ['评论时间', '创建时间', '初评时间', '评价创建时间'], 商家回复: ['卖家回复', '回复内容', '商家回评', '解释内容'], 回复时间: ['商家回复时间', '解释时间'],
    },
    signs: ['评价内容', '评论内容', '初次评价', '首次评价', '买家评价', '初评内容'], freeText: ['评价内容', '追加评价', '商家回复'],
  },
  () => ({
    read(row) {
      const [orderNo, nick, rating, said, more] = [row.id('订单编号'), row.text('买家昵称'), ratingOf(row), row.text('评价内容'), row.text('追加评价')];
      const text = [said !== null && nothing.test(said) ? null : said, more].filter(Boolean).join('\n追评：').slice(0, 4_000);
      const at = row.time('评价时间');
      const key = row.id('评价ID') ?? createHash('sha256').update([orderNo, nick, at, said].join('\u001f')).digest('hex').slice(0, 32);
      // A star without a word asks for nothing; one or two stars do, even without a word.
      const record = text.length < 2 && (rating ?? 5) > 2 ? null : {
        ref: key, orderNo, nick: nick?.slice(0, 60) ?? null, rating, words: text.length < 2 ? `（只打了 ${rating} 分，没有留言）` : text, reply: row.text('商家回复')?.slice(0, 4_000) ?? null, at, repliedAt: row.time('回复时间'),
      };
      return { key, record };
    },
  }),
);

export const reviewTemplate = (): Promise<TemplateFiles> => templateFiles({
  fileName: '平台评价导入模板', title: words('评价', 'Reviews'), headings: reviewHeadings,
  rows: [
    ['R-001', '2900000000000000001', '示例旺旺', '2', '杯盖有点漏水，客服还没回我', '', '2026-11-20 10:15:00', '保温杯', '', ''],
    ['R-002', '2900000000000000002', '示例旺旺二', '好评', '很保温，包装也好', '', '2026-11-21 09:00:00', '保温杯', '谢谢您的支持', '2026-11-21 10:00:00'],
  ],
});
