import { HOUR, MINUTE, dayOf } from '../../kernel/clock.ts';
import type { StagedRow } from '../../kernel/imports/target.ts';
import type { ImportKind } from '../../kernel/imports/format.ts';
import type { DemoStore } from './company.ts';
import type { Good } from './goods.ts';
import type { Chance } from './random.ts';
import { appeal } from './seasons.ts';

const surnames = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜'];
const givens = ['安', '明', '晓', '子墨', '雨桐', '一诺', '浩然', '佳怡', '思远', '文静', '海', '梅', '家豪', '若曦', '晨', '立', '小满', '知秋', '春来', '可心'];
const places: readonly (readonly [province: string, city: string, district: string, weight: number])[] = [
  ['浙江省', '杭州市', '余杭区', 9], ['江苏省', '南京市', '建邺区', 8], ['上海市', '上海市', '浦东新区', 9], ['广东省', '广州市', '天河区', 9], ['广东省', '深圳市', '南山区', 8],
  ['北京市', '北京市', '朝阳区', 8], ['四川省', '成都市', '武侯区', 6], ['湖北省', '武汉市', '洪山区', 5], ['山东省', '济南市', '历下区', 5], ['河南省', '郑州市', '金水区', 5],
  ['福建省', '厦门市', '思明区', 4], ['湖南省', '长沙市', '岳麓区', 4], ['陕西省', '西安市', '雁塔区', 3], ['辽宁省', '沈阳市', '和平区', 3], ['重庆市', '重庆市', '渝北区', 4],
  ['云南省', '昆明市', '盘龙区', 2], ['新疆维吾尔自治区', '乌鲁木齐市', '天山区', 1], ['西藏自治区', '拉萨市', '城关区', 0.5],
];
const streets = ['文三路', '人民路', '中山路', '解放大道', '青年路', '滨河路', '学院路', '新华街', '和平里', '望江路'];
const wishes = ['请尽快发货', '送人的，麻烦包装好一点', '周末收货', '要不同颜色各一个', '请发顺丰', '放门口就好'];

interface Buyer { nick: string; name: string; phone: string; province: string; city: string; district: string; detail: string }

/** Buyers of the story: some come back. Names are put together by chance, phones lie in a made-up row of numbers. */
export function buyersOf(random: Chance, count: number): Buyer[] {
  return Array.from({ length: count }, (_, i) => {
    const [province, city, district] = random.weighted(places.map(([p, c, d, w]) => [[p, c, d] as const, w] as const));
    return {
      nick: `山客${String(10_000 + i)}`, name: `${random.pick(surnames)}${random.pick(givens)}`, phone: `199000${String(10_000 + i).padStart(5, '0')}`,
      province, city, district, detail: `${random.pick(streets)}${random.int(1, 400)}号${random.int(1, 30)}幢${random.int(101, 2_902)}室`,
    };
  });
}

const kindOf: Record<DemoStore['platform'], ImportKind> = { taobao: 'taobao-orders', jd: 'jd-orders', douyin: 'douyin-orders', pdd: 'pdd-orders' };

export interface DemoOrder { storeId: string; orderNo: string; platform: DemoStore['platform']; placedAt: number; payableFen: number; lines: { good: Good; quantity: number; amountFen: number }[]; paymentNo: string; rows: Omit<StagedRow, 'line'>[] }

/** One day's orders of a store: how many follows the weekday and the season, what is in them follows the goods' popularity. */
export function ordersOf(random: Chance, store: DemoStore, goods: readonly Good[], buyers: readonly Buyer[], count: number, from: number, serial: { n: number }): DemoOrder[] {
  const weighted = goods.map((g) => [g, appeal(g, from)] as const);
  const orders: DemoOrder[] = [];
  let last = buyers[0]!;
  for (let i = 0; i < count; i += 1) {
    serial.n += 1;
    // Some buyers think of one thing more right after the first order.
    const again = orders.length > 0 && random.yes(0.025);
    const buyer = again ? last : random.pick(buyers);
    last = buyer;
    const placedAt = from + random.int(0, 23) * HOUR + random.int(0, 59) * MINUTE;
    const day = dayOf(placedAt).replaceAll('-', '');
    const orderNo = store.platform === 'pdd' ? `${day.slice(2)}-${String(100_000_000_000_000 + serial.n * 7_919)}` : `${{ taobao: '27', jd: '31', douyin: '69' }[store.platform]}${day}${String(serial.n).padStart(8, '0')}`;
    const many = store.platform === 'pdd' ? 1 : random.weighted([[1, 70], [2, 20], [3, 8], [5, 2]]);
    const picked = new Map<string, { good: Good; quantity: number }>();
    for (let n = 0; n < many; n += 1) {
      const good = random.weighted(weighted);
      picked.set(good.code, { good, quantity: (picked.get(good.code)?.quantity ?? 0) + random.weighted([[1, 80], [2, 15], [4, 5]]) });
    }
    const cheap = random.yes(0.012);
    const lines = [...picked.values()].map(({ good, quantity }) => {
      const unit = cheap ? Math.round(good.priceFen * 0.6) : Math.round(good.priceFen * (random.yes(0.25) ? 0.9 : 1));
      return { good, quantity, unit, amountFen: unit * quantity };
    });
    const goodsFen = lines.reduce((sum, l) => sum + l.amountFen, 0);
    const freightFen = goodsFen < 5_900 ? 800 : 0;
    const payableFen = goodsFen + freightFen;
    const unknown = random.yes(0.006);
    const masked = random.yes(store.platform === 'taobao' ? 0.05 : 0.02);
    const receiver = {
      name: masked ? `${buyer.name.slice(0, 1)}**` : buyer.name, phone: masked ? `${buyer.phone.slice(0, 3)}****${buyer.phone.slice(7)}` : buyer.phone,
      province: buyer.province, city: buyer.city, district: random.yes(0.008) ? null : buyer.district, street: null, detail: masked ? `${buyer.detail.slice(0, 3)}****` : buyer.detail, postcode: null, masked,
    };
    const paidAt = placedAt + random.int(1, 8) * MINUTE;
    // Some of the JD shop's goods lie in the marketplace's own warehouse and have left when we hear of the order (ADR 0022).
    const outside = store.platform === 'jd' && placedAt < from + 12 * HOUR && random.yes(0.2);
    const paymentNo = `${day}2200${String(serial.n).padStart(10, '0')}`;
    const head = {
      platform: store.platform, orderNo, status: outside ? 'shipped' : 'paid', statusText: outside ? '等待确认收货' : '等待卖家发货', storeName: store.name, buyerNick: buyer.nick, receiver,
      createdAt: placedAt, paidAt, promisedShipBy: null, shippedAt: outside ? paidAt + HOUR : null, completedAt: null, goodsFen, freightFen, discountFen: 0, platformDiscountFen: 0, payableFen, paidFen: payableFen,
      refundFen: 0, paymentNo, paymentMethod: store.platform === 'taobao' ? '支付宝' : store.platform === 'jd' ? '微信支付' : '在线支付', buyerMessage: random.yes(0.03) ? random.pick(wishes) : null, sellerRemark: null,
      flag: null, closeReason: null, afterSalesText: null, carrierName: outside ? '京东物流' : null, waybillNo: outside ? `JDVA${String(10_000_000_000 + serial.n * 7_919)}` : null, quantityTotal: lines.reduce((n, l) => n + l.quantity, 0), line: null,
    };
    const rows: Omit<StagedRow, 'line'>[] = [];
    const lineOf = (l: (typeof lines)[number], n: number) => ({
      subOrderNo: store.platform === 'douyin' ? `${orderNo}${n}` : null, outerSku: unknown && n === 0 ? `OLD-${l.good.code}` : l.good.code, platformItemId: null, platformSkuId: null,
      title: l.good.title, spec: l.good.spec, quantity: l.quantity, unitPriceFen: l.unit, amountFen: l.amountFen, refundFen: null, refundStatusText: null,
    });
    if (store.platform === 'taobao') {
      rows.push({ kind: 'taobao-orders', key: orderNo, record: { ...head, lineKey: orderNo } });
      lines.forEach((l, n) => rows.push({ kind: 'taobao-items', key: orderNo, record: { platform: 'taobao', orderNo, statusText: head.statusText, line: lineOf(l, n), lineKey: `${orderNo}#${n}` } }));
    } else if (store.platform === 'douyin')
      lines.forEach((l, n) => rows.push({
        kind: 'douyin-orders', key: orderNo,
        record: { ...head, goodsFen: l.amountFen, freightFen: n === 0 ? freightFen : 0, payableFen: l.amountFen + (n === 0 ? freightFen : 0), paidFen: l.amountFen + (n === 0 ? freightFen : 0), line: lineOf(l, n), lineKey: `${orderNo}${n}` },
      }));
    else lines.forEach((l, n) => rows.push({ kind: kindOf[store.platform], key: orderNo, record: { ...head, line: lineOf(l, n), lineKey: `${orderNo}#${n}` } }));
    orders.push({ storeId: store.id, orderNo, platform: store.platform, placedAt, payableFen, lines, paymentNo, rows });
  }
  return orders.sort((a, b) => a.placedAt - b.placedAt);
}
