import { dayOf } from '../../../kernel/clock.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Runner } from '../../../kernel/query.ts';
import { warehousesById } from '../neighbours.ts';
import { db } from '../schema.ts';
import { readRuleBook } from './book.ts';
import type { CarrierRow, RuleRow, SenderRow } from './contract.ts';
import { proposeCarrier, type Proposal, type ToBeCarried } from './propose-carrier.ts';

/** Everything that settings show: carriers with rates and free numbers, rules in order of priority. */
export async function carriersAndRules(on: { runner: Runner }): Promise<{ carriers: CarrierRow[]; rules: RuleRow[]; senders: SenderRow[] }> {
  const [carriers, rules, rates, free, senders, warehouses] = await Promise.all([
    db(on).selectFrom('logistics.carrier').selectAll().orderBy('active', 'desc').orderBy('code').execute(),
    db(on).selectFrom('logistics.carrier_rule').selectAll().orderBy('priority').orderBy('id').execute(),
    db(on).selectFrom('logistics.rate').selectAll().orderBy('id').execute(),
    on.runner.query<{ carrier_id: string; n: number }>('select carrier_id, count(*)::int as n from logistics.waybill_pool where parcel_id is null group by 1', [], 'logistics.free_waybills'),
    db(on).selectFrom('logistics.sender').selectAll().execute(),
    warehousesById(on),
  ]);
  return {
    carriers: carriers.map((c) => ({
      id: c.id, code: c.code, name: c.name, trackingCode: c.tracking_code, active: c.active, notifiedBy: c.notified_by, product: c.product, payment: c.payment,
      promiseDays: c.promise_days, phone: c.phone, agreementUntil: c.agreement_until, version: c.version, updatedAt: c.updated_at,
      freeWaybills: free.rows.find((f) => f.carrier_id === c.id)?.n ?? 0,
      rates: rates.filter((r) => r.carrier_id === c.id).map((r) => ({
        provinces: r.provinces, firstGrams: r.first_grams, firstFen: Number(r.first_fen), stepGrams: r.step_grams, stepFen: Number(r.step_fen),
      })),
    })),
    rules: rules.map((r) => ({
      id: r.id, carrierId: r.carrier_id, priority: r.priority, provinces: r.provinces, aboveGrams: r.above_grams, upToGrams: r.up_to_grams, platforms: r.platforms,
      storeId: r.store_id, promiseDays: r.promise_days, note: r.note, version: r.version,
    })),
    senders: [...warehouses.values()].map((w) => {
      const sender = senders.find((x) => x.warehouse_id === w.id);
      return { warehouseId: w.id, warehouseName: w.name, name: sender?.name ?? null, phone: sender?.phone ?? null, version: sender?.version ?? null };
    }),
  };
}

export const tryRules = async (kernel: Kernel, parcel: ToBeCarried): Promise<Proposal> => proposeCarrier(await readRuleBook(kernel), parcel, dayOf(kernel.clock.now()));
