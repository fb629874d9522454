import { Form } from 'antd';
import { listDivergences } from '../../../../src/regulation/backtest/contract.ts';
import { ClauseChip } from '../../../ui/clause.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { ProblemNote } from '../../../ui/problem.tsx';
import { BlockSkeleton } from '../../../ui/skeletons.tsx';
import { useRead } from '../../../ui/use-api.ts';
import type { Parameter } from './parameter-page.tsx';

/** Beside the form of bands: which requests of the past would have gone another way, and where they part first. */
export function DivergenceView({ p }: { p: Parameter }) {
  const { t, tw } = useLanguage();
  const value = JSON.stringify(Form.useWatch<unknown>('value', Form.useFormInstance()) ?? p.json);
  const read = useRead(listDivergences, { params: { key: p.key }, query: { value, limit: '1' } }, { enabled: p.bands?.result === 'posts' });
  if (p.bands?.result !== 'posts') return null;
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <BlockSkeleton lines={3} />;
  const { why, n, diverging, unread, differing, steps, designed, days } = read.data;
  const path = `/settings/parameters/${p.key}/divergence/${encodeURIComponent(value)}`;
  return (
    <div className="dz-backtest">
      <h3>{t('回测：如果当初按这些档审批', 'Back-test: had these bands decided')}</h3>
      {why ? <p className="dz-2">{tw(why)}</p> : n === 0 ? <p className="dz-2">{t(`近 ${days} 天没有按它审批过的申请，没有可比较的。`, `Nothing was approved by it in the last ${days} days: there is nothing to compare.`)}</p> : (
        <>
          <p className="dz-backtest-says" aria-live="polite">
            {t(`${n} 项申请中，`, `Of ${n} requests, `)}<b>{diverging}</b>{t(' 项会走别的路线', ' would have gone another way')}
            {diverging > 0 && <> <a href={path}>{t('看是哪些申请', 'Which ones')}</a></>}
          </p>
          {steps.length > 0 && <ul className="dz-sentences">{steps.map(([step, count]) => <li key={step}>{t(`${count} 项自第 ${step} 个签字起不同`, `${count} part at signature ${step}`)}</li>)}</ul>}
          {unread > 0 && <p className="dz-2">{t(`${unread} 项没有写明数额，未计入。`, `${unread} name no figure and are left out.`)}</p>}
          {differing > 0 && <p className="dz-breach">{t(`${differing} 项的内容与当时分档的数额对不上，未计入，请核对。`, `${differing} no longer name the figure that chose their band: left out, to be looked into.`)}</p>}
          <p className="dz-2">{t('只说路线在哪里分开，其后大家会怎么做不作推测；凭自身权限当场决定、没有提交审批的不在其中。', 'Said is where the ways part, and nothing of what people would have done then. What somebody decided by his own authority was never laid before anybody and is not counted.')}</p>
        </>
      )}
      {designed.map((d) => <p key={d.clause + d.title.zh} className="dz-breach"><ClauseChip id={d.clause} /> {t(`「${d.title.zh}」已在审批流设计中另行规定，修改本参数不再影响它。`, `${d.title.en}: the company designed this chain itself; these bands no longer lead there.`)}</p>)}
    </div>
  );
}
