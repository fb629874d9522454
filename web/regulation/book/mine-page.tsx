import { Select } from 'antd';
import { useLocation, useRouter } from '@tanstack/react-router';
import { readAskedOfMe, type AskedClause } from '../../../src/regulation/book/mine/contract.ts';
import { Page } from '../../shell/page.tsx';
import { ClauseChip, useOpenClause } from '../../ui/clause.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { numberText, rateText } from '../../ui/format.ts';
import { Lamp } from '../../ui/lamp.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useRead } from '../../ui/use-api.ts';
import { PeriodChoice, usePeriod } from '../period.tsx';
import '../regulation.css';

/** What the rulebook asks of one person: clauses that bind his posts, what he has open, how he keeps it. */
export default function MinePage() {
  const { t, tw } = useLanguage();
  const { days, set } = usePeriod();
  const router = useRouter();
  const staff = new URLSearchParams(useLocation().searchStr).get('staff');
  const read = useRead(readAskedOfMe, { query: { days: String(days), ...(staff ? { staff } : {}) } }, { topics: ['clause', 'work'] });
  const a = read.data;
  const others = a?.chapters.flatMap((c) => c.clauses.filter((x) => !isOwed(x))) ?? [];
  return (
    <Page title={a && !a.person.self ? t(`规章对${a.person.name}的要求`, `What the rulebook asks of ${a.person.name}`) : t('规章对我的要求', 'What the rulebook asks of me')}
      state={a && <span className="dz-2">{a.person.posts.map(tw).join(t('、', ', '))}</span>} primary={<>
        {a && a.people.length > 0 && (
          <Select size="small" style={{ width: 150 }} value={staff ?? ''} aria-label={t('查看谁', 'Whose')} showSearch={{ optionFilterProp: 'label' }} options={[{ value: '', label: t('我自己', 'My own') }, ...a.people.map((p) => ({ value: p.id, label: p.name }))]}
            onChange={(id) => router.history.replace(`/rulebook/mine?days=${days}${id ? `&staff=${id}` : ''}`)} />
        )}
        <PeriodChoice days={days} onChange={set} />
      </>}>
      {read.error && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {!a && !read.error && <BlockSkeleton lines={16} />}
      {a && (
        <>
          <div className="dz-board-total">
            <Count n={a.total.open} label={t('手上未办', 'Open')} href={a.person.self ? '/obligations?open=true&mine=true' : undefined} />
            <Count n={a.total.overdue} label={t('已超期', 'Overdue')} tone={a.total.overdue > 0 ? 'dz-breach' : ''} href={a.person.self ? '/obligations?overdue=true&mine=true' : undefined} />
            <Count n={a.total.dueToday} label={t('今天到期', 'Due today')} />
            <Count n={a.total.met} label={t(`近 ${a.days} 天按时`, `In time, ${a.days} days`)} />
            <Count n={a.total.breached} label={t('超时', 'Late')} tone={a.total.breached > 0 ? 'dz-breach' : ''} />
            <span><b>{a.total.rate === null ? '—' : rateText(a.total.rate)}</b><span>{t(`本人达成率 · n ${a.total.met + a.total.breached}`, `Own rate · n ${a.total.met + a.total.breached}`)}</span></span>
            {a.changes > 0 && <Count n={a.changes} label={t('规章变更待确认', 'Changes to acknowledge')} tone="dz-soon" href={a.person.self ? '/rulebook/changes?mine=waiting' : undefined} />}
          </div>
          {a.chapters.length === 0 && <EmptyState title={t('没有条款约束现任岗位', 'No clause binds these posts')} />}
          {a.chapters.map((c) => ({ ...c, clauses: c.clauses.filter(isOwed) })).filter((c) => c.clauses.length > 0).map((c) => (
            <section key={c.chapter} className="dz-mine" aria-label={tw(c.title)}>
              <h2>{t(`第 ${c.chapter} 章　`, `${c.chapter}  `)}{tw(c.title)}</h2>
              {c.clauses.map((clause) => <Asked key={clause.line.id} clause={clause} self={a.person.self} />)}
            </section>
          ))}
          {others.length > 0 && (
            <section className="dz-mine" aria-label={t('同样约束本岗位的条款', 'Clauses that bind the post as well')}>
              <h2>{t('同样约束，由其他岗位负责计时办理', 'Binding as well, with others owing what is timed')}</h2>
              <p className="dz-mine-others">{others.map((x) => <ClauseChip key={x.line.id} id={x.line.id} line={x.line} />)}</p>
            </section>
          )}
        </>
      )}
    </Page>
  );
}

/** Whether this person has something to do about it: by post, or because he has something open. */
const isOwed = (clause: AskedClause): boolean => clause.asks.some((x) => x.owed) || clause.own.open + clause.own.met + clause.own.breached > 0;

function Count({ n, label, tone = '', href }: { n: number; label: string; tone?: string; href?: string | undefined }) {
  const body = <><b className={tone}>{numberText(n)}</b><span>{label}</span></>;
  return href ? <a href={href}>{body}</a> : <span>{body}</span>;
}

function Asked({ clause: { line, asks, own }, self }: { clause: AskedClause; self: boolean }) {
  const { t, tw } = useLanguage();
  const open = useOpenClause();
  const owed = asks.filter((x) => x.owed);
  const judged = own.met + own.breached;
  return (
    <article className="dz-mine-clause">
      <div className="dz-book-margin"><a className="dz-mono" href={`/rulebook#${line.id}`}>{line.id}</a></div>
      <div>
        <h3><button type="button" className="dz-linklike" onClick={() => open(line.id)}>{tw(line.title)}</button>{line.undecided && <small className="dz-book-tag">{t('未量化', 'not quantified')}</small>}</h3>
        {owed.length > 0
          ? <ul className="dz-book-controls">{owed.map((x) => <li key={x.control} className={x.connected ? undefined : 'dz-book-off'}><span>{tw(x.sentence)}{!x.connected && t('（尚未接入）', ' (not yet connected)')}</span></li>)}</ul>
          : <p className="dz-2 dz-mine-binds">{t('已移交给本人办理', 'Handed over to this person')}</p>}
      </div>
      <div className="dz-mine-own">
        <Lamp state={line.lamp} />
        {own.open > 0 && <a href={`/obligations?clause=${line.id}&open=true${self ? '&mine=true' : ''}`}>{t(`未办 ${own.open}`, `${own.open} open`)}{own.overdue > 0 && <b className="dz-breach">{t(` 超期 ${own.overdue}`, `, ${own.overdue} overdue`)}</b>}</a>}
        {judged > 0 && <span>{t(`本人 ${rateText(own.rate!)}`, `own ${rateText(own.rate!)}`)} <span className="dz-2">n {judged}</span></span>}
      </div>
    </article>
  );
}
