import type { Kernel } from '../../../kernel/kernel.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { openEnds } from '../../../regulation/index.ts';
import { casePhotos } from './case-photos.ts';
import type { FeedbackState } from './contract-feedback.ts';
import type { PortalAfterSales } from './contract-portal.ts';

type Shown = PortalAfterSales['feedback'];
const answering = { clause: '2.4.1', control: 'feedback-answered-in-time' } as const;
const titles: Record<Exclude<FeedbackState, 'spam'>, Words> = { open: words('已收到，等待回应', 'We have it and shall answer'), answered: words('已回应', 'Answered'), merged: words('已并入另一条处理', 'Handled together with another') };
interface Row { id: string; feedback_no: string; state: Exclude<FeedbackState, 'spam'>; words: string; rating: number | null; received_at: number; messages: { id: string; words: string; kind: string; at: number }[] | null }

/** What the customer of the order said, what he was answered, and by when the company owes the answer (clause 2.4.1). Inside notes stay inside; spam is not shown, and mails are answered by mail: whoever names an order in a mail need not be its buyer. */
export async function portalFeedbackOf(kernel: Kernel, orderId: string): Promise<Shown> {
  const { rows } = await kernel.db.query<Row & Record<string, unknown>>(`select f.id, f.feedback_no, f.state, f.words, f.rating, f.received_at,
      (select json_agg(json_build_object('id', m.id, 'words', m.words, 'kind', m.by_kind, 'at', (extract(epoch from m.at) * 1000)::bigint) order by m.at, m.id) from sales.feedback_message m where m.feedback_id = f.id and m.public) as messages
    from sales.feedback f where f.order_id = $1 and f.state <> 'spam' and f.channel <> 'mail' order by f.received_at desc, f.id desc limit 20`, [orderId], 'sales.portal_feedback');
  const ends = await openEnds(kernel, answering, rows.filter((r) => r.state === 'open').map((r) => r.id));
  const photos = await casePhotos(kernel, 'feedback', rows.map((r) => r.id));
  return rows.map((r) => ({
    id: r.id, feedbackNo: r.feedback_no, title: titles[r.state], words: r.words, rating: r.rating, receivedAt: r.received_at, photos: photos(r.id).length, canSay: r.state !== 'merged',
    next: r.state === 'open' ? { text: words('我们最迟回应您', 'We answer you'), by: ends.get(r.id) ?? null } : null,
    messages: (r.messages ?? []).map((m) => ({ words: m.words, ours: m.kind !== 'customer', at: Number(m.at), photos: photos(m.id).length })),
  }));
}
