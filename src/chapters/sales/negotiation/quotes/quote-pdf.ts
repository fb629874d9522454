import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { pdfOf } from '../../../../kernel/pdf.ts';
import { formatYuan } from '../../../../kernel/money.ts';
import type { PublicQuote } from '../contract.ts';

/** The quote as a page of A4: what the customer sees on the link, on paper. */
export function quotePdf(q: PublicQuote): Promise<Buffer> {
  const money = (fen: number) => ({ text: formatYuan(fen), alignment: 'right' as const });
  const terms = [['付款方式', q.paymentTerms], ['交货约定', q.deliveryTerms], ['备注', q.note]].filter(([, text]) => text);
  const document: TDocumentDefinitions = {
    pageSize: 'A4', pageMargins: [42, 42, 42, 48], info: { title: `报价单 ${q.quoteNo}` },
    footer: (page, pages) => ({ text: `${q.quoteNo} · ${page} / ${pages}`, alignment: 'center', fontSize: 8, color: '#666' }),
    content: [
      { columns: [{ text: '报价单', fontSize: 20, bold: true }, { text: [`${q.quoteNo}\n`, `有效期至 ${q.validUntil}`], alignment: 'right' }] },
      { text: q.company, fontSize: 12, margin: [0, 6, 0, 2] }, { text: `${q.title} · 经办：${q.seller}`, color: '#444', margin: [0, 0, 0, 12] },
      {
        layout: 'lightHorizontalLines',
        table: {
          headerRows: 1, widths: [20, '*', 80, 45, 70, 75],
          body: [
            ['#', '品名', '规格', { text: '数量', alignment: 'right' }, { text: '单价', alignment: 'right' }, { text: '金额', alignment: 'right' }],
            ...q.lines.map((l, i) => [String(i + 1), l.title, l.spec ?? '', { text: String(l.quantity), alignment: 'right' as const }, money(l.unitFen), money(l.amountFen)]),
          ],
        },
      },
      { margin: [0, 10, 0, 0], alignment: 'right', stack: [`货款 ${formatYuan(q.goodsFen)}`, ...(q.freightFen > 0 ? [`运费 ${formatYuan(q.freightFen)}`] : []), { text: `合计 ${formatYuan(q.totalFen)}`, bold: true, fontSize: 13, margin: [0, 4, 0, 0] }] },
      ...terms.map(([label, text]) => ({ text: [{ text: `${label}　`, bold: true }, text!], margin: [0, 8, 0, 0] as [number, number, number, number] })),
    ],
  };
  return pdfOf(document);
}
