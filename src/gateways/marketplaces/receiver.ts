import { parseAddress } from './address.ts';
import type { Receiver } from './order-row.ts';

/**
 * Whether a text is masked (186******05, 小**, **街道) or encrypted (##密文, $$密文, ~Ag…~, $…$) by the marketplace. Such a
 * text is shown as it is; it is nobody's name or phone and is never compared.
 */
export function isMasked(text: string | null): boolean {
  if (text === null) return false;
  return /^(?:##|\$\$)/.test(text) || /^~.+~$/s.test(text) || /^\$.+\$$/s.test(text) || /\*|＊/.test(text);
}

interface Written {
  name: string | null;
  phone: string | null;
  province?: string | null;
  city?: string | null;
  district?: string | null;
  street?: string | null;
  detail?: string | null;
  postcode?: string | null;
  /** The whole address in one text; read only when the file has no province column of its own. */
  address?: string | null;
}

/** The receiver of an order from what the file gives: separate columns, or one text. */
export function receiverOf(written: Written): Receiver {
  const name = cleanName(written.name);
  const phone = cleanPhone(written.phone);
  const whole = written.address ?? null;
  const base = { name, phone, street: written.street ?? null, masked: [name, phone, whole, written.detail ?? null].some(isMasked) };
  if (written.province || whole === null || isEncrypted(whole)) {
    return { ...base, province: written.province ?? null, city: written.city ?? null, district: written.district ?? null, detail: written.detail ?? whole, postcode: written.postcode ?? null };
  }
  const parsed = parseAddress(whole);
  return {
    ...base,
    province: parsed.province,
    city: written.city ?? parsed.city,
    district: written.district ?? parsed.district,
    detail: written.detail ?? parsed.detail,
    postcode: written.postcode ?? parsed.postcode,
  };
}

const isEncrypted = (text: string): boolean => isMasked(text) && !/[*＊]/.test(text);

/** `黄某某，86-` is how Tmall's composite cell ends a name. */
const cleanName = (name: string | null): string | null => emptyToNull(name?.replace(/[,，]\s*(?:86-?)?.*$/, '').trim());

/** `86-139…` and `+86 139…` as they are dialled within the country; `139….0` is what a float makes of it. */
const cleanPhone = (phone: string | null): string | null => emptyToNull(phone?.replace(/^\+?86[-\s]+(?=1)/, '').replace(/^(\d{7,})\.0+$/, '$1').trim());

const emptyToNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
