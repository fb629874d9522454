import { useEffect } from 'react';
import { Button, Segmented } from 'antd';
import { PrinterOutlined } from '@ant-design/icons';
import { useLocation } from '@tanstack/react-router';
import { readRulebook, type ClauseCard } from '../../../src/regulation/book/contract.ts';
import { Page } from '../../shell/page.tsx';
import { Lamp } from '../../ui/lamp.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useRead } from '../../ui/use-api.ts';
import { PeriodChoice, usePeriod } from '../period.tsx';
import { atMoment, MomentBanner, TimeMachine, useMoment } from '../time-machine.tsx';
import { BookClause, useReading, type Reading } from './book-clause.tsx';
import '../regulation.css';

/** The rulebook as a book: contents at the left, clauses with their values, what the product does, and how they are kept. */
export default function BookPage() {
  const { t, tw } = useLanguage();
  const { days, set } = usePeriod();
  const [reading, setReading] = useReading();
  const moment = useMoment();
  const read = useRead(readRulebook, { query: { days: String(days), ...moment.query } }, { topics: ['clause'] });
  const { hash } = useLocation();
  const here = read.data !== undefined;
  useEffect(() => {
    if (here && hash) document.getElementById(hash)?.scrollIntoView();
  }, [here, hash]);
  const { connected } = read.data ?? {};
  const span = read.data ? `${read.data.period.from},${read.data.period.to}` : '';
  return (
    <Page title={t('规章', 'Rulebook')} state={connected && <span className="dz-2">{t(
      `${connected.yes + connected.partly} 条已接入，${connected.no} 条尚未接入，${connected.none} 条为声明`, `${connected.yes + connected.partly} connected, ${connected.no} not yet, ${connected.none} declaratory`,
    )}</span>} primary={<>
      <Segmented<Reading> size="small" value={reading} onChange={setReading} aria-label={t('文字', 'Text')} options={[{ value: 'one', label: t('中文', 'English') }, { value: 'both', label: t('中英对照', 'Both languages') }]} />
      <PeriodChoice days={days} onChange={set} />
      <TimeMachine />
      <Button size="small" icon={<PrinterOutlined />} onClick={() => window.print()}>{t('打印', 'Print')}</Button>
    </>}>
      <MomentBanner other="board" />
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {!read.data && !read.error && <BlockSkeleton lines={20} />}
      {read.data && (
        <div className="dz-book">
          <aside className="dz-book-contents" aria-label={t('目录', 'Contents')}>
            <nav>
              {read.data.chapters.map((c) => (
                <div key={c.chapter}>
                  <h3>{t(`第 ${c.chapter} 章`, `Chapter ${c.chapter}`)} {tw(c.title)}</h3>
                  {c.clauses.map((clause) => <a key={clause.id} href={`${atMoment(`/rulebook?days=${days}`, moment)}#${clause.id}`}><Lamp state={clause.lamp} bare /><span className="dz-mono">{clause.id}</span><span className="dz-cut">{tw(clause.title)}</span></a>)}
                </div>
              ))}
            </nav>
          </aside>
          <div className="dz-book-text">
            {read.data.chapters.map((c) => (
              <section key={c.chapter} aria-label={tw(c.title)}>
                <h2>{t(`第 ${c.chapter} 章　`, `${c.chapter}  `)}{tw(c.title)}</h2>
                {c.clauses.map((clause: ClauseCard) => <BookClause key={clause.id} clause={clause} reading={reading} span={span} />)}
              </section>
            ))}
          </div>
        </div>
      )}
    </Page>
  );
}
