import { ownIds, scopeOf, type Actor } from '../../../kernel/actor.ts';
import { formatYuan } from '../../../kernel/money.ts';
import type { Runner } from '../../../kernel/query.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { SubjectAct, SubjectCard, SubjectKind } from '../../../regulation/subjects.ts';
import { customerNames } from './opportunities/queries.ts';
import { mayLook } from './scope.ts';
import { contractLife, opportunityLife, quoteLife, type ContractState, type QuoteState, type Stage } from './states.ts';

type On = { runner: Runner };
const uuids = (ids: readonly string[]): string[] => ids.filter((id) => /^[0-9a-f-]{36}$/i.test(id));

/** As conditions: own rows, rows of the teams, or all. Whoever may not look sees nothing. */
function sightOf(actor: Actor): { sellers: readonly string[] | null; teams: readonly string[] | null } {
  const scope = scopeOf(actor, mayLook);
  if (scope === 'all') return { sellers: null, teams: null };
  return scope === 'own' ? { sellers: ownIds(actor), teams: null } : { sellers: null, teams: scope === null ? [] : actor.teamIds };
}

interface Kind<R> {
  words: Words; name: string; select: string; from: string; alias: string;
  /** Whose seller and team decide who sees it, where it has none of its own. */ seller?: string;
  /** Null: it is found by the record that it belongs to. */ search: string | null;
  card: (row: R, whom: string | null, whole: boolean) => SubjectCard;
}

/** One kind: the same query for all, by a closed map of tables. */
function kindOf<R extends { id: string; customer_id: string | null }>(given: Kind<R>): SubjectKind {
  const seller = given.seller ?? given.alias;
  const sight = `($2::uuid[] is null or ${seller}.seller_id = any ($2)) and ($3::uuid[] is null or ${seller}.team_id = any ($3))`;
  return {
    words: given.words,
    async load(on: On, ids, { actor, whole }) {
      const { sellers, teams } = sightOf(actor);
      const { rows } = await on.runner.query<R & Record<string, unknown>>(`select ${given.select} from ${given.from} where ${given.alias}.id = any ($1::uuid[]) and ${sight}`, [uuids(ids), sellers, teams], `sales.${given.name}_cards`);
      const name = await customerNames(on, rows.map((r) => r.customer_id));
      return rows.map((r) => given.card(r, name(r.customer_id), whole !== undefined));
    },
    async find(on: On, q, { actor, limit }) {
      const asked = given.search === null ? null : searchQuery(q);
      if (asked === null) return [];
      const { sellers, teams } = sightOf(actor);
      const { rows } = await on.runner.query<{ id: string }>(`select ${given.alias}.id from ${given.from} where ${given.search} @@ $1::tsquery and ${sight} order by ${given.alias}.created_at desc limit $4`, [asked, sellers, teams, limit], `sales.find_${given.name}`);
      return rows.map((r) => r.id);
    },
  };
}
const open = (href: string, label: Words): SubjectAct => ({ key: 'open', label, primary: true, href });

export const opportunitySubject = kindOf<{ id: string; opportunity_no: string; title: string; stage: Stage; expected_fen: bigint | null; seller_name: string; customer_id: string | null }>({
  words: words('商机', 'Opportunity'), name: 'opportunity', alias: 'o', from: 'sales.opportunity o', search: 'o.search', select: 'o.id, o.opportunity_no, o.title, o.stage, o.expected_fen, o.seller_name, o.customer_id',
  card: (o, whom, whole) => ({
    id: o.id, number: o.opportunity_no, title: o.title, whom, href: `/sales/opportunities/${o.id}`,
    ...(whole ? { facts: [{ label: words('阶段', 'Stage'), value: opportunityLife.states[o.stage].zh }, { label: words('预计金额', 'Expected'), value: o.expected_fen === null ? '—' : formatYuan(o.expected_fen) }, { label: words('销售员', 'Seller'), value: o.seller_name }], acts: [open(`/sales/opportunities/${o.id}`, words('打开商机', 'Open the opportunity'))] } : {}),
  }),
});

export const quoteSubject = kindOf<{ id: string; quote_no: string; title: string; state: QuoteState; fen: bigint; discount_bp: number; seller_name: string; customer_id: string | null }>({
  words: words('报价单', 'Quote'), name: 'quote', alias: 'q', from: 'sales.quote q join sales.opportunity o on o.id = q.opportunity_id', search: 'o.search', select: 'q.id, q.quote_no, o.title, q.state, q.goods_fen + q.freight_fen as fen, q.discount_bp, q.seller_name, q.customer_id',
  card: (q, whom, whole) => ({
    id: q.id, number: q.quote_no, title: q.title, whom, href: `/sales/quotes/${q.id}`,
    ...(whole ? {
      facts: [{ label: words('状态', 'State'), value: quoteLife.states[q.state].zh }, { label: words('金额', 'Amount'), value: formatYuan(q.fen) }, { label: words('让价', 'Discount'), value: `${q.discount_bp / 100}%` }, { label: words('销售员', 'Seller'), value: q.seller_name }],
      acts: [open(`/sales/quotes/${q.id}`, q.state === 'accepted' ? words('拟定合同', 'Draft the contract') : words('打开报价', 'Open the quote'))],
    } : {}),
  }),
});

export const contractSubject = kindOf<{ id: string; contract_no: string; title: string; state: ContractState; total_fen: bigint; seller_name: string; customer_id: string | null; version: number }>({
  words: words('合同', 'Contract'), name: 'contract', alias: 'c', from: 'sales.contract c join sales.opportunity o on o.id = c.opportunity_id', search: 'c.search', select: 'c.id, c.contract_no, o.title, c.state, c.total_fen, c.seller_name, c.customer_id, c.version',
  card: (c, whom, whole) => ({
    id: c.id, number: c.contract_no, title: c.title, whom, href: `/sales/contracts/${c.id}`,
    ...(whole ? {
      facts: [{ label: words('状态', 'State'), value: contractLife.states[c.state].zh }, { label: words('总额', 'Total'), value: formatYuan(c.total_fen) }, { label: words('销售员', 'Seller'), value: c.seller_name }],
      acts: c.state === 'final' ? [{ key: 'send', label: words('发给客户', 'Send it'), primary: true, post: { path: `/contracts/${c.id}/sending`, body: { version: c.version } } }, { ...open(`/sales/contracts/${c.id}`, words('打开合同', 'Open the contract')), primary: false }]
        : [open(`/sales/contracts/${c.id}`, words('打开合同', 'Open the contract'))],
    } : {}),
  }),
});

/** What was shown to a customer, which samples of 2.2.2 look at: it stands on its opportunity. */
export const introductionSubject = kindOf<{ id: string; introduction_no: string; opportunity_id: string; title: string; customer_id: string | null }>({
  words: words('产品介绍', 'Introduction of products'), name: 'introduction', alias: 'i', seller: 'o', from: 'sales.introduction i join sales.opportunity o on o.id = i.opportunity_id', search: null,
  select: 'i.id, i.introduction_no, i.opportunity_id, o.title, o.customer_id',
  card: (i, whom, whole) => ({
    id: i.id, number: i.introduction_no, title: i.title, whom, href: `/sales/opportunities/${i.opportunity_id}`,
    ...(whole ? { acts: [open(`/sales/opportunities/${i.opportunity_id}`, words('打开商机', 'Open the opportunity'))] } : {}),
  }),
});

/** By the types that facts and obligations use. */
export const negotiationSubjects: Readonly<Record<string, SubjectKind>> = { introduction: introductionSubject, opportunity: opportunitySubject, quote: quoteSubject, contract: contractSubject };
