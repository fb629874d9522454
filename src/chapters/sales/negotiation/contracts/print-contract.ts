import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { localText } from '../../../../kernel/clock.ts';
import { pdfOf } from '../../../../kernel/pdf.ts';

/** A contract on paper: the wording as it was confirmed, its hash on every page, the confirmation below. */
export function contractPdf(c: { contractNo: string; body: string; hash: string; confirmed: { by: string; at: number; ip: string | null; byCode: boolean } | null }): Promise<Buffer> {
  const block = (line: string): Content => {
    const heading = /^(#{1,3})\s*(.*)$/.exec(line);
    if (heading) return { text: heading[2]!, bold: true, fontSize: heading[1]!.length === 1 ? 16 : 11, alignment: heading[1]!.length === 1 ? 'center' : 'left', margin: [0, heading[1]!.length === 1 ? 0 : 8, 0, 4] };
    return { text: line === '' ? ' ' : line, margin: [0, 0, 0, 3], lineHeight: 1.3 };
  };
  const document: TDocumentDefinitions = {
    pageSize: 'A4', pageMargins: [48, 48, 48, 54], info: { title: `合同 ${c.contractNo}` }, defaultStyle: { fontSize: 10 },
    footer: (page, pages) => ({ text: `${c.contractNo} · ${page} / ${pages} · 文档指纹 ${c.hash}`, alignment: 'center', fontSize: 7, color: '#666' }),
    content: [
      ...c.body.split('\n').map(block),
      ...(c.confirmed ? [{ margin: [0, 16, 0, 0] as [number, number, number, number], table: { widths: ['*'], body: [[{ margin: [6, 6, 6, 6] as [number, number, number, number], stack: [
        { text: '客户已在线确认', bold: true }, `确认人：${c.confirmed.by}`, `时间：${localText(c.confirmed.at)}（北京时间）`, `网络地址：${c.confirmed.ip ?? '—'}`, `短信验证：${c.confirmed.byCode ? '已通过' : '未使用'}`, { text: `文档指纹（SHA-256）：${c.hash}`, fontSize: 8 },
      ] }]] } }] : []),
    ],
  };
  return pdfOf(document);
}
