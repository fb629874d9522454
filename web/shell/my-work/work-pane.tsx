import { useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { ActButton } from '../../ui/act-button.tsx';
import { call, type AnyEndpoint } from '../../ui/api.ts';
import { ClauseChip } from '../../ui/clause.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { Pane } from '../../ui/pane.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useRead } from '../../ui/use-api.ts';
import { CareActs } from '../../regulation/obligations/care.tsx';
import { DueBar, IdTag, When } from '../../ui/values.tsx';
import { readWorkItem, type WorkDetail, type WorkItem } from '../work-endpoints.ts';
import { Asked } from './work-list.tsx';

interface Props {
  readonly item: WorkItem;
  readonly onClose: () => void;
  readonly onDone: (id: string) => void;
}

/** An item beside the list: what the rule says, what to know, and the act itself. */
export function WorkPane({ item, onClose, onDone }: Props) {
  const read = useRead(readWorkItem, { params: { id: item.id } }, { topics: ['work'] });
  const fresh = read.data?.item.id === item.id ? read.data : undefined;
  return <WorkPaneView item={item} detail={fresh} error={read.error} onRetry={() => void read.refetch()} onClose={onClose} onDone={onDone} />;
}

export function WorkPaneView({ item, detail, error, onRetry, onClose, onDone }: Props & { detail: WorkDetail | undefined; error: Error | null; onRetry: () => void }) {
  const { t, tw } = useLanguage();
  const router = useRouter({ warn: false }) as ReturnType<typeof useRouter> | undefined;
  // The primary act stands last, at the thumb.
  const acts = detail?.acts.toSorted((a, b) => Number(a.primary) - Number(b.primary));
  return (
    <Pane title={tw(item.title)} href={item.subject.href} onClose={onClose} foot={acts && acts.length > 0 ? acts.map((a) => (
      a.post
        ? <ActButton key={a.key} label={tw(a.label)} primary={a.primary} confirm={a.confirm ? tw(a.confirm) : undefined}
            refused={a.refused ? { detail: tw(a.refused.detail), clause: a.refused.clause ?? undefined } : undefined}
            run={() => call({ method: 'POST', path: a.post!.path } as AnyEndpoint, { body: a.post!.body } as never)} done={t('已办', 'Done')} onDone={() => onDone(item.id)} />
        : <Button key={a.key} type={a.primary ? 'primary' : 'default'} onClick={() => a.href && router?.history.push(a.href)}>{tw(a.label)}</Button>
    )) : undefined}>
      <div className="dz-row">{item.subject.number && <IdTag value={item.subject.number} strong />}<span className="dz-grow dz-cut dz-2">{item.subject.title}</span>{item.clause && <ClauseChip id={item.clause} />}</div>
      <p className="dz-work-sentence">{item.kind !== 'obligation' ? <Asked item={item} /> : <DueBar openedAt={item.openedAt} dueAt={item.dueAt} remainingMs={item.remainingMs} provisional={item.provisional} />}</p>
      {error && <ProblemNote small error={error} onRetry={onRetry} />}
      {!detail && !error && <BlockSkeleton lines={6} />}
      {detail && (
        <>
          <p className="dz-work-sentence">{tw(detail.sentence)}</p>
          <dl className="dz-facts">
            {detail.facts.map((f) => <div key={f.label.en}><dt>{tw(f.label)}</dt><dd>{typeof f.value === 'string' ? f.value : tw(f.value)}</dd></div>)}
            {item.kind === 'obligation' && <div><dt>{t('开始计时', 'Clock started')}</dt><dd><When at={item.openedAt} /></dd></div>}
          </dl>
          {detail.explanation.length > 0 && (
            <details className="dz-why"><summary>{t('期限怎么算的', 'How the due time was reckoned')}</summary><ul>{detail.explanation.map((e) => <li key={e.en}>{tw(e)}</li>)}</ul></details>
          )}
          {item.kind === 'obligation' && item.subject.type !== 'corrective-action' && <CareActs id={item.id} open onDone={() => onDone(item.id)} />}
        </>
      )}
    </Pane>
  );
}
