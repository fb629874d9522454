import { scopeOf } from '../../kernel/actor.ts';
import { localText } from '../../kernel/clock.ts';
import { formatYuan } from '../../kernel/money.ts';
import { words } from '../../kernel/words.ts';
import type { SubjectCard, SubjectKind } from '../../regulation/subjects.ts';
import { mayReadMoney } from './policies.ts';

interface Row { id: string; trade_no: string; amount_fen: bigint; open_fen: bigint; occurred_at: number; account: string; counterparty: string | null }

/** Receipts as lists of work and search show them. */
export const receiptSubject: SubjectKind = {
  words: words('收款', 'Receipt'),
  async load(on, ids, { actor, whole }) {
    if (scopeOf(actor, mayReadMoney) === null) return [];
    const { rows } = await on.runner.query<Row & Record<string, unknown>>(
      `select r.id, r.trade_no, r.amount_fen, r.amount_fen - r.matched_fen - r.explained_fen as open_fen, r.occurred_at, a.name as account, r.counterparty from finance.receipt r join finance.payment_account a on a.id = r.account_id where r.id = any($1::uuid[])`,
      [ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id))], 'finance.receipt_cards');
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.trade_no, title: `${formatYuan(r.amount_fen)} · ${r.account}`, whom: r.counterparty, href: `/finance/receipts?q=${encodeURIComponent(r.trade_no)}`,
      ...(whole ? {
        facts: [
          { label: words('金额', 'Amount'), value: formatYuan(r.amount_fen) }, { label: words('待核对', 'Open'), value: formatYuan(r.open_fen) },
          { label: words('时间', 'When'), value: localText(r.occurred_at) }, { label: words('账户', 'Account'), value: r.account },
        ],
        acts: [{ key: 'open', label: words('去核对', 'Match it'), primary: true, href: `/finance/receipts?q=${encodeURIComponent(r.trade_no)}` }],
      } : {}),
    }));
  },
};
