import { DAY, dayOf } from '../../kernel/clock.ts';
import { runVerb } from '../../kernel/verb.ts';
import { cancelPurchase, movePurchaseDay } from '../../chapters/logistics/purchasing/change-purchase.ts';
import { inspectGoods } from '../../chapters/logistics/purchasing/inspect-goods.ts';
import { sendGoodsBack } from '../../chapters/logistics/purchasing/send-back.ts';
import { placePurchase } from '../../chapters/logistics/purchasing/place-purchase.ts';
import { requestGoods } from '../../chapters/logistics/purchasing/purchase-requests.ts';
import { saveSupplier } from '../../chapters/logistics/purchasing/save-supplier.ts';
import { batchOf } from './goods.ts';
import type { Plot, Plots } from './plots.ts';
import { askWaiver, sign } from './signing.ts';
import type { Tale } from './tale.ts';

export interface Wanted { skuId: string; warehouseId: string; quantity: number; costFen: number }
/** How a delivery goes: as promised; some of it bad and one too many; after its day; on another day that was told; never, so that another supplier is asked; late for a reason that is accepted. */
type How = 'kept' | 'part-bad' | 'late' | 'moved' | 'cancelled' | 'excused';
const ways: readonly How[] = ['kept', 'part-bad', 'excused', 'late', 'kept', 'moved', 'kept', 'cancelled'];
const suppliers = [
  { code: 'GY01', name: '示例器皿厂', contact: '严厂长', phone: '0571-88000011', leadDays: 2 }, { code: 'GY02', name: '示例日用品商行', contact: '魏经理', phone: '0757-88000012', leadDays: 3 }, { code: 'GY03', name: '示例包装材料厂', contact: '金主任', phone: '0512-88000013', leadDays: 4 },
] as const;

/** Purchasing: what is short or wanted for a contract is ordered from suppliers, who keep their day or do not, and is inspected when it comes. */
export class Buying {
  readonly #tale: Tale;
  readonly #plots: Plots;
  #suppliers: string[] = [];
  #placed = 0;

  constructor(tale: Tale, plots: Plots) {
    this.#tale = tale;
    this.#plots = plots;
  }

  async begin(): Promise<void> {
    for (const s of suppliers)
      this.#suppliers.push((await runVerb(this.#tale.product.kernel, saveSupplier, { id: null, version: null, ...s, note: null, active: true }, { actor: this.#tale.company.actors.buyer1 })).id);
  }

  /** Goods for a contract: the seller asks for them, purchasing orders them on the next working day. */
  async *forContract(wanted: Wanted, note: string): Plot {
    await runVerb(this.#tale.product.kernel, requestGoods, { skuId: wanted.skuId, warehouseId: wanted.warehouseId, quantity: wanted.quantity, note }, { actor: this.#tale.company.actors.operator });
    yield this.#plots.workday(0, 16);
    yield* this.purchase(wanted, 'kept');
  }

  /** What customers' orders lack: ordered now, and the customers' dates hang on it. */
  order(wanted: Wanted): void {
    this.#placed += 1;
    this.#plots.begin(this.#tale.clock.now(), this.purchase(wanted, ways[(this.#placed - 1) % ways.length]!));
  }

  async *purchase(wanted: Wanted, how: How): Plot {
    const { kernel } = this.#tale.product;
    const { buyer1, warehouse2, manager } = this.#tale.company.actors;
    const index = how === 'kept' ? 0 : how === 'cancelled' ? 2 : 1;
    const good = this.#tale.goods.find((g) => this.#tale.skuIds.get(g.code) === wanted.skuId)!;
    const id = await this.#place(wanted, index, how === 'cancelled' ? 3 : 2);
    const version = async (): Promise<number> => (await kernel.db.query<{ version: number }>('select version from logistics.purchase_order where id = $1', [id])).rows[0]!.version;
    const line = (await kernel.db.query<{ id: string }>('select id from logistics.purchase_order_line where order_id = $1', [id])).rows[0]!.id;
    const inspect = async (accepted: number, more: { rejected?: number; surplus?: number; defect?: string } = {}): Promise<void> => {
      await runVerb(kernel, inspectGoods, { id, version: await version(), note: null, final: false, lines: [{ lineId: line, accepted, rejected: 0, surplus: 0, defect: null, ...more, ...(accepted > 0 ? batchOf(good, accepted, kernel.clock.now()) : {}) }] }, { actor: warehouse2 });
    };
    if (how === 'cancelled') {
      yield this.#plots.after(1_500);
      await runVerb(kernel, cancelPurchase, { id, version: await version(), reason: '供应商停产，改向另一家订货' }, { actor: buyer1 });
      yield* this.purchase(wanted, 'kept');
      return;
    }
    if (how === 'moved') {
      yield this.#plots.after(1_400);
      await runVerb(kernel, movePurchaseDay, { id, version: await version(), expectedOn: dayOf(kernel.clock.now() + 3 * DAY), reason: '供应商缺料，改到三天后' }, { actor: buyer1 });
      yield this.#tale.clock.now() + 3 * DAY;
      await inspect(wanted.quantity);
      return;
    }
    if (how === 'excused') {
      yield this.#plots.after(2_000);
      const asked = await askWaiver(this.#tale, 'supplier-on-time', id, buyer1, '台风停运，高速封闭，供应商已提前书面告知');
      yield this.#plots.after(150);
      if (asked) await sign(this.#tale, asked, manager, true, '属不可抗力，同意');
    }
    yield this.#tale.clock.now() + (how === 'late' ? 4 : how === 'excused' ? 2 : 1.9) * DAY;
    if (how !== 'part-bad') return void (await inspect(wanted.quantity));
    const bad = Math.min(3, wanted.quantity - 1);
    await inspect(wanted.quantity - bad, { rejected: bad, surplus: 1, defect: '杯盖开裂、彩盒受潮' });
    yield this.#tale.clock.now() + 2 * DAY;
    await inspect(bad);
    // The carrier that brings the good ones takes the bad ones and the one too many along.
    await runVerb(kernel, sendGoodsBack, { id, version: await version(), carrier: '示例快运', waybillNo: `TG${String(this.#placed).padStart(8, '0')}`, reason: '杯盖开裂、彩盒受潮', lines: [{ lineId: line, rejected: bad + 1, fromStock: 0 }] }, { actor: warehouse2 });
  }

  async #place(wanted: Wanted, supplier: number, days: number): Promise<string> {
    const { kernel } = this.#tale.product;
    return (await runVerb(kernel, placePurchase, {
      supplierId: this.#suppliers[supplier]!, warehouseId: wanted.warehouseId, expectedOn: dayOf(kernel.clock.now() + days * DAY), note: null, lines: [{ skuId: wanted.skuId, quantity: wanted.quantity, unitPriceFen: wanted.costFen }],
    }, { actor: this.#tale.company.actors.buyer1 })).id;
  }
}
