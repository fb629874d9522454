import type { Queryable } from '../db/pool.ts';
import { words, type Words } from '../words.ts';
import { GENESIS, linkHash, payloadHash, type ChainedFact } from './chain.ts';
import { factColumns, withObjects, type FactRow } from './chained-facts.ts';
import { erasuresIn, ERASED_FACT } from './erasure-record.ts';

/** What was found, at which place of the chain. `cut`: the chain ends before where it once ended; `rewritten`: it differs from an anchor. */
export interface ChainProblem {
  readonly kind: 'altered' | 'missing' | 'inserted' | 'reordered' | 'broken' | 'cut' | 'rewritten';
  readonly position: number;
  readonly factSeq: number | null;
  readonly says: Words;
}

export interface ChainReport {
  readonly sound: boolean;
  readonly positions: number;
  readonly erased: number;
  /** The first ones, by position; `count` is all of them. */
  readonly problems: readonly ChainProblem[];
  readonly count: number;
}

/** An anchor as far as the chain is compared with it. */
export interface AnchoredHead { readonly number: number; readonly toPosition: number; readonly head: string }

interface SealRow extends Record<string, unknown> { position: bigint; fact_seq: bigint; fact_id: string; payload_hash: Buffer; prev: Buffer; hash: Buffer; salt: Buffer | null }

const BATCH = 2_000;
const SEQS = 20_000;
const KEPT = 100;

/**
 * Reads the whole chain beside the log and the anchors and names everything that does not agree. `on` is the reports' connection or
 * any other that may read for long; `told` hears how far it has come.
 */
export async function verifyChain(on: Queryable, anchors: readonly AnchoredHead[] = [], told: (checked: number, total: number) => Promise<void> = async () => {}): Promise<ChainReport> {
  const found: ChainProblem[] = [];
  let count = 0;
  const note = (kind: ChainProblem['kind'], position: number, factSeq: number | null, says: Words): void => {
    count += 1;
    if (found.length < KEPT) found.push({ kind, position, factSeq, says });
  };
  const { rows: [head] } = await on.query<{ position: bigint; hash: Buffer; last: bigint | null; xid: string; seq: bigint; newest: bigint | null }>(
    `select h.position, h.hash, (select max(position) from kernel.seal) as last, s.xid::text, s.seq, (select max(seq) from kernel.fact) as newest
     from kernel.seal_head h, kernel.subscription s where s.name = 'seal'`);
  if (!head) throw new Error('the chain has no head');
  const claimed = Number(head.position);
  const erasures = await readErasures(on);
  const heads = new Map(anchors.map((a) => [a.toPosition, a]));
  const rewritten: AnchoredHead[] = [];
  let position = 0;
  let prev: Buffer = GENESIS;
  let erased = 0;
  for (;;) {
    const { rows: seals } = await on.query<SealRow>(
      `select s.position, s.fact_seq, s.fact_id, s.payload_hash, s.prev, s.hash, t.salt from kernel.seal s left join kernel.seal_salt t on t.fact_seq = s.fact_seq
       where s.position > $1 order by s.position limit ${BATCH}`, [position], 'kernel.seals_after');
    if (seals.length === 0) break;
    const facts = await factsOf(on, seals);
    for (const seal of seals) {
      const at = Number(seal.position);
      const seq = Number(seal.fact_seq);
      if (at !== position + 1) note('missing', position + 1, null, words(`第 ${position + 1}${at - 1 > position + 1 ? `–${at - 1}` : ''} 位的封印不见了`, `seals ${position + 1}–${at - 1} are gone`));
      else if (!seal.prev.equals(prev)) note('broken', at, seq, words(`第 ${at} 位与前一位接不上：两者的次序或内容被改过`, `position ${at} does not follow from the one before: their order or contents were changed`));
      const [fact, ...twins] = facts.get(seal.fact_seq) ?? [];
      if (twins.length > 0) note('inserted', at, seq, words(`第 ${at} 位的事实（序号 ${seq}）有 ${twins.length + 1} 份`, `the fact of position ${at} (number ${seq}) is there ${twins.length + 1} times`));
      if (!fact) note('missing', at, seq, words(`第 ${at} 位的事实（序号 ${seq}，${seal.fact_id}）被删除`, `the fact of position ${at} (number ${seq}, ${seal.fact_id}) was deleted`));
      else {
        const verdict = judge(seal, fact, erasures);
        if (verdict === 'erased') erased += 1;
        else if (verdict) note(verdict.kind, at, seq, verdict.says);
      }
      const anchor = heads.get(at);
      if (anchor && anchor.head !== seal.hash.toString('hex')) rewritten.push(anchor);
      position = at;
      prev = seal.hash;
    }
    await told(position, claimed);
  }
  if (position < claimed) note('cut', position + 1, null, words(`链在第 ${position} 位断尾：封印器已封到第 ${claimed} 位`, `the chain is cut after position ${position}: the sealer had come to ${claimed}`));
  else if (!head.hash.equals(prev)) note('broken', position, null, words('链首记录与最后一个封印不符', 'the head does not agree with the last seal'));
  const lost = anchors.filter((a) => a.toPosition > position).toSorted((a, b) => a.toPosition - b.toPosition)[0];
  if (lost) note('cut', position + 1, null, words(`链在第 ${position} 位断尾：第 ${lost.number} 号锚点证明曾到第 ${lost.toPosition} 位`, `the chain is cut after position ${position}: anchor ${lost.number} proves that it went to ${lost.toPosition}`));
  const first = rewritten.toSorted((a, b) => a.toPosition - b.toPosition)[0];
  if (first) note('rewritten', first.toPosition, null, words(`链在第 ${first.toPosition} 位或之前被整体重写：与第 ${first.number} 号锚点不符`, `the chain was rewritten at or before position ${first.toPosition}: anchor ${first.number} says otherwise`));
  for (let from = 0n; head.newest !== null && from < head.newest; from += BigInt(SEQS)) {
    // What stands at or before the sealer's cursor without a seal came in past it.
    const { rows } = await on.query<{ seq: bigint; id: string; before: bigint | null }>(
      `select f.seq, f.id, (select max(p.position) from kernel.seal p where p.fact_seq < f.seq) as before from kernel.fact f left join kernel.seal s on s.fact_seq = f.seq
       where f.seq > $1 and f.seq <= $2 and s.fact_seq is null and (f.xid, f.seq) <= ($3::xid8, $4) order by f.seq`, [from, from + BigInt(SEQS), head.xid, head.seq], 'kernel.unsealed_between');
    for (const row of rows) note('inserted', Number(row.before ?? 0n) + 1, Number(row.seq), words(`事实（序号 ${row.seq}，${row.id}）不在链上：事后插入`, `the fact ${row.seq} (${row.id}) is not in the chain: it was inserted later`));
  }
  return { sound: count === 0, positions: position, erased, problems: found.toSorted((a, b) => a.position - b.position), count };
}

/** Facts by the numbers of the seals; by number alone, so that a changed time does not hide one. */
async function factsOf(on: Queryable, seals: readonly SealRow[]): Promise<Map<bigint, ChainedFact[]>> {
  const { rows } = await on.query<FactRow>(`select ${factColumns} from kernel.fact f where f.seq = any($1::bigint[])`, [seals.map((s) => s.fact_seq)], 'kernel.facts_by_seq');
  return Map.groupBy(await withObjects(on, rows), (f) => BigInt(f.seq));
}

function judge(seal: SealRow, fact: ChainedFact, erasures: ReadonlyMap<number, string>): 'erased' | { kind: ChainProblem['kind']; says: Words } | null {
  const at = Number(seal.position);
  const link = linkHash(at, seal.prev, seal.payload_hash, fact).equals(seal.hash);
  if (fact.id !== seal.fact_id) return { kind: 'reordered', says: words(`第 ${at} 位应是事实 ${seal.fact_id}，现为 ${fact.id}：次序被调换`, `position ${at} is of fact ${seal.fact_id}, and ${fact.id} stands there: the order was changed`) };
  if (!link) return { kind: 'altered', says: words(`第 ${at} 位的事实（${fact.type}，${fact.id}）被改：时间、行为人、种类、对象或封印与原来不同`, `the fact of position ${at} (${fact.type}, ${fact.id}) was altered: its time, actor, kind, objects or seal differ`) };
  if (seal.salt === null) return { kind: 'altered', says: words(`第 ${at} 位的盐值不见了，内容无从核对`, `the salt of position ${at} is gone: its content cannot be checked`) };
  const now = payloadHash(seal.salt, fact);
  if (now.equals(seal.payload_hash)) return null;
  if (erasures.get(fact.seq) === now.toString('hex')) return 'erased';
  return { kind: 'altered', says: words(`第 ${at} 位的事实（${fact.type}，${fact.id}）的内容或行为人姓名被改`, `the content or the actor's name of the fact at position ${at} (${fact.type}, ${fact.id}) was altered`) };
}

/** What erasures left of facts, by number; the latest counts. They stand in the chain themselves and are checked there. */
async function readErasures(on: Queryable): Promise<Map<number, string>> {
  const { rows } = await on.query<{ payload: unknown }>('select f.payload from kernel.fact f join kernel.seal s on s.fact_seq = f.seq where f.type = $1 order by s.position', [ERASED_FACT], 'kernel.erasures');
  return erasuresIn(rows.map((r) => r.payload));
}
