import { words } from '../../kernel/words.ts';
import type { ImportFormat, ImportProblem, Recognition, RowRead } from '../../kernel/imports/format.ts';
import { checkWaybillNumber, findCarrier } from './carriers.ts';

/** One line of a ship notice that came back with its waybill number, or of any list 发货单号 / 订单号 + 运单号. */
export interface TrackingRow {
  readonly shipmentNo: string | null;
  readonly orderNo: string | null;
  readonly waybillNo: string;
  /** kuaidi100's code; null when the file names no carrier that we know. */
  readonly carrier: string | null;
  readonly carrierText: string | null;
}

const names: Readonly<Record<string, readonly string[]>> = {
  shipmentNo: ['发货单号'],
  orderNo: ['订单号', '订单编号'],
  waybillNo: ['运单号', '快递单号', '物流单号', '运单编号'],
  carrier: ['快递公司', '物流公司'],
};

const plain = (cell: string): string => cell.normalize('NFKC').replaceAll(/[\s\uFEFF]/g, '');

/** What Excel and marketplaces put around ids: ="…", a leading apostrophe or backtick, blanks and tabs. */
const bare = (cell: string): string => cell.trim().replace(/^="(.*)"$/s, '$1').replace(/^['`]/, '').trim();

function recognise(sheet: string, firstRows: readonly (readonly string[])[]): Recognition | null {
  for (const [headingRow, cells] of firstRows.entries()) {
    const columns = new Map<string, number[]>();
    for (const [position, cell] of cells.entries()) columns.set(plain(cell), [...(columns.get(plain(cell)) ?? []), position]);
    const has = (field: string) => names[field]!.some((name) => columns.has(name));
    if (!has('waybillNo') && !has('shipmentNo')) continue;
    if (!has('shipmentNo') && !has('orderNo')) continue;
    const found = Object.keys(names).filter(has).length;
    const missing = has('waybillNo') ? [] : ['运单号'];
    return { format: 'own.tracking', kind: 'tracking', title: words('运单号回传表', 'Waybill numbers sent back'), sheet, headingRow, columns, missing, unknown: [], score: found / Object.keys(names).length };
  }
  return null;
}

const problem = (code: string, column: string, zh: string, en: string): RowRead<TrackingRow> => ({ is: 'problem', problems: [{ code, column, message: words(zh, en) }] });

export const shipNoticeReply: ImportFormat<TrackingRow> = {
  id: 'own.tracking',
  kind: 'tracking',
  title: words('运单号回传表', 'Waybill numbers sent back'),
  recognise,
  open(recognition, mapping = {}) {
    const positions = (field: string): readonly number[] => {
      const mapped = mapping[names[field]![0]!];
      const candidates = mapped === undefined ? names[field]! : [plain(mapped)];
      return candidates.flatMap((name) => recognition.columns.get(name) ?? []);
    };
    const at = Object.fromEntries(Object.keys(names).map((field) => [field, positions(field)]));
    const value = (cells: readonly string[], field: string): string | null => at[field]!.map((position) => bare(cells[position] ?? '')).find((text) => text !== '') ?? null;
    const seen = new Map<string, number>();
    const problems: ImportProblem[] = [];
    return {
      read(cells, line) {
        if (cells.every((cell) => cell.trim() === '')) return { is: 'ignored' };
        const shipmentNo = value(cells, 'shipmentNo');
        const orderNo = value(cells, 'orderNo');
        const given = value(cells, 'waybillNo');
        if (shipmentNo === null && orderNo === null) return problem('tracking.reference-missing', '发货单号', '缺少发货单号或订单号。', 'There is neither a shipment nor an order number.');
        if (given === null) return problem('tracking.number-missing', '运单号', '运单号为空，快递公司尚未回填。', 'The waybill number is empty: the carrier has not filled it in.');
        if (/^\d(?:\.\d+)?E\+\d+$/i.test(given)) return problem('tracking.number-damaged', '运单号', '运单号被 Excel 改成了科学计数，已丢失末位，请以文本格式重新导出。', 'Excel has turned the number into a float and lost its digits; export it as text.');
        const carrierText = value(cells, 'carrier');
        const carrier = carrierText === null ? null : findCarrier(carrierText);
        const check = checkWaybillNumber(carrier?.code ?? '', given);
        if (check.is === 'impossible') return { is: 'problem', problems: [{ code: 'tracking.number-wrong', column: '运单号', message: check.message }] };
        const first = seen.get(check.number);
        if (first !== undefined) problems.push({ line, code: 'tracking.number-repeated', column: '运单号', message: words(`运单号与第 ${first} 行重复。`, `The number repeats that of line ${first}.`) });
        else seen.set(check.number, line);
        const warnings = [];
        if (carrierText !== null && carrier === null) warnings.push({ code: 'tracking.carrier-unknown', column: '快递公司', message: words(`不认识快递公司“${carrierText}”。`, `The carrier "${carrierText}" is not known.`) });
        if (check.is === 'unusual') {
          const like = check.looksLike;
          warnings.push({ code: 'tracking.number-unusual', column: '运单号', message: like ? words(`运单号更像是${like.name.zh}的单号，请核对。`, `The number looks like one of ${like.name.en}.`) : words('运单号与该快递公司常见格式不同，请核对。', 'The number is not of the carrier’s usual shape.') });
        }
        const record: TrackingRow = { shipmentNo, orderNo, waybillNo: check.number, carrier: carrier?.code ?? null, carrierText };
        return { is: 'record', key: `${shipmentNo ?? orderNo}|${check.number}`, record, ...(warnings.length > 0 ? { warnings } : {}) };
      },
      end: () => ({ reconciliation: [], problems }),
    };
  },
};
