import { DAY, dayOf } from '../../kernel/clock.ts';
import { runVerb } from '../../kernel/verb.ts';
import { addWaybills } from '../../chapters/logistics/carriers/add-waybills.ts';
import { saveCarrier } from '../../chapters/logistics/carriers/save-carrier.ts';
import { saveRates } from '../../chapters/logistics/carriers/save-rates.ts';
import { chooseCarrier } from '../../chapters/logistics/transport/choose-carrier.ts';
import type { Actor } from '../../kernel/actor.ts';
import { approveChange, rejectChange } from '../../regulation/parameters/contract.ts';
import { refusedBy, through, type Tale } from './tale.ts';

type Decision = 'approve' | 'reject' | 'wait';
/** Changes of the rulebook's values: share of the story at which they are asked for, key, value, reason, and what became of them. */
const changes: readonly { at: number; key: string; value: number; reason: string; by: 'lead1' | 'servicelead'; decision: Decision; note: string | null }[] = [
  { at: 0.2, key: 'reviewWithin', value: 90, reason: '大促期间订单多，审单时限放宽到 90 分钟', by: 'lead1', decision: 'approve', note: '同意，观察一个月' },
  { at: 0.4, key: 'pickupWithin', value: 48, reason: '承运商周末不揽收，建议放宽', by: 'lead1', decision: 'reject', note: '客户等不了两天，请与承运商谈周末揽收' },
  { at: 0.65, key: 'shipNoticeWithin', value: 2, reason: '晚班人手不足，发货通知改为 2 小时内', by: 'servicelead', decision: 'approve', note: null },
  { at: 0.9, key: 'replenishReplyWithin', value: 6, reason: '供应商答复普遍需要大半天', by: 'lead1', decision: 'wait', note: null },
];

/** How the rulebook itself lives: values asked for, approved and refused; a gate that is overridden with a reason. */
export class Rules {
  readonly #tale: Tale;
  readonly #days: number;
  #asked = 0;
  #carrierId: string | null = null;
  #ends = 0;
  #overridden = 0;

  constructor(tale: Tale, days: number) {
    this.#tale = tale;
    this.#days = days;
  }

  async changes(n: number): Promise<void> {
    const { actors } = this.#tale.company;
    for (const change of changes.slice(this.#asked).filter((c) => c.at * this.#days <= n)) {
      this.#asked += 1;
      const { id } = (await through(this.#tale, 'regulation.propose-parameter-change', actors[change.by], { key: change.key }, { value: change.value, scopeType: null, scopeId: null, from: null, reason: change.reason })) as { id: string };
      if (change.decision === 'wait') continue;
      const { rows: [asked] } = await this.#tale.product.kernel.db.query<{ content_hash: string }>('select content_hash from regulation.approval where id = $1', [id]);
      await through(this.#tale, change.decision === 'approve' ? approveChange : rejectChange, actors.manager, { id }, { hash: asked!.content_hash, note: change.note });
    }
  }

  /** A carrier for heavy goods, whose agreement ends in the second half of the story. */
  async heavyCarrier(): Promise<void> {
    const { kernel } = this.#tale.product;
    const { actors } = this.#tale.company;
    this.#ends = kernel.clock.now() + Math.round(this.#days * 0.7) * DAY;
    const saved = await runVerb(kernel, saveCarrier, {
      id: null, version: null, code: 'debangkuaidi', name: '德邦快递', trackingCode: 'debangkuaidi', active: true, notifiedBy: 'file', product: null, payment: 'monthly', promiseDays: 4, phone: null, agreementUntil: dayOf(this.#ends),
    }, { actor: actors.manager });
    await runVerb(kernel, saveRates, { id: saved.id, version: 1, rates: [{ provinces: [], firstGrams: 3_000, firstFen: 1_300, stepGrams: 1_000, stepFen: 180 }] }, { actor: actors.manager });
    await runVerb(kernel, addWaybills, { id: saved.id, numbers: Array.from({ length: 200 }, (_, i) => `DPK${String(210_000_000_000 + i)}`) }, { actor: actors.logistics });
    this.#carrierId = saved.id;
  }

  /** Once a week a heavy parcel goes by that carrier; after its agreement has ended only with the logistics clerk's reason (5.1.2). */
  async chooseByHand(n: number): Promise<void> {
    if (n % 7 !== 3) return;
    const { kernel } = this.#tale.product;
    const { warehouse1, logistics } = this.#tale.company.actors;
    const { rows: [heavy] } = await kernel.db.query<{ id: string; version: number }>("select id, version from logistics.parcel where state = 'waiting' and carrier_id is not null order by expected_grams desc, id limit 1");
    if (!heavy) return;
    const choose = (actor: Actor, override: string | null) => runVerb(kernel, chooseCarrier, { id: heavy.id, version: heavy.version, carrierId: this.#carrierId! }, { actor, override });
    if (dayOf(kernel.clock.now()) <= dayOf(this.#ends)) {
      await choose(warehouse1, null);
      return;
    }
    await refusedBy(await this.#clause(), () => choose(warehouse1, null));
    if (this.#overridden >= 2) return;
    this.#overridden += 1;
    await choose(logistics, '续签协议已谈妥待盖章，大件只有这家能送');
  }

  async #clause(): Promise<string> {
    const clause = this.#tale.product.engine.compiled.gates.get('logistics.choose-carrier')?.[0]?.clause;
    if (!clause) throw new Error('no clause guards the choice of a carrier');
    return clause;
  }
}
