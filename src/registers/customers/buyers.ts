import { createHash } from 'node:crypto';
import { searchColumn } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';

/** Where goods go. Null = not said. */
export interface Receiver {
  name: string | null;
  phone: string | null;
  province: string | null;
  city: string | null;
  district: string | null;
  street: string | null;
  detail: string | null;
  postcode: string | null;
  /** The marketplace masked or encrypted it: shown, never compared, never a key. */
  masked: boolean;
}

export interface Buyer {
  platform: string;
  storeId: string;
  /** The marketplace's name of the buyer (旺旺, 买家昵称, open id); null where it gives none. */
  buyerKey: string | null;
  receiver: Receiver | null;
  /** What it comes from, unique within the store (the outside order number): keeps strangers with equally masked addresses apart. */
  ref: string;
}

export interface Remembered {
  /** Null where the marketplace hides who bought: neither a name nor a telephone number to know somebody by. */
  customerId: string | null;
  /** Null where there was no receiver at all. */
  addressId: string | null;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Stars and the signs of Douyin's and Taobao's ciphers: not a name by which somebody could be known again. */
const isHidden = (text: string): boolean => /[*＊]|^[#$~]{1,2}\S{12,}|^~.+~\d*~?$/.test(text);

/** Telephone numbers in one spelling, or null when it is none or is hidden. */
export function phoneKey(phone: string | null): string | null {
  if (phone === null || isHidden(phone)) return null;
  const digits = phone.normalize('NFKC').replace(/[^\d]/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
  return /^1\d{10}$/.test(digits) ? digits : null;
}

/** Who it is, as a key: the marketplace's name, else an open mobile number, else nobody. */
function keyOf(buyer: Buyer): { platform: string; storeId: string; key: string } | null {
  const nick = buyer.buyerKey?.normalize('NFKC').trim() ?? '';
  if (nick !== '' && !isHidden(nick)) return { platform: buyer.platform, storeId: buyer.storeId, key: nick };
  const phone = buyer.receiver && !buyer.receiver.masked ? phoneKey(buyer.receiver.phone) : null;
  return phone === null ? null : { platform: 'phone', storeId: NOBODY, key: phone };
}

const squeezed = (text: string | null): string => (text ?? '').normalize('NFKC').replace(/[\s,，.。;；、\-—_()（）]/g, '').toLowerCase();

function hashOf(receiver: Receiver, buyer: Buyer): string {
  const parts = [receiver.name, receiver.province, receiver.city, receiver.district, receiver.street, receiver.detail].map(squeezed);
  const phone = phoneKey(receiver.phone) ?? squeezed(receiver.phone);
  const hash = createHash('sha256').update([...parts, phone].join('\u001f'));
  if (receiver.masked) hash.update(`\u001f${buyer.storeId}\u001f${buyer.ref}`);
  return hash.digest('hex');
}

/**
 * Finds or makes the customer and the address of each buyer, in the order given: one round trip for any number. The same buyer and the
 * same place give the same ids however often they come; masked data never joins two buyers.
 */
export async function rememberBuyers(tx: Tx, buyers: readonly Buyer[]): Promise<Remembered[]> {
  if (buyers.length === 0) return [];
  const rows = buyers.map((buyer) => {
    const { receiver } = buyer;
    const key = keyOf(buyer);
    const open = receiver !== null && !receiver.masked;
    const name = (open ? receiver.name?.trim() : null) || (key?.platform === 'phone' ? `手机尾号 ${key.key.slice(-4)}` : key?.key);
    return {
      customer_id: key ? tx.newId() : null, address_id: receiver ? tx.newId() : null,
      platform: key?.platform ?? null, store_id: key?.storeId ?? null, buyer_key: key?.key ?? null,
      name, phone: open ? phoneKey(receiver.phone) : null,
      tokens: key ? searchColumn({ names: [open ? receiver.name : null, key.platform === 'phone' ? null : key.key], phones: [receiver?.phone] }) : '',
      has_address: receiver !== null,
      ...(receiver ? {
        receiver_name: receiver.name, receiver_phone: receiver.phone, province: receiver.province, city: receiver.city, district: receiver.district,
        street: receiver.street, detail: receiver.detail, postcode: receiver.postcode, masked: receiver.masked, hash: hashOf(receiver, buyer),
      } : {}),
    };
  });
  const found = await tx.gather('customers.remember_buyers', rows, (on, all) => on.rows<{ customer_id: string | null; address_id: string | null }>('customers.remember_buyers',
    'select customer_id, address_id from customers.remember_buyers($1::jsonb, $2::bigint) order by ord', [JSON.stringify(all.map((row, ord) => ({ ord, ...row }))), on.now]));
  return found.map((row) => ({ customerId: row.customer_id, addressId: row.address_id }));
}

/**
 * Another place of a customer who is known by his record, not by a marketplace's name: the same place is kept once. The customer must be
 * there (`customersById`).
 */
export async function rememberAddress(tx: Tx, customerId: string, receiver: Receiver): Promise<string> {
  const hash = hashOf(receiver, { platform: 'phone', storeId: NOBODY, buyerKey: null, receiver, ref: customerId });
  const [row] = await tx.rows<{ id: string }>('customers.remember_address',
    `with made as (
       insert into customers.address (id, customer_id, owner, receiver_name, phone, province, city, district, street, detail, postcode, masked, content_hash, created_at)
       values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, decode($12, 'hex'), to_timestamp($13::bigint / 1000.0))
       on conflict (owner, content_hash) do nothing returning id)
     select id from made union all select id from customers.address where owner = $2 and content_hash = decode($12, 'hex') limit 1`,
    [tx.newId(), customerId, receiver.name, receiver.phone, receiver.province, receiver.city, receiver.district, receiver.street, receiver.detail, receiver.postcode, receiver.masked, hash, tx.now]);
  return row!.id;
}
