import { scopeOf, type Actor } from '../../kernel/actor.ts';
import { localText } from '../../kernel/clock.ts';
import { formatYuan } from '../../kernel/money.ts';
import { maskName } from '../../kernel/privacy.ts';
import { searchQuery } from '../../kernel/search.ts';
import { words } from '../../kernel/words.ts';
import type { SubjectAct, SubjectCard, SubjectKind } from '../../regulation/subjects.ts';
import { addressesById } from '../../registers/customers/index.ts';
import { complaintSubject, feedbackSubject, feedbackTaskSubject } from './after-sales/case-subjects.ts';
import { returnSubject } from './after-sales/subjects.ts';
import { leadSubject } from './leads/subjects.ts';
import { researchSubject, researchTaskSubject } from './research/research-reads.ts';
import { negotiationSubjects } from './negotiation/subjects.ts';
import { amendedFieldWords, effectWords } from './orders/amendments/contract.ts';
import { amendmentStateWords, orderStateWords } from './orders/contract.ts';
import { mayRead } from './orders/order-list.ts';
import { orderProcess } from './orders/order-process.ts';
import type { OrderState } from './orders/states.ts';

/** Null: every team; otherwise only these. */
function teamsSeen(actor: Actor): readonly string[] | null {
  const scope = scopeOf(actor, mayRead);
  if (scope === null) return [];
  return scope === 'all' ? null : actor.teamIds;
}

const uuids = (ids: readonly string[]): string[] => ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id));
const day = (at: number): string => localText(at).slice(0, 16);

interface OrderCard { id: string; order_no: string; outside_no: string | null; state: OrderState; address_id: string | null; payable_fen: bigint; placed_at: number; titles: string | null; findings: string | null; version: number }

/** Orders as lists of work and search show them. */
export const orderSubject: SubjectKind = {
  words: words('订单', 'Order'),
  process: orderProcess,
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<OrderCard & Record<string, unknown>>(
      `select o.id, o.order_no, o.outside_no, o.state, o.address_id, o.payable_fen, o.placed_at, o.version,
         (select string_agg(l.title || ' × ' || l.quantity, '；' order by l.position) from sales.order_line l where l.order_id = o.id and l.quantity > 0 and l.position <= 3) as titles,
         (select string_agg(f.detail_zh, '；' order by f.weight, f.rule) from sales.review_finding f where f.order_id = o.id and f.decided_at is null) as findings
       from sales."order" o where o.id = any ($1::uuid[]) and ($2::uuid[] is null or o.team_id = any ($2))`, [uuids(ids), teamsSeen(actor)], 'sales.order_cards');
    const people = await addressesById(on, rows.flatMap((r) => r.address_id ?? []));
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.order_no, title: r.titles, whom: maskName(r.address_id === null ? null : (people.get(r.address_id)?.name ?? null)), href: `/sales/orders/${r.id}`,
      ...(whole ? {
        facts: [
          { label: words('状态', 'State'), value: orderStateWords[r.state].zh }, { label: words('金额', 'Amount'), value: formatYuan(r.payable_fen) },
          { label: words('平台单号', 'Outside number'), value: r.outside_no ?? '—' }, { label: words('下单时间', 'Ordered'), value: day(r.placed_at) },
          { label: words('审单结果', 'Review'), value: r.findings ?? '—' },
        ],
        acts: orderActs(r),
      } : {}),
    }));
  },
  async find(on, q, { actor, limit }) {
    const asked = searchQuery(q);
    if (asked === null) return [];
    const { rows } = await on.runner.query<{ id: string }>(`select o.id from sales."order" o where o.search @@ $1::tsquery and ($2::uuid[] is null or o.team_id = any ($2))
      order by o.placed_at desc, o.id desc limit $3`, [asked, teamsSeen(actor), limit], 'sales.find_orders');
    return rows.map((r) => r.id);
  },
};

function orderActs(o: OrderCard): SubjectAct[] {
  const open: SubjectAct = { key: 'open', label: words('打开订单', 'Open the order'), primary: false, href: `/sales/orders/${o.id}` };
  if (o.state === 'held' || o.state === 'to-review')
    return [{ key: 'release', label: words('放行', 'Release'), primary: true, post: { path: `/orders/${o.id}/release`, body: { version: o.version } } }, open];
  return [{ ...open, primary: true }];
}

interface ShortageCard { id: string; shortage_no: string; sku_code: string; quantity: number; filled: number; order_no: string; state: string; expected_at: number | null; promised_at: number | null; telling_at: number | null; address_id: string | null; version: number }

/** By short message where that way is open; else the person tells the customer in the marketplace and says so. */
const tellAct = (r: ShortageCard, sms: boolean): SubjectAct => ({
  key: 'tell', label: sms ? words('短信告知预计时间', 'Tell by short message') : words('已在平台告知预计时间', 'Told in the marketplace'), primary: true,
  post: { path: `/shortages/${r.id}/notice`, body: { version: r.version, promisedAt: r.expected_at, channel: sms ? 'sms' : 'platform-chat' } },
});

/** Shortages: the buyer answers, the seller tells the customer. */
export const shortageSubject: SubjectKind = {
  words: words('缺货', 'Shortage'),
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<ShortageCard & Record<string, unknown>>(
      `select s.id, s.shortage_no, s.sku_code, s.quantity, s.filled, o.order_no, s.state, s.expected_at, s.promised_at, s.telling_at, o.address_id, s.version
       from sales.shortage s join sales."order" o on o.id = s.order_id where s.id = any ($1::uuid[]) and ($2::uuid[] is null or s.team_id = any ($2))`, [uuids(ids), teamsSeen(actor)], 'sales.shortage_cards');
    const people = await addressesById(on, rows.flatMap((r) => r.address_id ?? []));
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.shortage_no, title: `${r.sku_code} × ${r.quantity - r.filled}`, whom: maskName(r.address_id === null ? null : (people.get(r.address_id)?.name ?? null)), href: `/sales/shortages?q=${encodeURIComponent(r.order_no)}`,
      ...(whole ? {
        facts: [
          { label: words('订单', 'Order'), value: r.order_no }, { label: words('缺', 'Missing'), value: String(r.quantity - r.filled) },
          { label: words('预计到货', 'Expected'), value: r.expected_at === null ? '—' : day(r.expected_at) }, { label: words('已承诺', 'Promised'), value: r.promised_at === null ? '—' : day(r.promised_at) },
        ],
        acts: [
          ...(r.expected_at !== null && r.promised_at === null && r.telling_at === null ? [tellAct(r, on.channels?.has('sms/shortage-notice') ?? false)] : []),
          { key: 'open', label: words('打开缺货列表', 'Open the shortages'), primary: r.expected_at === null || r.promised_at !== null, href: `/sales/shortages?q=${encodeURIComponent(r.order_no)}` },
        ],
      } : {}),
    }));
  },
};

interface AmendmentCard { id: string; amendment_no: string; version_no: number; state: keyof typeof amendmentStateWords; order_id: string; order_no: string; reason: string; effect_bp: number; before_fen: bigint; after_fen: bigint }

/** Changes of orders, for those who sign them. */
export const amendmentSubject: SubjectKind = {
  words: words('订单变更', 'Change of an order'),
  approved: {
    ...amendedFieldWords, ...effectWords, fields: words('变更内容', 'What changes'), effects: words('影响', 'What it does'), effectBasisPoints: words('影响程度', 'What it costs'), versionNo: words('订单版本', 'Version of the order'), after: words('变更后', 'Afterwards'),
    shipBy: words('承诺发货', 'Promised to ship'), goodsFen: words('商品金额', 'Goods'), lines: words('商品', 'Goods'),
  },
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<AmendmentCard & Record<string, unknown>>(
      `select a.id, a.amendment_no, a.version_no, a.state, a.order_id, o.order_no, a.reason, a.effect_bp, (a.before ->> 'payableFen')::bigint as before_fen, (a.after ->> 'payableFen')::bigint as after_fen
       from sales.amendment a join sales."order" o on o.id = a.order_id where a.id = any ($1::uuid[]) and ($2::uuid[] is null or o.team_id = any ($2))`, [uuids(ids), teamsSeen(actor)], 'sales.amendment_cards');
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.amendment_no, title: `${r.order_no} · ${formatYuan(r.before_fen)} → ${formatYuan(r.after_fen)}`, whom: null, href: `/sales/orders/${r.order_id}`,
      ...(whole ? {
        facts: [
          { label: words('订单', 'Order'), value: r.order_no }, { label: words('状态', 'State'), value: amendmentStateWords[r.state].zh }, { label: words('版本', 'Version'), value: String(r.version_no) },
          { label: words('原因', 'Reason'), value: r.reason }, { label: words('影响', 'What it costs'), value: `${r.effect_bp / 100}%` }, { label: words('应付', 'Payable'), value: `${formatYuan(r.before_fen)} → ${formatYuan(r.after_fen)}` },
        ],
        acts: [{ key: 'open', label: words('打开订单对照', 'Compare on the order'), primary: true, href: `/sales/orders/${r.order_id}` }],
      } : {}),
    }));
  },
};

/** By the types that facts and obligations use. */
export const subjects: Readonly<Record<string, SubjectKind>> = { order: orderSubject, amendment: amendmentSubject, shortage: shortageSubject, return: returnSubject, complaint: complaintSubject, feedback: feedbackSubject, 'feedback-task': feedbackTaskSubject, lead: leadSubject, 'research-report': researchSubject, 'research-task': researchTaskSubject, ...negotiationSubjects };
