import { maskDetail, maskEmail, maskName, maskPhone } from '../privacy.ts';

const personal: readonly [RegExp, (text: string | null) => string | null][] = [
  [/手机|电话|联系方式|mobile|phone/i, maskPhone],
  [/邮箱|e-?mail|支付宝账号|对方账[号户]|买家应付账号/i, (text) => (text?.includes('@') ? maskEmail(text) : maskPhone(text))],
  [/地址|address/i, maskDetail],
  [/姓名|收货人|收件人|联系人|旺旺|昵称|会员名|真实姓名|receiver|buyer/i, maskName],
  [/身份证|证件|银行卡|卡号/i, maskPhone],
];

/** Stars for a cell of a column that holds personal data; null where nothing needs hiding. */
export function maskedCell(heading: string, value: string): string | null {
  if (value.trim() === '') return null;
  const mask = personal.find(([name]) => name.test(heading))?.[1];
  const shown = mask?.(value.trim()) ?? null;
  return shown === null || shown === value.trim() ? null : shown;
}
