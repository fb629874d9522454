import { posts } from '../../kernel/posts.ts';
import { words } from '../../kernel/words.ts';
import { correctiveLife, type ActionRow } from '../corrective/action.ts';
import type { WorkDetail, WorkItem } from './contract.ts';
import { endOfDay } from './counts.ts';

/** The next step of a corrective action, in its owner's work list. */
export const correctiveItem = (a: ActionRow, now: number): WorkItem => ({
  id: a.id, kind: 'obligation', title: words(`纠正措施：${correctiveLife.states[a.state].zh}`, `Corrective action: ${correctiveLife.states[a.state].en}`), clause: a.clause,
  subject: { type: 'corrective-action', id: a.id, number: a.action_no, title: a.why.zh, href: `/corrective/${a.id}` }, whom: null, owner: a.owner_staff && a.owner_name ? { id: a.owner_staff, name: a.owner_name } : null,
  post: posts[a.owner_post],
  state: 'pending', openedAt: a.opened_at, dueAt: a.due_at, breachAt: a.due_at, remainingMs: null, provisional: false,
  group: a.due_at === null ? 'waiting' : a.due_at < now ? 'overdue' : a.due_at < endOfDay(now) ? 'today' : 'later',
});

export const correctiveDetail = (a: ActionRow, now: number): WorkDetail => ({
  item: correctiveItem(a, now), sentence: words(a.why.zh, a.why.en), explanation: [],
  facts: [{ label: words('责任', 'Owner'), value: a.owner_name ?? posts[a.owner_post] }, { label: words('第几轮', 'Round'), value: String(a.round) }],
  acts: [{ key: 'open', label: words('打开', 'Open'), primary: true, post: null, href: `/corrective/${a.id}`, confirm: null, refused: null }],
});
