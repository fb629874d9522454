import type { Tx } from '../../../kernel/tx.ts';
import type { ReceiptKind, Provider } from '../schema.ts';
import type { PaymentAccount } from './accounts.ts';
import { bookReceipts, type Landed } from './land.ts';
import { judgeAgain } from './pair-bills.ts';
import type { Landing } from './bill-rows.ts';

interface SuspectRow {
  id: string; of_id: string; amount_fen: bigint; of_amount: bigint; twinned: boolean; provider: Provider; bill: Landing['bill']; movement_no: string; trade_no: string; kind: ReceiptKind;
  kind_text: string; occurred_at: number; part: 'main' | 'fee';
}

const columns = `r.id, r.suspect_of as of_id, r.amount_fen, o.amount_fen as of_amount, r.provider, r.bill, r.movement_no, r.part, r.trade_no, r.kind, r.kind_text, r.occurred_at,
  exists (select from finance.receipt t where t.same_as = o.id) as twinned`;

/** After a bill is in whole: suspects that its other rows have cleared (see pair-bills.ts). The caller holds the account's lock. */
export async function settleSuspects(tx: Tx, account: PaymentAccount): Promise<void> {
  const rows = await tx.rows<SuspectRow & Record<string, unknown>>('finance.suspects', `select ${columns} from finance.receipt r join finance.receipt o on o.id = r.suspect_of
    where r.account_id = $1 and r.state = 'suspect' order by r.id for no key update of r`, [account.id]);
  const linked: { id: string; to: string }[] = [];
  const counting: SuspectRow[] = [];
  for (const [ofId, own] of Map.groupBy(rows, (r) => r.of_id)) {
    const verdict = judgeAgain({ of: { id: ofId, amountFen: own[0]!.of_amount, twinned: own[0]!.twinned }, rows: own.map((r) => ({ id: r.id, amountFen: r.amount_fen })) });
    if (verdict === 'linked') linked.push(...own.map((r) => ({ id: r.id, to: ofId })));
    if (verdict === 'counts') counting.push(...own);
  }
  await linkSuspects(tx, linked);
  await countSuspects(tx, account, counting);
}

export async function linkSuspects(tx: Tx, linked: readonly { id: string; to: string }[]): Promise<void> {
  if (linked.length === 0) return;
  await tx.rows('finance.link_suspects', `update finance.receipt r set state = 'linked', same_as = l.to_id, suspect_of = null, open_why = null, version = r.version + 1,
      updated_at = to_timestamp($2 / 1000.0) from jsonb_to_recordset($1::jsonb) as l(id uuid, to_id uuid) where r.id = l.id`, [JSON.stringify(linked.map((l) => ({ id: l.id, to_id: l.to }))), tx.now]);
}

/** They are movements of their own after all: they are booked and can be matched. */
export async function countSuspects(tx: Tx, account: PaymentAccount, rows: readonly Pick<SuspectRow, 'id' | 'amount_fen' | 'provider' | 'bill' | 'movement_no' | 'trade_no' | 'kind' | 'kind_text' | 'occurred_at' | 'part'>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.rows('finance.count_suspects', `update finance.receipt set state = 'open', suspect_of = null, open_why = null, version = version + 1, updated_at = to_timestamp($2 / 1000.0)
    where id = any ($1::uuid[])`, [rows.map((r) => r.id), tx.now]);
  await bookReceipts(tx, account, rows.map((r): Landed => ({
    id: r.id, state: 'open',
    landing: {
      provider: r.provider, bill: r.bill, movementNo: r.movement_no, part: r.part, tradeNo: r.trade_no, merchantOrderNo: null, linkNos: [], tradeNos: [], hints: [], kind: r.kind,
      kindText: r.kind_text, method: null, status: 'success', amountFen: r.amount_fen, balanceFen: null, occurredAt: r.occurred_at, customerId: null, counterparty: null, subject: null, remark: null,
    },
  })));
}
