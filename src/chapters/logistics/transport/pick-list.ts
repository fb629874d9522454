import { localText } from '../../../kernel/clock.ts';
import { code128, pdfOf } from './pdf.ts';
import type { readWave } from './desk-queries.ts';

/** The pick list of a wave on A4: what to fetch, added up by SKU along the walk through the shelves, then the parcels with their barcodes. */
export async function pickList(wave: Awaited<ReturnType<typeof readWave>>): Promise<Buffer> {
  const codes = await Promise.all(wave.list.map((p) => code128(p.parcelNo)));
  return pdfOf({
    pageSize: 'A4', pageMargins: [36, 36, 36, 40],
    footer: (page, pages) => ({ text: `${wave.waveNo}  ${page} / ${pages}`, alignment: 'center', fontSize: 8 }),
    content: [
      { columns: [{ text: `拣货单 ${wave.waveNo}`, fontSize: 16, bold: true }, { image: await code128(wave.waveNo), width: 180, height: 34, alignment: 'right' }] },
      { text: `${wave.warehouseName ?? ''}　${wave.parcels} 个包裹　${localText(wave.madeAt).slice(0, 16)}　${wave.madeBy}`, margin: [0, 4, 0, 10] },
      {
        table: {
          headerRows: 1, widths: [62, 82, '*', 84, 40, 32],
          body: [
            ['库位', '商品编码', '品名规格', '条码', '数量', '已拣'].map((text) => ({ text, bold: true })),
            ...wave.picks.map((p) => [{ text: p.place ?? '—', bold: true }, p.code ?? '', [[p.title, p.spec].filter(Boolean).join(' '), ...(p.gifts > 0 ? [p.gifts === p.quantity ? '【赠品】' : `【其中赠品 ${p.gifts}】`] : []), ...p.batches.map((b) => `批次 ${b.batchNo || '未登记'}${b.expiresOn ? `（${b.expiresOn} 到期）` : ''} × ${b.quantity}`)].join('\n'), p.barcode ?? '', { text: String(p.quantity), alignment: 'right' as const, fontSize: 12, bold: true }, '□']),
          ],
        },
        layout: 'lightHorizontalLines',
      },
      { text: '包裹', bold: true, fontSize: 12, margin: [0, 16, 0, 6] },
      {
        table: { widths: [170, '*', 60], dontBreakRows: true, body: wave.list.map((p, i) => [{ image: codes[i]!, width: 160, height: 26 }, `${p.parcelNo}　${p.carrierName ?? ''}`, `${p.pieces} 件`]) },
        layout: 'lightHorizontalLines',
      },
    ],
  });
}
