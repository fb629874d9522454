import { createSafeFetch, type SafeFetch } from '../../../kernel/net/safe-fetch.ts';
import type { ShipNotice } from '../carrier-gateway.ts';
import { startCourierTwin, type CourierTwin, type CourierTwinOptions } from '../twin/courier-twin.ts';
import type { FateShares } from '../twin/journey.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
/** 2026-11-24 10:00 in Shanghai. */
export const tuesday = Date.UTC(2026, 10, 24, 2);

export const secrets = { key: 'key-of-the-test', customer: 'CUSTOMER-OF-THE-TEST', salt: 'salt-of-the-test', secret: 'secret-of-the-test' };

export const all = (fate: keyof FateShares | 'plain'): FateShares => ({ late: 0, stuck: 0, refused: 0, returned: 0, lost: 0, ...(fate === 'plain' ? {} : { [fate]: 1 }) });

export const hangzhou = { province: '浙江省', city: '杭州市', district: '滨江区' };
export const chengdu = { province: '四川省', city: '成都市', district: '武侯区' };

/** Closes in the reverse order of opening. */
export const open: (() => Promise<unknown>)[] = [];
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

export async function twinAt(now: number, options: Partial<CourierTwinOptions> = {}): Promise<{ twin: CourierTwin; clock: { at: number; now(): number }; fetch: SafeFetch }> {
  const clock = { at: now, now: () => clock.at };
  const twin = await startCourierTwin({ clock, ...secrets, shares: all('plain'), ...options });
  open.push(() => twin.stop());
  const fetch = createSafeFetch({ allow: [new URL(twin.url).host] });
  open.push(() => fetch.close());
  return { twin, clock, fetch };
}

export const notice = (changes: Partial<ShipNotice> = {}): ShipNotice => ({
  shipmentNo: 'DN-20261124-0001', orderNo: 'SO-20261124-0001', carrier: 'yuantong', payment: 'monthly',
  sender: { name: '发货仓', phone: '0571-88880000', company: '示例公司', ...hangzhou, street: '江南大道1号' },
  receiver: { name: '收件示例', phone: '13800000001', ...chengdu, street: '人民南路1号' },
  goods: '女装', pieces: 1, weightGrams: 1_250, ...changes,
});
