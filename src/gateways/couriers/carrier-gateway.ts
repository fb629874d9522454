import { words } from '../../kernel/words.ts';
import { GatewayFailure } from '../../kernel/net/gateway-failure.ts';

export interface Party {
  readonly name: string;
  readonly phone: string;
  readonly company?: string;
  readonly province: string;
  readonly city: string;
  readonly district: string;
  readonly street: string;
}

/** What a carrier is told of one shipment. */
export interface ShipNotice {
  /** Our number of the parcel: telling the same one twice must not make two waybills. */
  readonly shipmentNo: string;
  readonly orderNo: string;
  /** kuaidi100's code. */
  readonly carrier: string;
  /** The carrier's product (标准快递, 顺丰特惠 …); its default when absent. */
  readonly product?: string;
  readonly payment: 'monthly' | 'sender' | 'receiver';
  readonly sender: Party;
  readonly receiver: Party;
  readonly goods: string;
  readonly pieces: number;
  readonly weightGrams: number;
  /** Declared value for insurance, fen. */
  readonly insuredFen?: bigint;
  /** Cash on delivery, fen. */
  readonly collectFen?: bigint;
  readonly remark?: string;
}

export interface CancelNotice {
  readonly shipmentNo: string;
  readonly carrier: string;
  readonly waybillNo: string;
  /** The carrier's own order number, when it gave one. */
  readonly carrierOrderNo?: string | null;
  readonly reason: string;
}

export interface NoticeDocument {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface NoticeAnswer {
  /** Null by the file way: the carrier writes the number into the document and sends it back. */
  readonly waybillNo: string | null;
  readonly childWaybillNos: readonly string[];
  readonly carrierOrderNo: string | null;
  /** What the label shows for sorting (大头笔); null when the carrier gives none. */
  readonly sortingMark: string | null;
  readonly labelUrl: string | null;
  /** The document to hand over, by the file way. */
  readonly document: NoticeDocument | null;
}

export interface CancelAnswer {
  readonly document: NoticeDocument | null;
}

/** What a carrier's branch has given us for e-waybills (电子面单账号). Which fields a carrier wants stands in carriers.json. */
export interface LabelAccount {
  readonly partnerId?: string;
  readonly partnerKey?: string;
  readonly partnerSecret?: string;
  readonly partnerName?: string;
  /** The branch; `cainiao`, `taobao` … for accounts of a platform. */
  readonly net?: string;
  readonly code?: string;
  readonly checkMan?: string;
  /** Template of the label; without it the waybill is ordered and nothing is drawn. */
  readonly templateId?: string;
}

/** How one carrier is told: by its interface, with the account that the warehouse has with it, or by a document. */
export interface CarrierGateway {
  notify(notice: ShipNotice, account?: LabelAccount | null): Promise<NoticeAnswer>;
  cancel(notice: CancelNotice, account?: LabelAccount | null): Promise<CancelAnswer>;
}

const phone = /^(?:1\d{10}|(?:0\d{2,3}-?)?\d{7,8}|(?:400|800)-?\d{3}-?\d{4})(?:[-转]\d{1,6})?$/;

/** Throws `couriers.notice-incomplete` naming every fault, so that a clerk mends them at once. */
export function checkShipNotice(notice: ShipNotice): void {
  const faults: [string, string][] = [];
  for (const [who, party, zh, en] of [['sender', notice.sender, '寄件人', 'sender'], ['receiver', notice.receiver, '收件人', 'receiver']] as const) {
    if (party.name.trim() === '') faults.push([`${zh}姓名为空`, `${en}'s name is empty`]);
    if (!phone.test(party.phone.trim())) faults.push([`${zh}电话格式不对`, `${en}'s phone is not a phone number`]);
    // 直辖市 and 港澳台 may lack a city or a district; a street and a province are always needed.
    if (party.province.trim() === '' || party.street.trim() === '') faults.push([`${zh}地址不完整`, `${en}'s address is incomplete`]);
    if (who === 'receiver' && /[*＊]{2,}/.test(party.name + party.phone + party.street)) faults.push(['收件人信息已脱敏，不能用于发货', 'the receiver is masked and cannot be shipped to']);
  }
  if (notice.goods.trim() === '') faults.push(['物品名称为空', 'the goods are not named']);
  if (!Number.isSafeInteger(notice.pieces) || notice.pieces < 1 || notice.pieces > 999) faults.push(['件数应为 1 至 999', 'pieces must be 1 to 999']);
  if (!Number.isSafeInteger(notice.weightGrams) || notice.weightGrams < 1) faults.push(['重量应大于 0', 'the weight must be above 0']);
  if ((notice.insuredFen ?? 0n) < 0n || (notice.collectFen ?? 0n) < 0n) faults.push(['保价和代收金额不能为负', 'insured and collected amounts cannot be negative']);
  if (faults.length === 0) return;
  throw new GatewayFailure('couriers.notice-incomplete',
    words(`发货通知 ${notice.shipmentNo} 有误：${faults.map((f) => f[0]).join('；')}。`, `Ship notice ${notice.shipmentNo}: ${faults.map((f) => f[1]).join('; ')}.`),
    { facts: { shipmentNo: notice.shipmentNo } });
}

/** Grams as kilograms text, no binary fraction in between: 1250 → `1.25`. */
export const kilograms = (grams: number): string => `${Math.trunc(grams / 1000)}.${String(grams % 1000).padStart(3, '0')}`.replace(/\.?0+$/, '');
