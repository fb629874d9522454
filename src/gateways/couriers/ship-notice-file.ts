import { localText, type Clock } from '../../kernel/clock.ts';
import { csvText } from '../../kernel/files/safe-text.ts';
import { yuanText } from '../../kernel/money.ts';
import { carrierOf } from './carriers.ts';
import { checkShipNotice, kilograms, type CancelNotice, type CarrierGateway, type NoticeDocument, type Party, type ShipNotice } from './carrier-gateway.ts';
import { writeXlsx } from '../../kernel/files/write-xlsx.ts';

/** Our own layout. The carrier fills 运单号 and sends the file back; it is read by ship-notice-reply.ts. */
export const shipNoticeHeadings = [
  '发货单号', '订单号', '运单号', '快递公司', '产品类型', '付款方式',
  '寄件人', '寄件电话', '寄件公司', '寄件省', '寄件市', '寄件区', '寄件详细地址',
  '收件人', '收件电话', '收件公司', '收件省', '收件市', '收件区', '收件详细地址',
  '物品名称', '件数', '重量(千克)', '保价金额(元)', '代收货款(元)', '备注',
] as const;

export const cancelHeadings = ['发货单号', '运单号', '快递公司', '取消原因'] as const;

const payments = { monthly: '月结', sender: '寄付', receiver: '到付' } as const;

const carrierName = (code: string): string => carrierOf(code)?.name.zh ?? code;

type Cell = string | number;

const partyCells = (party: Party): Cell[] => [party.name, party.phone, party.company ?? '', party.province, party.city, party.district, party.street];

function noticeCells(notice: ShipNotice): Cell[] {
  checkShipNotice(notice);
  return [
    notice.shipmentNo, notice.orderNo, '', carrierName(notice.carrier), notice.product ?? '', payments[notice.payment],
    ...partyCells(notice.sender), ...partyCells(notice.receiver),
    notice.goods, notice.pieces, kilograms(notice.weightGrams), notice.insuredFen ? yuanText(notice.insuredFen) : '', notice.collectFen ? yuanText(notice.collectFen) : '', notice.remark ?? '',
  ];
}

const csvCell = (cell: Cell): string => (typeof cell === 'number' ? String(cell) : csvText(cell));

/** UTF-8 with byte order mark and CRLF: what Excel in Chinese opens without a question. */
const csv = (headings: readonly string[], rows: readonly Cell[][]): Uint8Array =>
  Buffer.from(`\uFEFF${[[...headings], ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`, 'utf8');

const xlsx = (name: string, headings: readonly string[], rows: readonly Cell[][]): Promise<Uint8Array> =>
  writeXlsx({ sheets: [{ name, rows: [[...headings], ...rows.map((row) => [...row])] }] });

async function document(title: string, carrier: string, headings: readonly string[], rows: readonly Cell[][], options: DocumentOptions): Promise<NoticeDocument> {
  const stamp = localText(options.now).replaceAll(/[-: ]/g, '');
  const base = `${title}-${carrierName(carrier)}-${stamp}`.replaceAll(/[\\/:*?"<>|]/g, '_');
  if (options.format === 'csv') return { fileName: `${base}.csv`, mediaType: 'text/csv; charset=utf-8', bytes: csv(headings, rows) };
  return { fileName: `${base}.xlsx`, mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', bytes: await xlsx(title, headings, rows) };
}

export interface DocumentOptions {
  readonly format: 'csv' | 'xlsx';
  /** Goes into the file name. */
  readonly now: number;
}

/** One document for many shipments of one carrier. Throws `couriers.notice-incomplete` at the first notice with a fault. */
export const shipNoticeDocument = (carrier: string, notices: readonly ShipNotice[], options: DocumentOptions): Promise<NoticeDocument> =>
  document('发货通知', carrier, shipNoticeHeadings, notices.map(noticeCells), options);

export const cancelDocument = (carrier: string, notices: readonly CancelNotice[], options: DocumentOptions): Promise<NoticeDocument> =>
  document('取消发货', carrier, cancelHeadings, notices.map((n) => [n.shipmentNo, n.waybillNo, carrierName(n.carrier), n.reason]), options);

/** The way of carriers without an interface: every notice gives a document to hand over. */
export function createFileCarrierGateway(settings: { readonly format: 'csv' | 'xlsx'; readonly clock: Clock }): CarrierGateway {
  const options = () => ({ format: settings.format, now: settings.clock.now() });
  return {
    async notify(notice) {
      return { waybillNo: null, childWaybillNos: [], carrierOrderNo: null, sortingMark: null, labelUrl: null, document: await shipNoticeDocument(notice.carrier, [notice], options()) };
    },
    async cancel(notice) {
      return { document: await cancelDocument(notice.carrier, [notice], options()) };
    },
  };
}
