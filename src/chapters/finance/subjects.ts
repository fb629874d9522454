import { ownIds, scopeOf } from '../../kernel/actor.ts';
import { localText } from '../../kernel/clock.ts';
import { formatYuan } from '../../kernel/money.ts';
import { words } from '../../kernel/words.ts';
import type { SubjectCard, SubjectKind } from '../../regulation/subjects.ts';
import { mayReadMoney } from './policies.ts';
import { refundStates } from './refunds/contract.ts';
import { mayReadRefunds } from './refunds/list.ts';

interface InstalmentCard { id: string; order_id: string; order_no: string; contract_no: string; name: string; amount_fen: bigint; paid_fen: bigint; due_at: number }

/** Dated parts of contracts' orders: whoever looks after the customer collects them. */
export const instalmentSubject: SubjectKind = {
  words: words('分期应收', 'Instalment'),
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<InstalmentCard & Record<string, unknown>>(`select id, order_id, order_no, contract_no, name, amount_fen, paid_fen, due_at from finance.instalment
      where id = any ($1::uuid[]) and ($2 or seller_id = any ($3::uuid[]))`, [ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id)), scopeOf(actor, { ...mayReadMoney, 'team-lead': 'all' }) !== null, ownIds(actor)], 'finance.instalment_cards');
    return rows.map((r): SubjectCard => ({
      id: r.id, number: `${r.contract_no} ${r.name}`, title: formatYuan(r.amount_fen - r.paid_fen), whom: null, href: `/sales/orders/${r.order_id}`,
      ...(whole ? {
        facts: [{ label: words('订单', 'Order'), value: r.order_no }, { label: words('应收', 'Due'), value: formatYuan(r.amount_fen) }, { label: words('已收', 'Paid'), value: formatYuan(r.paid_fen) }, { label: words('到期', 'Due on'), value: localText(r.due_at) }],
        acts: [{ key: 'open', label: words('打开订单登记收款', 'Open the order'), primary: true, href: `/sales/orders/${r.order_id}` }],
      } : {}),
    }));
  },
};

interface RefundCard { id: string; refund_no: string; source_no: string; order_id: string; order_no: string; amount_fen: bigint; extra_fen: bigint; state: 'due' | 'paid' | 'void'; cleared_why: string | null; method: string | null }

/** Refunds as the cashier's work shows them. */
export const refundSubject: SubjectKind = {
  words: words('退款', 'Refund'),
  async load(on, ids, { actor, whole }) {
    if (scopeOf(actor, mayReadRefunds) === null) return [];
    const { rows } = await on.runner.query<RefundCard & Record<string, unknown>>(
      'select id, refund_no, source_no, order_id, order_no, amount_fen, extra_fen, state, cleared_why, method from finance.refund where id = any ($1::uuid[])', [ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id))], 'finance.refund_cards');
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.refund_no, title: `${formatYuan(r.amount_fen + r.extra_fen)} · ${r.order_no}`, whom: null, href: `/finance/refunds?q=${encodeURIComponent(r.refund_no)}`,
      ...(whole ? {
        facts: [
          { label: words('金额', 'Amount'), value: formatYuan(r.amount_fen + r.extra_fen) }, { label: words('状态', 'State'), value: refundStates[r.state].zh }, { label: words('依据', 'For'), value: r.source_no },
          { label: words('可支付的理由', 'Why it may be paid'), value: r.cleared_why ?? '—' }, { label: words('原支付方式', 'Paid by'), value: r.method ?? '—' },
        ],
        acts: [
          { key: 'pay', label: words('去支付', 'Pay it'), primary: true, href: `/finance/refunds?state=due&q=${encodeURIComponent(r.refund_no)}` },
          { key: 'order', label: words('打开订单', 'Open the order'), primary: false, href: `/sales/orders/${r.order_id}` },
        ],
      } : {}),
    }));
  },
};

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

/** Cheques: what waits to be banked. */
export const chequeSubject: SubjectKind = {
  words: words('支票', 'Cheque'),
  async load(on, ids, { actor, whole }) {
    if (scopeOf(actor, mayReadMoney) === null) return [];
    const { rows } = await on.runner.query<{ id: string; cheque_no: string; amount_fen: bigint; received_at: number; account: string; counterparty: string | null }>(
      `select c.id, c.cheque_no, r.amount_fen, c.received_at, a.name as account, r.counterparty from finance.cheque c join finance.receipt r on r.id = c.id join finance.payment_account a on a.id = r.account_id where c.id = any($1::uuid[])`,
      [ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id))], 'finance.cheque_cards');
    const href = (no: string): string => `/finance/cheques?q=${encodeURIComponent(no)}`;
    return rows.map((c): SubjectCard => ({
      id: c.id, number: c.cheque_no, title: `${formatYuan(c.amount_fen)} · ${c.account}`, whom: c.counterparty, href: href(c.cheque_no),
      ...(whole ? {
        facts: [{ label: words('金额', 'Amount'), value: formatYuan(c.amount_fen) }, { label: words('收到', 'Received'), value: localText(c.received_at) }, { label: words('送存账户', 'Account'), value: c.account }],
        acts: [{ key: 'open', label: words('去送存', 'Bank it'), primary: true, href: href(c.cheque_no) }],
      } : {}),
    }));
  },
};
