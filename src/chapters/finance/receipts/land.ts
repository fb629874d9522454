import { dayOf } from '../../../kernel/clock.ts';
import { searchColumn } from '../../../kernel/search.ts';
import type { Tx } from '../../../kernel/tx.ts';
import { words } from '../../../kernel/words.ts';
import { receiptRecorded } from '../facts.ts';
import { moneyAccount } from '../ledger/accounts.ts';
import { postEntries, type NewEntry } from '../ledger/post.ts';
import type { Provider, ReceiptKind, ReceiptState } from '../schema.ts';
import type { PaymentAccount } from './accounts.ts';
import { moved, type Landing } from './bill-rows.ts';
import { pairBills, type PairRow } from './pair-bills.ts';

export interface Landed { id: string; landing: Landing; state: ReceiptState }

const keyOf = (l: Pick<Landing, 'provider' | 'bill' | 'movementNo' | 'part'>): string => `${l.provider}|${l.bill}|${l.movementNo}|${l.part}`;

/**
 * Writes movements that are not known yet, decides which of them count, and books those: what came in stands on 2241 (unexplained) until it
 * is matched or explained. Withdrawals move money between our own accounts and are never income. The caller holds the account's lock.
 */
export async function landReceipts(tx: Tx, account: PaymentAccount, billId: string | null, landings: readonly Landing[]): Promise<Landed[]> {
  if (landings.length === 0) return [];
  const fresh = landings.map((landing) => ({ id: tx.newId(), landing }));
  const counted = fresh.filter(({ landing }) => moved(landing.status));
  const pairs = await pairing(tx, account, counted);
  const rows = fresh.map(({ id, landing }) => {
    const verdict = pairs.verdicts.get(id);
    const state: ReceiptState = verdict === undefined ? 'void' : verdict.is === 'linked' ? 'linked' : verdict.is === 'suspect' ? 'suspect' : firstState(landing.kind, landing.amountFen);
    return { id, landing, state, sameAs: verdict?.is === 'linked' ? verdict.to : null, suspectOf: verdict?.is === 'suspect' ? verdict.of : null };
  });
  await insertReceipts(tx, account, billId, rows);
  await clearSuspects(tx, pairs.cleared);
  await bookReceipts(tx, account, rows);
  return rows.map(({ id, landing, state }) => ({ id, landing, state }));
}

const firstState = (kind: ReceiptKind, amountFen: bigint): ReceiptState => (kind === 'withdrawal' || amountFen === 0n ? 'explained' : 'open');

interface KnownRow { id: string; bill: PairRow['bill']; kind: ReceiptKind; amount_fen: bigint; suspect: boolean; twinned: boolean; nos: string[] }

async function pairing(tx: Tx, account: PaymentAccount, counted: readonly { id: string; landing: Landing }[]): Promise<ReturnType<typeof pairBills>> {
  const numbers = [...new Set(counted.flatMap(({ landing }) => landing.linkNos))];
  const known = await tx.rows<KnownRow & Record<string, unknown>>('finance.rows_to_pair', `select r.id, r.bill, r.kind, r.amount_fen, r.state = 'suspect' as suspect,
      exists (select from finance.receipt t where t.same_as = r.id) as twinned,
      (select array_agg(n.no) from finance.receipt_ref n where n.receipt_id = r.id and n.role = 'link') as nos
    from finance.receipt r where r.account_id = $2 and r.state not in ('linked', 'void')
      and r.id in (select f.receipt_id from finance.receipt_ref f where f.no = any ($1::text[]) and f.role = 'link') order by r.occurred_at, r.id`, [numbers, account.id]);
  return pairBills(
    counted.toSorted((a, b) => a.landing.occurredAt - b.landing.occurredAt).map(({ id, landing: l }) => ({ id, bill: l.bill, kind: l.kind, amountFen: l.amountFen, linkNos: l.linkNos, suspect: false, twinned: false })),
    known.map((k) => ({ id: k.id, bill: k.bill, kind: k.kind, amountFen: k.amount_fen, linkNos: k.nos, suspect: k.suspect, twinned: k.twinned })));
}

type Row = Landed & { sameAs: string | null; suspectOf: string | null };

async function insertReceipts(tx: Tx, account: PaymentAccount, billId: string | null, rows: readonly Row[]): Promise<void> {
  const written = rows.map(({ id, landing: l, state, sameAs, suspectOf }) => ({
    id, provider: l.provider, bill: l.bill, movement_no: l.movementNo, part: l.part, trade_no: l.tradeNo, merchant_order_no: l.merchantOrderNo, kind: l.kind, kind_text: l.kindText,
    method: l.method, status: l.status, amount_fen: Number(l.amountFen), balance_fen: l.balanceFen === null ? null : Number(l.balanceFen), at: l.occurredAt, customer_id: l.customerId,
    counterparty: l.counterparty, subject: l.subject, remark: l.remark, state, explained: state === 'explained' ? Number(l.amountFen) : 0, same_as: sameAs, suspect_of: suspectOf,
    tokens: searchColumn({ numbers: [l.tradeNo, l.movementNo, l.merchantOrderNo, ...l.hints], names: [l.counterparty, l.subject] }),
  }));
  await tx.rows('finance.insert_receipts', `insert into finance.receipt (id, account_id, bill_id, provider, bill, movement_no, part, trade_no, merchant_order_no, kind, kind_text, method, status,
      amount_fen, balance_fen, occurred_at, customer_id, counterparty, subject, remark, state, explained_fen, same_as, suspect_of, recorded_by, recorded_by_person, recorded_by_name, search,
      created_at, updated_at)
    select r.id, $2, $3, r.provider, r.bill, r.movement_no, r.part, r.trade_no, r.merchant_order_no, r.kind, r.kind_text, r.method, r.status, r.amount_fen, r.balance_fen,
      to_timestamp(r.at / 1000.0), r.customer_id, r.counterparty, r.subject, r.remark, r.state, r.explained, r.same_as, r.suspect_of, $4, $5, $6,
      array_to_tsvector(string_to_array(r.tokens, ' ')), to_timestamp($7 / 1000.0), to_timestamp($7 / 1000.0)
    from jsonb_to_recordset($1::jsonb) as r(id uuid, provider text, bill text, movement_no text, part text, trade_no text, merchant_order_no text, kind text, kind_text text, method text,
      status text, amount_fen bigint, balance_fen bigint, at bigint, customer_id uuid, counterparty text, subject text, remark text, state text, explained bigint, same_as uuid,
      suspect_of uuid, tokens text)`,
    [JSON.stringify(written), account.id, billId, tx.actor.id, tx.actor.personId, tx.actor.name, tx.now]);
  const explained = written.filter((w) => w.explained !== 0).map((w) => ({ id: tx.newId(), receipt_id: w.id, amount: w.explained }));
  const refs = rows.flatMap(({ id, landing: l }) => [
    ...l.linkNos.map((no) => ({ receipt_id: id, role: 'link', no })), ...l.tradeNos.map((no) => ({ receipt_id: id, role: 'trade', no })),
    ...(l.merchantOrderNo ? [{ receipt_id: id, role: 'merchant', no: l.merchantOrderNo }] : []), ...l.hints.map((no) => ({ receipt_id: id, role: 'hint', no })),
  ]);
  await Promise.all([
    tx.rows('finance.insert_refs', `insert into finance.receipt_ref (receipt_id, role, no)
      select r.receipt_id, r.role, r.no from jsonb_to_recordset($1::jsonb) as r(receipt_id uuid, role text, no text) on conflict do nothing`, [JSON.stringify(refs)]),
    explained.length > 0 && tx.rows('finance.explain_withdrawals', `insert into finance.explanation (id, receipt_id, amount_fen, reason, by_id, by_name, at)
      select x.id, x.receipt_id, x.amount, 'withdrawal', $2, $3, to_timestamp($4 / 1000.0) from jsonb_to_recordset($1::jsonb) as x(id uuid, receipt_id uuid, amount bigint)`,
      [JSON.stringify(explained), tx.actor.id, tx.actor.name, tx.now]),
  ]);
}

async function clearSuspects(tx: Tx, cleared: ReadonlyMap<string, string>): Promise<void> {
  if (cleared.size === 0) return;
  await tx.rows('finance.clear_suspects', `update finance.receipt r set state = 'linked', same_as = c.to_id, suspect_of = null, open_why = null, version = r.version + 1
    from jsonb_to_recordset($1::jsonb) as c(id uuid, to_id uuid) where r.id = c.id`, [JSON.stringify([...cleared].map(([id, to]) => ({ id, to_id: to })))]);
}

const what: Record<ReceiptKind, [string, string]> = {
  payment: ['收款', 'Receipt'], refund: ['退款支出', 'Refund paid'], fee: ['手续费', 'Fee'], withdrawal: ['提现', 'Withdrawal'], transfer: ['转账', 'Transfer'], other: ['其他收支', 'Other movement'],
};

/** Entries and facts of movements that count. Fees and withdrawals speak for themselves and open no duty. */
export async function bookReceipts(tx: Tx, account: PaymentAccount, rows: readonly Landed[]): Promise<void> {
  const counting = rows.filter(({ state }) => state === 'open' || state === 'explained');
  await postEntries(tx, counting.map(({ id, landing: l }): NewEntry => ({
    at: Math.min(l.occurredAt, tx.now), kind: l.kind === 'fee' ? 'fee' : l.kind === 'refund' ? 'refund' : l.kind === 'withdrawal' ? 'withdrawal' : 'receipt',
    what: words(`${what[l.kind][0]} ${l.tradeNo}（${account.name}）`, `${what[l.kind][1]} ${l.tradeNo} (${account.name})`),
    sourceKey: `receipt:${id}`, source: { type: 'receipt', id }, channel: null, storeId: account.storeIds.length === 1 ? account.storeIds[0]! : null,
    // A cheque is not money at the bank before the bank has paid it.
    postings: [{ account: l.method === 'cheque' && l.bill === 'hand' ? 'cheques' : moneyAccount[account.provider as Provider], amountFen: l.amountFen }, { account: l.kind === 'withdrawal' ? 'bank' : 'unexplained', amountFen: -l.amountFen }],
  })));
  for (const { id, landing: l, state } of counting)
    if (state === 'open' && l.kind !== 'fee')
      tx.fact(receiptRecorded, id, { accountId: account.id, provider: l.provider, tradeNo: l.tradeNo, amountFen: Number(l.amountFen), kind: l.kind, byHand: l.bill === 'hand' },
        { objects: [{ type: 'period', id: dayOf(l.occurredAt).slice(0, 7) }] });
}

/** Which of the movements are known already, with what was told of them. */
export async function knownMovements(on: { runner: Tx['runner'] }, landings: readonly Landing[]): Promise<Map<string, { id: string; status: string; amountFen: bigint; accountId: string }>> {
  const { rows } = await on.runner.query<{ id: string; provider: Provider; bill: Landing['bill']; movement_no: string; part: 'main' | 'fee'; status: string; amount_fen: bigint; account_id: string }>(
    `select r.id, r.provider, r.bill, r.movement_no, r.part, r.status, r.amount_fen, r.account_id from finance.receipt r
     join unnest($1::text[], $2::text[], $3::text[]) as k(provider, bill, movement_no) using (provider, bill, movement_no)`,
    [landings.map((l) => l.provider), landings.map((l) => l.bill), landings.map((l) => l.movementNo)], 'finance.known_movements');
  return new Map(rows.map((r) => [keyOf({ provider: r.provider, bill: r.bill, movementNo: r.movement_no, part: r.part }), { id: r.id, status: r.status, amountFen: r.amount_fen, accountId: r.account_id }]));
}

export { keyOf as movementKey };
