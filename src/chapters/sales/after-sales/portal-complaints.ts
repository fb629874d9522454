import type { Kernel } from '../../../kernel/kernel.ts';
import { words, type Words } from '../../../kernel/words.ts';
import { openEnds } from '../../../regulation/index.ts';
import { casePhotos } from './case-photos.ts';
import type { ComplaintState } from './contract-complaints.ts';
import type { PortalAfterSales } from './contract-portal.ts';

type Shown = PortalAfterSales['complaints'];
const titles: Record<ComplaintState, Words> = {
  received: words('已收到您的投诉', 'We have your complaint'), accepted: words('正在处理', 'We are on it'), told: words('请确认处理结果', 'Please confirm the result'), confirmed: words('感谢您的确认', 'Thank you'), closed: words('已结案', 'Closed'), withdrawn: words('您已撤诉', 'You withdrew it'),
};
interface Row { id: string; complaint_no: string; state: ComplaintState; about: string; result: string | null; received_at: number; notes: { id: string; words: string; kind: string; at: number }[] | null }

/** Complaints of the order as its customer sees them: what was said to him and by him, and by when the company owes the next word. Inside notes stay inside. */
export async function portalComplaints(kernel: Kernel, orderId: string): Promise<Shown> {
  const { rows } = await kernel.db.query<Row & Record<string, unknown>>(`select c.id, c.complaint_no, c.state, c.about, c.result, c.received_at,
      (select json_agg(json_build_object('id', n.id, 'words', n.words, 'kind', n.kind, 'at', (extract(epoch from n.at) * 1000)::bigint) order by n.at) from sales.complaint_note n where n.complaint_id = c.id and n.kind <> 'internal') as notes
    from sales.complaint c where c.order_id = $1 order by c.received_at desc`, [orderId], 'sales.portal_complaints');
  const endsOf = (state: ComplaintState, control: string) => openEnds(kernel, { clause: '2.4.3', control }, rows.filter((r) => r.state === state).map((r) => r.id));
  const [acceptedBy, toldBy] = [await endsOf('received', 'complaint-accepted-in-time'), await endsOf('accepted', 'progress-told')];
  const photos = await casePhotos(kernel, 'complaint', rows.map((r) => r.id));
  return rows.map((r) => ({
    id: r.id, complaintNo: r.complaint_no, title: titles[r.state], about: r.about, result: r.result, canConfirm: r.state === 'told', canWithdraw: ['received', 'accepted', 'told'].includes(r.state), canSay: ['received', 'accepted', 'told', 'confirmed'].includes(r.state),
    next: r.state === 'received' ? { text: words('我们最迟受理', 'We take it in hand'), by: acceptedBy.get(r.id) ?? null } : r.state === 'accepted' ? { text: words('处理期间定期向您通报进展，下次最迟', 'We tell you how it goes at regular times, next'), by: toldBy.get(r.id) ?? null } : null,
    notes: (r.notes ?? []).map((n) => ({ words: n.words, ours: n.kind !== 'customer', at: Number(n.at), photos: photos(n.id).length })),
  }));
}
