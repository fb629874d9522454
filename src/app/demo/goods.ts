import { DAY, dayOf } from '../../kernel/clock.ts';
import type { Chance } from './random.ts';

/** An article of the demo company; every SKU of it differs by one spec. Money in yuan, weight in grams. */
interface Article { code: string; title: string; category: string; brand: string; price: number; cost: number; grams: number; specs: readonly string[] }

const article = (code: string, title: string, category: string, price: number, cost: number, grams: number, ...specs: string[]): Article =>
  ({ code, title, category, brand: '山海优品', price, cost, grams, specs: specs.length ? specs : ['标准装'] });

/** Household, kitchen, tea and paper goods. Plausible, and nobody's. */
export const articles: readonly Article[] = [
  article('CUP350', '不锈钢保温杯 350ml', '水杯', 79, 32, 320, '雪白', '墨绿', '浅粉'),
  article('CUP500', '运动保温杯 500ml', '水杯', 99, 41, 410, '黑色', '蓝色'),
  article('GLS300', '双层玻璃杯 300ml', '水杯', 49, 17, 360, '单只', '两只装'),
  article('THM1L', '家用保温壶 1L', '水杯', 139, 58, 880, '米白', '雾灰'),
  article('PAN24', '不粘平底锅 24cm', '厨具', 129, 55, 1150, '燃气款', '电磁通用'),
  article('PAN28', '不粘炒锅 28cm', '厨具', 189, 82, 1680, '燃气款', '电磁通用'),
  article('POT20', '珐琅汤锅 20cm', '厨具', 269, 121, 2600, '酒红', '深蓝'),
  article('KNF3', '家用刀具三件套', '厨具', 119, 49, 900),
  article('CHB40', '竹木砧板', '厨具', 69, 26, 1300, '中号', '大号'),
  article('BWL4', '陶瓷饭碗四只装', '餐具', 59, 22, 1100, '素白', '青花'),
  article('PLT4', '陶瓷餐盘四只装', '餐具', 79, 31, 1500, '素白', '青花'),
  article('CHP10', '合金筷子十双装', '餐具', 29, 9, 260),
  article('SPN6', '不锈钢勺六支装', '餐具', 25, 8, 240),
  article('TEAGR', '明前绿茶 125g', '茶叶', 128, 52, 200, '罐装', '礼盒'),
  article('TEABL', '红茶 150g', '茶叶', 98, 39, 230, '罐装', '礼盒'),
  article('TEAWH', '白茶饼 300g', '茶叶', 168, 70, 360),
  article('TEAJM', '茉莉花茶 200g', '茶叶', 68, 25, 260),
  article('TPOT', '紫陶茶壶', '茶具', 158, 66, 520, '朱泥', '段泥'),
  article('TSET6', '功夫茶具六件', '茶具', 199, 88, 1900, '白瓷', '青瓷'),
  article('TTRY', '竹制茶盘', '茶具', 119, 48, 1500, '小号', '大号'),
  article('TWL5', '纯棉毛巾五条装', '家纺', 59, 24, 480, '素色', '条纹'),
  article('BTW2', '浴巾两条装', '家纺', 89, 37, 760, '白色', '灰色'),
  article('PLW1', '记忆棉枕', '家纺', 139, 57, 1300, '低枕', '高枕'),
  article('BED4', '纯棉四件套', '家纺', 329, 150, 2700, '1.5米床', '1.8米床'),
  article('BLK1', '夏凉被', '家纺', 169, 72, 1400, '150×200', '200×230'),
  article('RUG60', '浴室防滑垫', '家居', 39, 13, 520, '灰色', '蓝色'),
  article('BOX3', '衣物收纳箱三只装', '收纳', 99, 42, 2300, '透明', '灰色'),
  article('HNG20', '无痕衣架二十只', '收纳', 35, 12, 700, '白色', '混色'),
  article('BSK2', '桌面收纳篮两只装', '收纳', 32, 11, 420),
  article('LMP1', '护眼台灯', '灯具', 159, 68, 1200, '白色', '黑色'),
  article('NGT2', '感应夜灯两只装', '灯具', 45, 16, 180),
  article('NTB5', '横线笔记本五本装', '文具', 29, 9, 900, 'A5', 'B5'),
  article('PEN12', '中性笔十二支', '文具', 22, 7, 160, '黑色', '蓝色'),
  article('FLD20', '文件夹二十只', '文具', 26, 9, 650),
  article('TAPE6', '封箱胶带六卷', '文具', 34, 12, 900),
  article('UMB1', '全自动雨伞', '日用', 69, 26, 420, '黑色', '藏青', '酒红'),
  article('CLN3', '厨房清洁湿巾三包', '清洁', 27, 9, 780),
  article('DTG2', '洗衣液 2kg', '清洁', 39, 15, 2150, '薰衣草', '无香'),
  article('MOP1', '平板拖把套装', '清洁', 89, 36, 1700),
  article('TRB5', '加厚垃圾袋五卷', '清洁', 19, 6, 600),
];

export interface Good { code: string; spu: string; title: string; spec: string; priceFen: number; costFen: number; floorFen: number; grams: number; barcode: string; /** Sold how often, relative. */ popularity: number; /** Days that it keeps: such goods are kept by batches. */ keeps: number | null }

/** Tea keeps two years, and is not sold with less than two months left. */
export const [TEA_KEEPS, TEA_LEAST] = [720, 60];

/** All SKUs, with a popularity that falls off quickly: few sell much, many sell little. */
export function goodsOf(random: Chance): Good[] {
  const goods: Good[] = [];
  for (const a of articles)
    a.specs.forEach((spec, i) => {
      goods.push({
        code: `${a.code}-${String(i + 1).padStart(2, '0')}`, spu: a.code, title: a.title, spec, priceFen: a.price * 100, costFen: a.cost * 100,
        floorFen: Math.round(a.price * 100 * 0.7), grams: a.grams, barcode: `2${String(goods.length + 1).padStart(11, '0')}0`, popularity: 1 / (1 + random.int(0, 30)), keeps: a.category === '茶叶' ? TEA_KEEPS : null,
      });
    });
  return goods;
}

/** What came of goods that keep: one batch, made `age` days before it came, named by article and day. */
export function batchOf(good: Good, quantity: number, at: number, age = 20): { batches: { batchNo: string; quantity: number; producedOn: string }[] } | Record<string, never> {
  if (good.keeps === null) return {};
  const producedOn = dayOf(at - age * DAY);
  return { batches: [{ batchNo: `${good.spu}-${producedOn.replaceAll('-', '')}`, quantity, producedOn }] };
}
