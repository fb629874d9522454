import { Tag } from 'antd';
import { leadChannelWords, leadClassWords, leadStateWords, likenessWords, type LeadRecord, type LeadRow } from '../../../../src/chapters/sales/leads/contract.ts';
import type { Words } from '../../../../src/kernel/words.ts';
import { useLanguage, useTw } from '../../../ui/language.tsx';
import type { PathStep } from '../../../ui/state-path.tsx';

const tones: Partial<Record<LeadRow['state'], string>> = { new: 'var(--soon-text)', assigned: 'var(--soon-text)', converted: 'var(--kept-text)', discarded: 'var(--ink2)', merged: 'var(--ink2)', pool: 'var(--link)' };

export function LeadState({ state }: { state: LeadRow['state'] }) {
  const tw = useTw();
  return <span style={{ color: tones[state] ?? 'var(--ink)' }}>{tw(leadStateWords[state])}</span>;
}

/** A, B, C: a letter that is read, not only a colour. */
export function LeadClass({ of }: { of: LeadRow['class'] }) {
  const tw = useTw();
  if (of === null) return <span className="dz-2">—</span>;
  return <Tag color={of === 'A' ? 'blue' : 'default'} title={tw(leadClassWords[of])} style={{ marginInlineEnd: 0 }}>{of}</Tag>;
}

export function Said({ words }: { words: Words | undefined }) {
  const tw = useTw();
  return <span className="dz-cut">{words ? tw(words) : '—'}</span>;
}
export const channelWords = (channel: string | null): Words | undefined => (channel === null ? undefined : (leadChannelWords as Record<string, Words>)[channel]);

export const whoIs = (l: Pick<LeadRow, 'name' | 'company'>): string => (l.company ? `${l.company} · ${l.name}` : l.name);

/** The way of a lead: in, handed out, reached, customer. */
export function leadSteps(l: LeadRecord, t: (zh: string, en: string) => string): PathStep[] {
  const first: PathStep = { key: 'in', label: t('入库', 'In'), is: 'done', at: l.capturedAt };
  if (l.state === 'discarded') return [first, { key: 'out', label: t('无效', 'Discarded'), is: 'failed' }];
  if (l.state === 'merged') return [first, { key: 'merged', label: t('已并入', 'Merged'), is: 'skipped' }];
  const at = { new: 0, pool: 0, assigned: 1, contacted: 2, converted: 3 }[l.state];
  const labels = [l.state === 'pool' ? t('公海待领', 'In the pool') : t('分配', 'Handed out'), t('首次联系', 'First contact'), t('转为客户', 'Customer')];
  const times = [l.assignedAt, l.firstContactAt, l.convertedAt];
  return [first, ...labels.map((label, i): PathStep => ({ key: String(i), label, at: i < at || l.state === 'converted' ? (times[i] ?? null) : null, is: i < at || l.state === 'converted' ? 'done' : i === at ? 'now' : 'next' }))];
}

/** How alike two names are, and by what, where they are not simply the same. */
export function NameLikeness({ of }: { of: { nameScore: number | null; nameBy: readonly (keyof typeof likenessWords)[] | null } }) {
  const { language } = useLanguage();
  if (of.nameScore === null) return null;
  return <span className="dz-2"> {of.nameScore}{of.nameBy && of.nameBy.length > 0 ? `（${of.nameBy.map((k) => likenessWords[k][language]).join(language === 'zh' ? '、' : ', ')}）` : ''}</span>;
}
