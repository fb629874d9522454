import { listFlips, readRejudging } from '../../../src/regulation/versions/contract.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { stateWords, tone } from '../obligations/words.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';
import './approvals.css';

type Found = Answer<typeof listFlips>;
/** How many are named beside the decision; the rest stand on a page of their own. */
const NAMED = 8;

/** How many are judged anew and what becomes of them; of all, whoever may see them. */
export function FlipCounts({ found: f }: { found: Found }) {
  const { t } = useLanguage();
  return <p><b>{t(`涉及 ${f.judged} 项，会改判 ${f.flipped} 项`, `${f.judged} judged anew, ${f.flipped} would flip`)}</b>{f.flipped > 0 && <span className="dz-2">{t(`：变为按时 ${f.toMet}，变为超时 ${f.toBreached}`, `: ${f.toMet} to in time, ${f.toBreached} to late`)}</span>}<span className="dz-2">{t('（截至 ', ' (as of ')}<When at={f.asOf} />{t('）', ')')}</span></p>;
}

/** Windows of targets that come out otherwise. */
export function TargetFlips({ found }: { found: Found }) {
  const { t, tw } = useLanguage();
  return found.targets.map((x) => <p key={`${x.clause}/${x.control}/${x.at}`}>{x.clause} {tw(x.title)}：<When at={x.at} /> {x.would === 'kept' ? t('转为达标', 'would be kept') : t('转为未达标', 'would not be kept')}</p>);
}

/** What a correction turns, before anybody signs it; and how far the work has come once it is signed. */
export function Flips({ id, waiting }: { id: string; waiting: boolean }) {
  const { t, tw } = useLanguage();
  const read = useRead(listFlips, { params: { id }, query: { limit: String(NAMED) } }, { enabled: waiting, topics: ['regulation'] });
  const work = useRead(readRejudging, { params: { id } }, { enabled: !waiting, topics: ['regulation', 'clause'] });
  const job = work.data?.job;
  if (!waiting) return job ? <p className="dz-2">{t(`已重新判定 ${job.done} / ${job.total} 项，其中 ${job.flipped} 项改判。`, `${job.done} of ${job.total} judged anew, ${job.flipped} turned.`)}</p> : null;
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <p className="dz-2">{t('正在重新判定…', 'Judging anew…')}</p>;
  const f = read.data;
  return (
    <section className="dz-flips-card" aria-label={t('会改判的事项', 'Verdicts that would flip')}>
      <FlipCounts found={f} />
      {f.rows.length > 0 && (
        <table className="dz-flips">
          <thead><tr><th scope="col">{t('事项', 'Subject')}</th><th scope="col">{t('现判定', 'Now')}</th><th scope="col">{t('会判为', 'Would be')}</th><th scope="col">{t('开始', 'Opened')}</th></tr></thead>
          <tbody>{f.rows.map((r) => (
            <tr key={r.id}><td><a href={`/cases/${r.subject.type}/${r.subject.id}`}>{r.subject.number}</a></td><td>{tw(stateWords[r.state])}</td><td className={tone({ state: r.would })}>{tw(stateWords[r.would])}</td><td><When at={r.openedAt} /></td></tr>
          ))}</tbody>
        </table>
      )}
      {(f.total ?? 0) > 0 && <p><a href={`/approvals/${id}/flips`}>{t(`逐项查看、查找和筛选（${f.total} 项）`, `Look at each, search and filter (${f.total})`)}</a></p>}
      <TargetFlips found={f} />
    </section>
  );
}
