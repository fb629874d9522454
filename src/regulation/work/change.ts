import { words } from '../../kernel/words.ts';
import type { publication } from '../publications/queries.ts';
import type { WorkDetail, WorkItem } from './contract.ts';

type Publication = Awaited<ReturnType<ReturnType<typeof publication>>>;

/** A change of the rulebook to acknowledge: what it said, what it says, and the one press. */
export const changeDetail = (item: WorkItem, p: Publication): WorkDetail => ({
  item, sentence: words(`${p.label.zh}：由 ${p.before.zh} 改为 ${p.after.zh}`, `${p.label.en}: from ${p.before.en} to ${p.after.en}`), explanation: [],
  facts: [
    { label: words('适用范围', 'Scope'), value: p.scope ?? words('全公司', 'Whole company') }, { label: words('理由', 'Reason'), value: p.reason },
    { label: words('提出人', 'Proposed by'), value: p.proposedBy }, ...(p.approvedBy ? [{ label: words('批准人', 'Approved by'), value: p.approvedBy }] : []),
    ...p.sentences.map((s) => ({ label: words('现在的规定', 'It says now'), value: s.after })),
  ],
  acts: [
    { key: 'open', label: words('打开', 'Open'), primary: false, post: null, href: `/rulebook/changes/${p.id}`, confirm: null, refused: null },
    { key: 'acknowledge', label: words('确认知悉', 'I know it'), primary: true, post: { path: `/rulebook-changes/${p.id}/acknowledgement`, body: {} }, href: null, confirm: null, refused: null },
  ],
});
