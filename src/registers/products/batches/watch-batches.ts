import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { DAY, dayOf } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { runVerb, verb } from '../../../kernel/verb.ts';
import { words } from '../../../kernel/words.ts';
import { batchExpired, batchExpiring, batchUsedUp } from '../facts.ts';

interface Batch { id: string; sku_id: string; code: string; batch_no: string; expires_on: string }
interface Found extends Batch { units: number }
const AT_ONCE = 500;

/** Batches with goods whose day lies before `day` and of which it was not told yet; marked as told. */
const tell = (tx: Tx, mark: 'expiring_told_at' | 'expired_told_at', day: string): Promise<Found[]> => tx.rows<Found & Record<string, unknown>>(`products.tell_${mark}`, `with found as (
    select b.id, (select sum(h.on_hand)::int from products.batch_stock h where h.batch_id = b.id) as units from products.batch b
    where b.expires_on < $2::date and b.${mark} is null and exists (select from products.batch_stock h where h.batch_id = b.id and h.on_hand > 0) order by b.expires_on, b.id limit ${AT_ONCE} for no key update of b)
  update products.batch b set ${mark} = to_timestamp($1::bigint / 1000.0) from found f, products.sku k where b.id = f.id and k.id = b.sku_id returning b.id, b.sku_id, k.code, b.batch_no, b.expires_on, f.units`, [tx.now, day]);

/**
 * Once for each batch: that it expires within `warnDays`, that it has expired, and, of those told, that nothing of it is left. Each opens or ends
 * a duty of clause 4.1.2.
 */
const tellOfBatches = verb({
  name: 'products.watch-batches',
  title: words('查看临期批次', 'Watch the batches'),
  may: {},
  input: z.strictObject({ warnDays: z.int().min(1) }),
  run: async (tx, { warnDays }) => {
    const today = dayOf(tx.now);
    const expired = await tell(tx, 'expired_told_at', today);
    const expiring = (await tell(tx, 'expiring_told_at', dayOf(tx.now + warnDays * DAY + DAY))).filter((f) => f.expires_on >= today);
    const gone = await tx.rows<Batch & Record<string, unknown>>('products.used_up', `update products.batch b set expiring_told_at = null, expired_told_at = null from products.sku k
      where k.id = b.sku_id and (b.expiring_told_at is not null or b.expired_told_at is not null) and not exists (select from products.batch_stock h where h.batch_id = b.id and h.on_hand > 0)
      returning b.id, b.sku_id, k.code, b.batch_no, b.expires_on`, []);
    const ref = (f: Batch) => ({ skuId: f.sku_id, code: f.code, batchNo: f.batch_no });
    const objects = (f: Batch) => ({ objects: [{ type: 'sku', id: f.sku_id }] });
    for (const f of expiring) tx.fact(batchExpiring, f.id, { ...ref(f), expiresOn: f.expires_on, units: f.units }, objects(f));
    for (const f of expired) tx.fact(batchExpired, f.id, { ...ref(f), expiresOn: f.expires_on, units: f.units }, objects(f));
    for (const f of gone) tx.fact(batchUsedUp, f.id, ref(f), objects(f));
    return { found: expired.length + expiring.length + gone.length };
  },
});

/** Tells of batches until nothing is left to tell. `warnDays`: parameter expiryWarning of clause 4.1.2. */
export async function watchBatches(kernel: Kernel, warnDays: number): Promise<number> {
  let told = 0;
  for (;;) {
    const { found } = await runVerb(kernel, tellOfBatches, { warnDays }, { actor: system('效期') });
    told += found;
    if (found === 0) return told;
  }
}
