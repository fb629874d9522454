import { useState } from 'react';
import { readHistory } from '../../../../src/chapters/sales/customers/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { useActProblem } from '../../../ui/act-button.tsx';
import { call } from '../../../ui/api.ts';
import { useLanguage } from '../../../ui/language.tsx';
import type { TimelineEntry } from '../../../ui/timeline.tsx';
import { useRead } from '../../../ui/use-api.ts';

type Facts = Answer<typeof readHistory>['facts'];

/** The customer's timeline: the newest page, older ones on demand. */
export function useHistory(id: string): { facts: Facts; entries: TimelineEntry[]; more: (() => Promise<void>) | null; error: Error | null } {
  const { t, tw } = useLanguage();
  const problem = useActProblem();
  const read = useRead(readHistory, { params: { id }, query: {} }, { topics: ['customer', 'order'] });
  const [older, setOlder] = useState<{ facts: Facts; next: string | null } | null>(null);
  const facts = [...(read.data?.facts ?? []), ...(older?.facts ?? [])];
  const next = older ? older.next : (read.data?.next ?? null);
  const more = async () => {
    try {
      const got = await call(readHistory, { params: { id }, query: { cursor: next! } });
      setOlder({ facts: [...(older?.facts ?? []), ...got.facts], next: got.next });
    } catch (error) {
      problem(error);
    }
  };
  return {
    facts, error: read.error, more: next === null ? null : more,
    entries: facts.map((f) => ({ id: f.id, at: f.at, kind: 'fact', by: f.actorKind === 'system' ? t('系统', 'System') : f.actorKind === 'customer' ? t('客户', 'Customer') : f.by, clause: f.clause ?? undefined, text: f.number === null ? tw(f.sentence) : `${f.number} ${tw(f.sentence)}` })),
  };
}
