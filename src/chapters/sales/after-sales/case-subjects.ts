import { localText } from '../../../kernel/clock.ts';
import { searchQuery } from '../../../kernel/search.ts';
import { words, type Words } from '../../../kernel/words.ts';
import type { SubjectCard, SubjectKind } from '../../../regulation/subjects.ts';
import { complaintStates, severities, type ComplaintState, type Severity } from './contract-complaints.ts';
import { feedbackStates, type FeedbackState } from './contract-feedback.ts';
import { mayReadReturns } from './load-return.ts';
import { teamsSeen, uuids } from './subjects.ts';

const opens = (href: string, label: Words): SubjectCard['acts'] => [{ key: 'open', label, primary: true, href }];

/** Complaints as lists of work and search show them. */
export const complaintSubject: SubjectKind = {
  words: words('投诉', 'Complaint'),
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<{ id: string; complaint_no: string; about: string; state: ComplaintState; severity: Severity; received_at: number; order_no: string | null }>(`select c.id, c.complaint_no, left(c.about, 60) as about, c.state, c.severity, c.received_at, o.order_no
      from sales.complaint c left join sales."order" o on o.id = c.order_id where c.id = any ($1::uuid[]) and ($2::uuid[] is null or c.order_id is null or c.team_id = any ($2))`, [uuids(ids), teamsSeen(actor, mayReadReturns)], 'sales.complaint_cards');
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.complaint_no, title: r.about, whom: null, href: `/sales/complaints/${r.id}`,
      ...(whole ? {
        facts: [{ label: words('状态', 'State'), value: complaintStates[r.state].zh }, { label: words('程度', 'Severity'), value: severities[r.severity].zh }, { label: words('订单', 'Order'), value: r.order_no ?? '—' }, { label: words('收到', 'Received'), value: localText(r.received_at).slice(0, 16) }],
        acts: opens(`/sales/complaints/${r.id}`, words('打开投诉', 'Open the complaint')),
      } : {}),
    }));
  },
  async find(on, q, { actor, limit }) {
    const asked = searchQuery(q);
    if (asked === null) return [];
    return (await on.runner.query<{ id: string }>('select id from sales.complaint where search @@ $1::tsquery and ($2::uuid[] is null or order_id is null or team_id = any ($2)) order by received_at desc limit $3', [asked, teamsSeen(actor, mayReadReturns), limit], 'sales.find_complaints')).rows.map((r) => r.id);
  },
};

/** Feedback, and the help that other posts are asked for. */
export const feedbackSubject: SubjectKind = {
  words: words('反馈', 'Feedback'),
  async load(on, ids, { actor, whole }) {
    const { rows } = await on.runner.query<{ id: string; feedback_no: string; words: string; state: FeedbackState; received_at: number }>(`select id, feedback_no, left(words, 60) as words, state, received_at from sales.feedback
      where id = any ($1::uuid[]) and ($2::uuid[] is null or order_id is null or team_id = any ($2))`, [uuids(ids), teamsSeen(actor, mayReadReturns)], 'sales.feedback_cards');
    return rows.map((r): SubjectCard => ({
      id: r.id, number: r.feedback_no, title: r.words, whom: null, href: `/sales/feedback/${r.id}`,
      ...(whole ? { facts: [{ label: words('状态', 'State'), value: feedbackStates[r.state].zh }, { label: words('收到', 'Received'), value: localText(r.received_at).slice(0, 16) }], acts: opens(`/sales/feedback/${r.id}`, words('去回应', 'Answer it')) } : {}),
    }));
  },
};

export const feedbackTaskSubject: SubjectKind = {
  words: words('协办', 'Help asked for'),
  async load(on, ids, { whole }) {
    const { rows } = await on.runner.query<{ id: string; feedback_id: string; feedback_no: string; ask: string }>('select t.id, t.feedback_id, f.feedback_no, left(t.ask, 60) as ask from sales.feedback_task t join sales.feedback f on f.id = t.feedback_id where t.id = any ($1::uuid[])', [uuids(ids)], 'sales.task_cards');
    return rows.map((r): SubjectCard => ({ id: r.id, number: r.feedback_no, title: r.ask, whom: null, href: `/sales/feedback/${r.feedback_id}`, ...(whole ? { facts: [{ label: words('要求', 'Asked'), value: r.ask }], acts: opens(`/sales/feedback/${r.feedback_id}`, words('去办理', 'Do it')) } : {}) }));
  },
};

/** What was agreed so that a complaint does not come again: a case of its own with the complaint's number. */
export const complaintActionCards: SubjectKind['load'] = async (on, ids, { actor, whole }) => {
  const { rows } = await on.runner.query<{ id: string; complaint_id: string; complaint_no: string; what: string; owner_name: string }>(`select a.id, a.complaint_id, c.complaint_no, left(a.what, 60) as what, a.owner_name
    from sales.complaint_action a join sales.complaint c on c.id = a.complaint_id where a.id = any ($1::uuid[]) and ($2::uuid[] is null or c.order_id is null or c.team_id = any ($2))`, [uuids(ids), teamsSeen(actor, mayReadReturns)], 'sales.complaint_action_cards');
  return rows.map((r): SubjectCard => ({
    id: r.id, number: r.complaint_no, title: r.what, whom: null, href: `/sales/complaints/${r.complaint_id}`,
    ...(whole ? { facts: [{ label: words('措施', 'Action'), value: r.what }, { label: words('责任人', 'Owner'), value: r.owner_name }], acts: opens(`/sales/complaints/${r.complaint_id}`, words('打开投诉', 'Open the complaint')) } : {}),
  }));
};
