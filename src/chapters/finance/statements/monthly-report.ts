import type { FastifyReply } from 'fastify';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { localText } from '../../../kernel/clock.ts';
import { lastAnchor, type Anchor } from '../../../kernel/evidence/anchors.ts';
import { fingerprint } from '../../../kernel/evidence/offline/hashes.ts';
import type { Asked } from '../../../kernel/http/route.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { pdfIn, pdfOf } from '../../../kernel/pdf.ts';
import type { Language, Words } from '../../../kernel/words.ts';
import { companyName } from '../../../registers/company/index.ts';
import type { ParamsOf } from '../asked.ts';
import type * as ledger from '../ledger/contract.ts';
import { period } from '../ledger/period-queries.ts';
import { trialBalance } from '../ledger/queries.ts';
import { profit } from './profit.ts';

type Given = Asked<ParamsOf<typeof ledger.printPeriod>, undefined>;

/**
 * The monthly report on paper (clause 6.3.1): profit statement, trial balance, signatures and what is open, with the head of the evidence
 * chain printed beneath (engine.md §7): paper that left the house shows whether the log was cut or rewritten afterwards.
 */
export async function reportDocument(asked: Given): Promise<TDocumentDefinitions> {
  const { kernel, params, actor, language } = asked;
  const query = { from: params.period, to: params.period };
  const [month, statement, balance, anchor, company] = await Promise.all([
    period(asked), profit({ kernel, query: { ...query, by: 'month' } }), trialBalance({ kernel, query }), lastAnchor(kernel.db), companyName(kernel),
  ]);
  const t = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const of = (w: Words): string => w[language];
  const signature = (s: (typeof month)['finance']): string => (s === null ? t('未签字', 'not signed') : `${s.name}  ${localText(s.at).slice(0, 16)}${s.void ? t('（之后又有凭证，已作废）', ' (void: entries followed)') : ''}`);
  return {
    pageSize: 'A4', pageMargins: [40, 44, 40, 44], ...pdfIn(language), info: { title: `${company ?? ''} ${params.period} ${t('月报', 'monthly report')}` },
    footer: (page, pages) => ({ text: `${company ?? ''} · ${params.period} ${t('月报', 'monthly report')} · ${page}/${pages}`, alignment: 'center', fontSize: 7, margin: [0, 14, 0, 0] }),
    content: [
      { text: company ?? '', color: '#666666' }, { text: `${params.period} ${t('月报', 'monthly report')}`, fontSize: 18, bold: true, margin: [0, 2, 0, 6] },
      pairs([
        [t('账期', 'Period'), month.state === 'closed' ? t(`已关账，${month.closedBy ?? ''}，${stamp(month.closedAt)}`, `closed by ${month.closedBy ?? ''}, ${stamp(month.closedAt)}`) : t('未关账：数字仍会变化', 'open: the figures still change')],
        [t('凭证', 'Entries'), String(month.entries)], [t('财务签字', 'Finance'), signature(month.finance)], [t('销售签字', 'Sales'), signature(month.sales)],
        [t('未达账项', 'Open items'), month.openReceipts === 0 ? t('无', 'none') : `${month.openReceipts}，${formatYuan(month.openFen)}`], [t('打印', 'Printed'), `${localText(kernel.clock.now()).slice(0, 16)}  ${actor?.name ?? ''}`],
      ]),
      heading(t('利润表', 'Profit statement')),
      table([t('项目', 'Line'), t('本月（元）', 'This month (yuan)')], statement.lines.map((l) => ({ bold: l.kind === 'sum', cells: [of(l.name), l.total === null ? '—' : l.kind === 'ratio' ? `${(l.total / 100).toFixed(2)}%` : formatYuan(l.total)] })), ['*', 110]),
      heading(t('科目余额表', 'Trial balance')),
      table([t('科目', 'Account'), '', t('期初', 'Opening'), t('借方', 'Debit'), t('贷方', 'Credit'), t('期末', 'Closing')], [
        ...balance.rows.filter((r) => r.openingFen !== 0 || r.debitFen !== 0 || r.creditFen !== 0).map((r) => ({ bold: false, cells: [r.number, of(r.name), formatYuan(r.openingFen), formatYuan(r.debitFen), formatYuan(r.creditFen), formatYuan(r.closingFen)] })),
        { bold: true, cells: ['', t('合计', 'Total'), formatYuan(balance.openingFen), formatYuan(balance.debitFen), formatYuan(balance.creditFen), formatYuan(balance.closingFen)] },
      ], ['auto', '*', 72, 72, 72, 72]),
      balance.even ? [] : { text: t('借贷不平：账簿已损坏，请立即联系管理员。', 'Debit and credit differ: the books are broken, tell the administrator at once.'), color: '#b00020', margin: [0, 4, 0, 0] },
      anchored(anchor, language),
    ],
  };
}

export async function monthlyReport(asked: Given & { reply: FastifyReply }): Promise<FastifyReply> {
  const file = await pdfOf(await reportDocument(asked));
  const name = asked.language === 'zh' ? '月报' : 'monthly-report';
  return asked.reply.type('application/pdf').header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}-${asked.params.period}.pdf`)}`).header('cache-control', 'private, no-store').send(file);
}

/** The newest anchor, in full: a shortened hash proves nothing. */
function anchored(anchor: Anchor | null, language: Language): Content {
  const t = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  if (anchor === null) return { stack: [heading(t('证据链', 'Evidence chain')), { text: t('尚无锚点：第一个锚点在次日零点后生成。', 'No anchor yet: the first is made after midnight.') }], unbreakable: true };
  return {
    stack: [
      heading(t('证据链锚点', 'Anchor of the evidence chain')),
      pairs([
        [t('编号', 'Number'), String(anchor.number)], [t('日期', 'Day'), anchor.day], [t('位置', 'Positions'), `${anchor.from}–${anchor.to}`], [t('链首', 'Head'), anchor.head], [t('根', 'Root'), anchor.root ?? '—'],
        [t('锚点哈希', 'Hash'), anchor.hash], [t('密钥指纹', 'Key'), fingerprint(anchor.publicKey)], [t('生成', 'Made'), localText(anchor.madeAt).slice(0, 16)],
      ]),
      { text: t('日后用 dianzhang verify 核对证据时，本页的链首须与同编号锚点一致；不一致即说明记录被改写或截断。', 'When evidence is verified later, the anchor of this number must bear the same head; another one shows that the log was rewritten or cut.'), color: '#666666', margin: [0, 4, 0, 0] },
    ],
    unbreakable: true,
  };
}

const stamp = (at: number | null): string => (at === null ? '' : localText(at).slice(0, 16));
const heading = (text: string): Content => ({ text, bold: true, fontSize: 12, margin: [0, 14, 0, 4], headlineLevel: 1 });
const pairs = (rows: [string, string][]): Content => ({ table: { widths: [80, '*'], body: rows.map(([k, v]) => [{ text: k, color: '#666666' }, v]) }, layout: 'noBorders' });
const table = (head: string[], rows: { bold: boolean; cells: string[] }[], widths: ('auto' | '*' | number)[]): Content => {
  // Figures stand at the right; what names them, at the left.
  const right = (i: number): boolean => typeof widths[i] === 'number';
  const cell = (text: string, i: number, bold: boolean) => ({ text, bold, alignment: right(i) ? ('right' as const) : ('left' as const) });
  return { table: { headerRows: 1, widths, body: [head.map((h, i) => cell(h, i, true)), ...rows.map((r) => r.cells.map((c, i) => cell(c, i, r.bold)))] }, layout: 'lightHorizontalLines', fontSize: 8 };
};
