import type { Actor } from '../../kernel/actor.ts';
import { personOf } from '../../kernel/actor.ts';
import { posts, type Post } from '../../kernel/posts.ts';
import type { Runner } from '../../kernel/query.ts';
import { words } from '../../kernel/words.ts';
import type { Attest } from '../clause.ts';
import type { Parts } from '../parts.ts';
import type { WorkDetail, WorkItem } from './contract.ts';

type On = { runner: Runner };

/** Samples of one control that wait for a person: one item with their number, not one each. `id` is the oldest of them. */
export interface WaitingSamples { id: string; clause: string; control: string; by_post: Post; n: number; oldest: number; second: number; disputed: number }

/** What this person may check: his posts' samples, never of his own work, and no second look at what he looked at first. By the index of what waits. */
export async function waitingSamples(on: On, actor: Actor): Promise<WaitingSamples[]> {
  if (actor.id === null || actor.kind === 'system') return [];
  const { rows } = await on.runner.query<WaitingSamples & Record<string, unknown>>(
    `select (array_agg(id order by occurred_at, id))[1] as id, clause, control, by_post, count(*)::int as n, min(occurred_at) as oldest, count(*) filter (where state = 'second-look')::int as second,
       count(*) filter (where disputed_by is not null)::int as disputed
     from regulation.sample_check where state in ('waiting', 'second-look') and by_post = any($1::text[]) and (done_by is null or done_by <> all($2::uuid[]))
       and not (state = 'second-look' and checked_person is not null and (checked_person = $3 or checked_by = any($2::uuid[])))
     group by clause, control, by_post order by min(occurred_at)`,
    [actor.posts, [personOf(actor), ...(actor.onBehalfOf ? [actor.onBehalfOf] : [])], actor.personId ?? personOf(actor)], 'regulation.samples_waiting');
  return rows;
}

const attestIn = (parts: Parts, row: WaitingSamples): Attest | null => {
  const control = parts.rulebook.find((c) => c.id === row.clause)?.controls.find((c) => c.id === row.control);
  return control?.kind === 'attest' ? control : null;
};

export function sampleItem(parts: Parts, row: WaitingSamples): WorkItem {
  const title = attestIn(parts, row)?.title ?? words(row.control, row.control);
  return {
    id: row.id, kind: 'sample', group: 'today', title: words(`抽查：${title.zh}（${row.n} 件）`, `Check samples: ${title.en} (${row.n})`), clause: row.clause,
    subject: { type: 'sample', id: row.id, number: '', title: null, href: `/samples?clause=${encodeURIComponent(row.clause)}&control=${encodeURIComponent(row.control)}&state=waiting,second-look&mine=true` },
    whom: null, owner: null, post: posts[row.by_post], state: 'pending', openedAt: row.oldest, dueAt: null, breachAt: null, remainingMs: null, provisional: false,
  };
}

/** What is to be looked at, by which list, and how many of them are second looks. */
export function sampleDetail(parts: Parts, row: WaitingSamples): WorkDetail {
  const control = attestIn(parts, row);
  const item = sampleItem(parts, row);
  return {
    item, sentence: words(`随机抽取 ${row.n} 件，请逐件按清单检查`, `${row.n} drawn at random: check each against the list`), explanation: [],
    facts: [
      { label: words('检查岗位', 'Checked by'), value: posts[row.by_post] },
      ...(control?.checks ?? []).map((check, i) => ({ label: words(`检查项 ${i + 1}`, `Point ${i + 1}`), value: check })),
      ...(row.second > 0 ? [{ label: words('其中复核', 'Second looks'), value: String(row.second) }] : []),
      ...(row.disputed > 0 ? [{ label: words('其中有异议', 'Disputed'), value: String(row.disputed) }] : []),
    ],
    acts: [{ key: 'open', label: words('去检查', 'Check them'), primary: true, post: null, href: item.subject.href, confirm: null, refused: null }],
  };
}
