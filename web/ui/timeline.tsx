import type { ReactNode } from 'react';
import { ClauseChip } from './clause.tsx';
import { dayOf } from './format.ts';
import { useT } from './language.tsx';
import { When } from './values.tsx';

export interface TimelineEntry {
  readonly id: string;
  readonly at: number;
  /** The fact, promise, note, approval or attachment as a sentence. */
  readonly text: ReactNode;
  readonly kind: 'fact' | 'promise' | 'note' | 'approval' | 'attachment' | 'breach';
  /** Who, and in what way: a person, 系统, 客户. */
  readonly by?: string | undefined;
  readonly clause?: string | undefined;
  readonly body?: ReactNode;
}

/** What happened to a record, newest first, grouped by day in the company's zone. */
export function Timeline({ entries, head, foot }: { entries: readonly TimelineEntry[]; head?: ReactNode; foot?: ReactNode }) {
  const t = useT();
  const kinds = { fact: t('事实', 'Fact'), promise: t('承诺', 'Promise'), note: t('备注', 'Note'), approval: t('审批', 'Approval'), attachment: t('附件', 'Attachment'), breach: t('违约', 'Breach') };
  const days = Object.entries(Object.groupBy(entries, (e) => dayOf(e.at))).sort(([a], [b]) => (a < b ? 1 : -1));
  return (
    <section className="dz-timeline" aria-label={t('经过', 'History')}>
      <h2>{t('经过', 'History')}</h2>
      {head}
      {entries.length === 0 && <p className="dz-2">{t('还没有发生什么。', 'Nothing has happened yet.')}</p>}
      {days.map(([day, list]) => (
        <div key={day}>
          <h3>{day}</h3>
          <ol>
            {(list ?? []).toSorted((a, b) => b.at - a.at).map((e) => (
              <li key={e.id} className={`dz-tl-${e.kind}`}>
                <i aria-hidden />
                <div>
                  <p>{e.kind !== 'fact' && <b>{kinds[e.kind]}</b>} {e.text}</p>
                  {e.body && <div className="dz-tl-body">{e.body}</div>}
                  <small className="dz-2"><When at={e.at} />{e.by ? ` · ${e.by}` : ''} {e.clause && <ClauseChip id={e.clause} />}</small>
                </div>
              </li>
            ))}
          </ol>
        </div>
      ))}
      {foot}
    </section>
  );
}
