import { scopeOf, type Actor, type Policy } from '../../../kernel/actor.ts';
import { localText } from '../../../kernel/clock.ts';
import { formatYuan } from '../../../kernel/money.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words } from '../../../kernel/words.ts';
import type { SubjectCard, SubjectKind } from '../../../regulation/subjects.ts';
import { returnStates, returnTypes, type ReturnState, type ReturnType } from './contract-words.ts';
import { mayReadReturns } from './load-return.ts';

export const uuids = (ids: readonly string[]): string[] => ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id));
/** Null: every team; otherwise only these. */
export function teamsSeen(actor: Actor, may: Policy): readonly string[] | null {
  const scope = scopeOf(actor, may);
  if (scope === null) return [];
  return scope === 'all' ? null : actor.teamIds;
}

interface Row { id: string; return_no: string; order_no: string; type: ReturnType; state: ReturnState; refund_fen: bigint; reason: string; requested_at: number; goods: string | null; refund_no: string | null }

/** Returns as lists of work and search show them. */
export const returnSubject: SubjectKind = {
  words: words('退换单', 'Return'),
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<Row & Record<string, unknown>>(`select r.id, r.return_no, o.order_no, r.type, r.state, r.refund_fen, n.zh as reason, r.requested_at,
        (select string_agg(l.title || ' × ' || x.quantity, '；' order by l.position) from sales.return_line x join sales.order_line l on l.id = x.order_line_id where x.return_id = r.id) as goods
      from sales.return r join sales."order" o on o.id = r.order_id join sales.return_reason n on n.key = r.reason where r.id = any ($1::uuid[]) and ($2::uuid[] is null or r.team_id = any ($2))`, [uuids(ids), teamsSeen(actor, mayReadReturns)], 'sales.return_cards');
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.return_no, title: `${returnTypes[r.type].zh}：${r.goods ?? ''}`, whom: null, href: `/sales/returns/${r.id}`,
      ...(whole ? {
        facts: [
          { label: words('状态', 'State'), value: returnStates[r.state].zh }, { label: words('订单', 'Order'), value: r.order_no }, { label: words('原因', 'Reason'), value: r.reason },
          { label: words('应退', 'Refund'), value: formatYuan(r.refund_fen) }, { label: words('申请时间', 'Asked'), value: localText(r.requested_at).slice(0, 16) },
        ],
        acts: whole.control === 'refunded-in-time' && r.state === 'to-pay'
          ? [{ key: 'pay', label: words('去退款', 'Pay it'), primary: true, href: `/finance/refunds?q=${encodeURIComponent(r.return_no)}` }, { key: 'open', label: words('打开退换单', 'Open the return'), primary: false, href: `/sales/returns/${r.id}` }]
          : [{ key: 'open', label: words('打开退换单', 'Open the return'), primary: true, href: `/sales/returns/${r.id}` }],
      } : {}),
    }));
  },
  async find(on, q, { actor, limit }) {
    const asked = searchQuery(q);
    if (asked === null) return [];
    const { rows } = await on.runner.query<{ id: string }>('select r.id from sales.return r where r.search @@ $1::tsquery and ($2::uuid[] is null or r.team_id = any ($2)) order by r.requested_at desc, r.id desc limit $3',
      [asked, teamsSeen(actor, mayReadReturns), limit], 'sales.find_returns');
    return rows.map((r) => r.id);
  },
};
