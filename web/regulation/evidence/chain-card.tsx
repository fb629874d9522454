import { useEffect } from 'react';
import { Progress } from 'antd';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { readChain, requestCheck } from '../../../src/regulation/evidence/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { exactText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';

type Chain = Answer<typeof readChain>;
type Check = Chain['checks'][number];
const whileRunningMs = 2_000;
const openly: readonly string[] = ['waiting', 'running'];

/** How the chain stands: how far it is, how much waits, the last anchor, the last verification and what it found. */
export function ChainCard() {
  const { t } = useLanguage();
  const read = useRead(readChain, {}, { topics: ['evidence'] });
  const check = useAct(requestCheck);
  const { refetch } = read;
  const running = read.data?.checks.some((c) => openly.includes(c.state)) ?? false;
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => void refetch(), whileRunningMs);
    return () => clearInterval(timer);
  }, [running, refetch]);
  if (read.error) return <ProblemNote small error={read.error} onRetry={() => void refetch()} />;
  if (!read.data) return <BlockSkeleton lines={3} />;
  const c = read.data;
  const last = c.checks.find((x) => x.state === 'done');
  return (
    <section className="dz-card dz-chain">
      <dl className="dz-chain-figures">
        <div><dt>{t('已上链', 'In the chain')}</dt><dd>{numberText(c.position)}<small className="dz-2">{c.sealedAt !== null && <When at={c.sealedAt} />}</small></dd></div>
        <div><dt>{t('待上链', 'Waiting')}</dt><dd>{c.waiting >= 10_000 ? '10,000+' : numberText(c.waiting)}<small className="dz-2">{c.oldestWaiting !== null ? <>{t('最早 ', 'oldest ')}<When at={c.oldestWaiting} /></> : t('无积压', 'none')}</small></dd></div>
        <div><dt>{t('最近锚点', 'Last anchor')}</dt><dd>{c.lastAnchor ? <a href="/evidence/anchors">{t(`第 ${c.lastAnchor.number} 号`, `No. ${c.lastAnchor.number}`)}</a> : t('尚无', 'none yet')}<small className="dz-2">{c.lastAnchor ? <When at={c.lastAnchor.madeAt} /> : t('每日零点后自动制作', 'made after each midnight')}</small></dd></div>
        <div><dt>{t('最近核对', 'Last verified')}</dt><dd><Outcome check={last} /><small className="dz-2">{last?.endedAt ? <When at={last.endedAt} /> : ''}</small></dd></div>
      </dl>
      <div className="dz-chain-head dz-2">
        <span>{t('链首 ', 'Head ')}<span className="dz-mono dz-wrap">{c.head}</span></span>
        <span>{t('签名密钥 ', 'Key ')}<span className="dz-mono">{c.key}</span></span>
        <span>{c.mailTo > 0 ? t(`每日锚点寄往 ${c.mailTo} 个邮箱`, `the daily anchor is mailed to ${c.mailTo}`) : t('未设置审计员邮箱（AUDITOR_MAIL），锚点只存文件', 'no mail address of an auditor (AUDITOR_MAIL): anchors go to files only')}</span>
      </div>
      {c.checks.filter((x) => openly.includes(x.state)).map((x) => <Running key={x.id} check={x} />)}
      {!running && <div><ActButton act={check} size="small" label={t('立即核对', 'Verify now')} run={() => check.run({ body: {} })} /></div>}
      {last && last.sound === false && (
        <ul className="dz-sentences dz-breach">{last.problems.slice(0, 10).map((p) => <Problem key={`${p.position} ${p.kind} ${p.says.en}`} problem={p} />)}
          {(last.problemCount ?? 0) > 10 && <li>{t(`共 ${last.problemCount} 处`, `${last.problemCount} in all`)}</li>}</ul>
      )}
    </section>
  );
}

function Outcome({ check }: { check: Check | undefined }) {
  const { t } = useLanguage();
  if (!check) return <span className="dz-2">{t('尚未核对', 'not yet')}</span>;
  if (check.sound) return <span className="dz-kept">{t('完好', 'sound')}{check.erased ? t(`（依法删除 ${check.erased}）`, ` (${check.erased} erased by law)`) : ''}</span>;
  return <span className="dz-breach">{t(`${check.problemCount ?? 0} 处不符`, `${check.problemCount ?? 0} faults`)}</span>;
}

function Running({ check }: { check: Check }) {
  const { t } = useLanguage();
  const share = check.total > 0 ? Math.floor((check.checked / check.total) * 100) : 0;
  return <div><span className="dz-2">{t(`正在核对（${check.askedBy}，${exactText(check.askedAt)}）`, `Being verified (${check.askedBy}, ${exactText(check.askedAt)})`)}</span><Progress percent={share} size="small" /></div>;
}

function Problem({ problem }: { problem: Check['problems'][number] }) {
  const { tw } = useLanguage();
  return <li>{tw(problem.says)}</li>;
}
