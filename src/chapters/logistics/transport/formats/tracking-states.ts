/** Where a parcel is, as all carriers' words are reduced to it. */
export type TrackingState =
  | 'ordered' | 'collected' | 'in-transit' | 'out-for-delivery' | 'at-pickup-point' | 'signed'
  | 'problem' | 'refused' | 'returning' | 'returned' | 'forwarded' | 'in-customs' | 'cancelled';

/** State words as kuaidi100 writes them (basic and advanced), and the words that carriers' own pages use for the same. */
const table: Readonly<Record<TrackingState, readonly string[]>> = {
  ordered: ['已下单', '待揽收'],
  collected: ['揽收', '已揽收', '已收件', '揽件'],
  'in-transit': ['在途', '运输中', '在途中', '到达派件城市', '干线', '转递', '已发出'],
  'out-for-delivery': ['派件', '派件中', '派送中'],
  'at-pickup-point': ['投柜或驿站', '已投柜', '已放入快递柜或驿站', '待取件'],
  signed: ['签收', '已签收', '本人签收', '派件异常后签收', '代签', '投柜或站签收'],
  problem: ['疑难', '超时未签收', '超时未更新', '派件异常', '柜或驿站超时未取', '无法联系', '超区', '滞留', '破损'],
  refused: ['拒收'],
  returning: ['退回', '退回中'],
  returned: ['退签', '拒签', '已退回'],
  forwarded: ['转投'],
  'in-customs': ['清关', '待清关', '清关中', '已清关', '清关异常'],
  cancelled: ['销单', '已销单'],
};

const states = new Map(Object.entries(table).flatMap(([state, texts]) => texts.map((text) => [text, state as TrackingState] as const)));

/** Null for a word that is not known: it is shown, never guessed. Digits are not taken: the same digit means other things at other providers. */
export const trackingState = (text: string): TrackingState | null => states.get(text.normalize('NFKC').replace(/\s+/g, '')) ?? null;
