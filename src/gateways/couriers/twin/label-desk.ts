import { sameSecret } from '../../../kernel/net/secrets.ts';
import { carrierOf } from '../carriers.ts';
import { kuaidi100Sign } from '../kuaidi100-protocol.ts';
import type { Place } from './journey.ts';
import { inventNumber } from './numbers.ts';
import { isCollected, type ParcelStore } from './parcels.ts';

/** The document names no tolerance; the twin is strict so that a wrong clock or a wrong unit of `t` shows at once. */
export const labelClockToleranceMs = 5 * 60_000;

/** `reorder: false` gives the first waybill again for this long. */
const repeatWindowMs = 48 * 3_600_000;

type Fields = Readonly<Record<string, unknown>>;

const text = (fields: Fields, name: string): string => (typeof fields[name] === 'string' ? (fields[name] as string).trim() : typeof fields[name] === 'number' ? String(fields[name]) : '');
const inner = (fields: Fields, name: string): Fields => (typeof fields[name] === 'object' && fields[name] !== null ? (fields[name] as Fields) : {});

/** 浙江省杭州市滨江区… → province, city, district; municipalities have their own name as city. */
export function placeOf(address: string): Place {
  const match = /^(?<province>北京市?|上海市?|天津市?|重庆市?|[^省市区县]{2,8}?(?:省|自治区|特别行政区))?(?<city>[^省市区县]{2,9}?(?:市|自治州|地区|盟))?(?<district>[^省]{1,9}?(?:区|县|市|旗))?/.exec(address.trim())?.groups ?? {};
  const province = match['province'] ?? '';
  return { province, city: match['city'] ?? province, district: match['district'] ?? '' };
}

/** The e-waybill desk: issues and cancels numbers. Speaks `{success, code, message, data}` like the provider. */
export function labelDesk(parcels: ParcelStore, options: { key: string; secret: string; seed: string }) {
  const issued = new Map<string, { at: number; data: Record<string, unknown> }>();
  const no = (code: number, message: string) => ({ success: false, code, message, data: null });
  const yes = (data: unknown) => ({ success: true, code: 200, message: 'success', data });

  const order = (fields: Fields, now: number) => {
    const code = text(fields, 'kuaidicom');
    const carrier = carrierOf(code);
    if (!carrier) return no(400, '不支持的快递公司编码');
    const lacking = carrier.needs.find((field) => text(fields, field) === '');
    if (lacking) return no(400, `电子面单账号缺少 ${lacking}`);
    const sender = inner(fields, 'sendMan');
    const receiver = inner(fields, 'recMan');
    for (const [man, name] of [[sender, '寄件人'], [receiver, '收件人']] as const) {
      if (!text(man, 'name') || !(text(man, 'mobile') || text(man, 'tel')) || !text(man, 'printAddr')) return no(400, `${name}信息不完整`);
    }
    const orderId = text(fields, 'orderId');
    const before = issued.get(`${code}|${orderId}`);
    if (orderId && fields['reorder'] === false && before && now - before.at < repeatWindowMs) return yes(before.data);
    const turn = before ? `${orderId}#${now}` : orderId || `#${issued.size}#${now}`;
    const number = inventNumber(code, options.seed, turn);
    const to = placeOf(text(receiver, 'printAddr'));
    const parcel = parcels.add({ carrier: code, number, from: placeOf(text(sender, 'printAddr')), to, at: now, phones: [text(sender, 'mobile'), text(receiver, 'mobile')].filter((phone) => phone !== '') }, now);
    const count = Number(fields['count'] ?? 1);
    const children = text(fields, 'needChild') === '1' ? Array.from({ length: count - 1 }, (_, index) => inventNumber(code, options.seed, turn, `child${index}`)) : [];
    const data = { kuaidinum: parcel.number, childNum: children.join(','), returnNum: '', kdComOrderNum: `K${parcel.number.slice(-10)}`, bulkpen: `${to.city.slice(0, 3)}-${to.district.slice(0, 3)}`, label: '', taskId: '' };
    issued.set(`${code}|${orderId}`, { at: now, data });
    return yes(data);
  };

  const cancel = (fields: Fields, now: number) => {
    const parcel = parcels.find(text(fields, 'kuaidinum'));
    if (!parcel || parcel.carrier !== text(fields, 'kuaidicom')) return no(400, '运单号不存在');
    if (parcel.cancelledAt !== null) return yes(null);
    if (isCollected(parcel, now)) return no(400, '快件已揽收，不能取消');
    parcel.cancelledAt = now;
    return yes(null);
  };

  return (form: URLSearchParams, now: number): Record<string, unknown> => {
    const [param, t, sign] = [form.get('param') ?? '', form.get('t') ?? '', form.get('sign') ?? ''];
    if (form.get('key') !== options.key || !sameSecret(sign, kuaidi100Sign(param, t, options.key, options.secret))) return no(503, '验证签名失败');
    if (!/^\d{13}$/.test(t) || Math.abs(Number(t) - now) > labelClockToleranceMs) return no(503, '请求时间戳超出允许范围');
    let fields: unknown;
    try {
      fields = JSON.parse(param);
    } catch {
      return no(400, 'param 不是合法的 JSON');
    }
    if (typeof fields !== 'object' || fields === null) return no(400, 'param 不是合法的 JSON');
    if (form.get('method') === 'order') return order(fields as Fields, now);
    if (form.get('method') === 'cancel') return cancel(fields as Fields, now);
    return no(400, '不支持的 method');
  };
}
