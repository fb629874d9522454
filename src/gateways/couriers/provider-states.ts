import type { StateReading, TrackState, TrackTrouble } from './track-state.ts';

type Row = readonly [name: string, state: TrackState, trouble?: TrackTrouble];

/**
 * kuaidi100 (realtime query document, 1.6). All 36 rows; codes are text and unique over both levels, so that one table serves
 * `state` and `statusCode`. 14 means, by the document, that the receiver refused and the sender has signed: the parcel is back.
 */
export const kuaidi100States: Readonly<Record<string, Row>> = {
  '1': ['揽收', 'collected'],
  '101': ['已下单', 'ordered'],
  '102': ['待揽收', 'awaiting-collection'],
  '103': ['已揽收', 'collected'],
  '0': ['在途', 'in-transit'],
  '1001': ['到达派件城市', 'arrived-city'],
  '1002': ['干线', 'in-transit'],
  '1003': ['转递', 'forwarded'],
  '5': ['派件', 'out-for-delivery'],
  '501': ['投柜或驿站', 'at-pickup-point'],
  '3': ['签收', 'delivered'],
  '301': ['本人签收', 'delivered'],
  '302': ['派件异常后签收', 'delivered'],
  '303': ['代签', 'delivered'],
  '304': ['投柜或站签收', 'delivered'],
  '6': ['退回', 'returning'],
  '4': ['退签', 'returned'],
  '401': ['已销单', 'cancelled'],
  '14': ['拒签', 'returned', 'refused'],
  '7': ['转投', 'forwarded'],
  '2': ['疑难', 'problem'],
  '201': ['超时未签收', 'problem', 'overdue'],
  '202': ['超时未更新', 'problem', 'stalled'],
  '203': ['拒收', 'refused', 'refused'],
  '204': ['派件异常', 'problem', 'delivery-failed'],
  '205': ['柜或驿站超时未取', 'problem', 'pickup-overdue'],
  '206': ['无法联系', 'problem', 'unreachable'],
  '207': ['超区', 'problem', 'out-of-area'],
  '208': ['滞留', 'problem', 'held'],
  '209': ['破损', 'problem', 'damaged'],
  '210': ['销单', 'problem', 'cancel-asked'],
  '8': ['清关', 'customs'],
  '10': ['待清关', 'customs'],
  '11': ['清关中', 'customs'],
  '12': ['已清关', 'customs'],
  '13': ['清关异常', 'problem', 'customs'],
};

/** kdniao `State`: the same digits as kuaidi100 with other meanings (2 在途 there is 2 疑难 here). */
export const kdniaoStates: Readonly<Record<string, Row>> = {
  '0': ['无轨迹', 'no-trace'],
  '1': ['已揽收', 'collected'],
  '2': ['在途中', 'in-transit'],
  '3': ['签收', 'delivered'],
  '4': ['问题件', 'problem'],
  '5': ['转寄', 'forwarded'],
  '6': ['清关', 'customs'],
};

/** kdniao `StateEx`; one-digit values repeat `State`. */
export const kdniaoExtendedStates: Readonly<Record<string, Row>> = {
  '10': ['待揽件', 'awaiting-collection'],
  '201': ['到达派件城市', 'arrived-city'],
  '202': ['派件中', 'out-for-delivery'],
  '204': ['到达转运中心', 'in-transit'],
  '205': ['到达派件网点', 'arrived-city'],
  '206': ['寄件网点发件', 'in-transit'],
  '211': ['已放入快递柜或驿站', 'at-pickup-point'],
  '301': ['正常签收', 'delivered'],
  '302': ['派件异常后签收', 'delivered'],
  '304': ['代收签收', 'delivered'],
  '311': ['快递柜或驿站签收', 'delivered'],
  '401': ['发货无信息', 'problem', 'nothing-sent'],
  '402': ['超时未签收', 'problem', 'overdue'],
  '403': ['超时未更新', 'problem', 'stalled'],
  '404': ['拒收', 'refused', 'refused'],
  '405': ['派件异常', 'problem', 'delivery-failed'],
  '406': ['退货签收', 'returned'],
  '407': ['退货未签收', 'returning'],
  '412': ['快递柜或驿站超时未取', 'problem', 'pickup-overdue'],
  '413': ['单号已拦截', 'problem', 'intercepted'],
  '414': ['破损', 'problem', 'damaged'],
  '415': ['客户取消发货', 'cancelled'],
  '416': ['无法联系', 'problem', 'unreachable'],
  '417': ['配送延迟', 'problem', 'delayed'],
  '418': ['快件取出', 'in-transit'],
  '419': ['重新派送', 'out-for-delivery'],
  '420': ['收货地址不详细', 'problem', 'address-vague'],
  '421': ['收件人电话错误', 'problem', 'phone-wrong'],
  '422': ['错分件', 'problem', 'missorted'],
  '423': ['超区件', 'problem', 'out-of-area'],
  '601': ['清关', 'customs'],
  '602': ['清关', 'customs'],
  '603': ['清关', 'customs'],
  '604': ['清关', 'customs'],
};

/** The basic state under which a kuaidi100 code stands: 1001 → 0, 203 → 2, 14 → 4; a basic state stands under itself. */
export function kuaidi100Family(code: string): string {
  if (code === '14' || code === '401') return '4';
  if (/^100\d$/.test(code)) return '0';
  return /^[1235]\d\d$/.test(code) ? code[0]! : code;
}

const kuaidi100Names = new Map(Object.values(kuaidi100States).map((row) => [row[0], row]));

const reading = (row: Row | undefined, code: string | null, text: string | null): StateReading =>
  row ? { state: row[1], trouble: row[2] ?? null, code, text: text ?? row[0] } : { state: 'unknown', trouble: null, code, text };

/** Own keys only: a code named `constructor` is as unknown as any other. */
const rowOf = (table: Readonly<Record<string, Row>>, code: string): Row | undefined => (Object.hasOwn(table, code) ? table[code] : undefined);

/** `text` alone is read by its documented name (resultv2=1 gives no code). A code that is not in the table stays unknown. */
export function readKuaidi100State(code: string | null | undefined, text: string | null = null): StateReading {
  const given = code?.trim() || null;
  return given === null ? reading(text === null ? undefined : kuaidi100Names.get(text.trim()), null, text) : reading(rowOf(kuaidi100States, given), given, text);
}

/** `StateEx` decides when it is there; an unknown `StateEx` is unknown although `State` beside it may be known. */
export function readKdniaoState(state: string, stateEx: string | null | undefined, text: string | null = null): StateReading {
  const extended = stateEx?.trim() || null;
  if (extended === null) return reading(rowOf(kdniaoStates, state.trim()), state.trim(), text);
  return reading(rowOf(kdniaoExtendedStates, extended) ?? rowOf(kdniaoStates, extended), extended, text);
}
