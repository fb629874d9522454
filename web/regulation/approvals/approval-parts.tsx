import { approvalStateWords, type ApprovalCard, type ApprovalRow } from '../../../src/regulation/approvals/contract.ts';
import { useLanguage } from '../../ui/language.tsx';
import { Money, Num, Rate } from '../../ui/values.tsx';

/** The figure that chose the band, in its unit. */
export function Figure({ value, unit }: { value: number | null; unit: ApprovalRow['unit'] }) {
  const { t } = useLanguage();
  if (value === null) return <span className="dz-2">—</span>;
  if (unit === 'fen') return <Money fen={value} />;
  if (unit === 'basisPoints') return <Rate basisPoints={value} />;
  return <Num value={value} unit={unit === 'days' ? t('天', 'days') : t('分', 'points')} />;
}

const tones: Record<ApprovalRow['state'], string> = { waiting: 'dz-soon', returned: 'dz-soon', blocked: 'dz-breach', approved: 'dz-kept', executed: 'dz-kept', rejected: 'dz-breach', withdrawn: 'dz-2', expired: 'dz-2' };

export function StateTag({ state }: { state: ApprovalRow['state'] }) {
  const { tw } = useLanguage();
  return <span className={tones[state]}>{tw(approvalStateWords[state])}</span>;
}

/** An event of the history as a sentence. */
export function useEventText(): (event: ApprovalCard['events'][number]) => string {
  const { t } = useLanguage();
  return (e) => {
    const target = e.target ?? '';
    const said: Record<string, string> = {
      submit: t('提交审批', 'submitted it'), approve: t('批准', 'approved'), reject: t('驳回', 'rejected'), return: target ? t(`退回到第 ${target} 步`, `returned it to step ${target}`) : t('退回申请人', 'returned it to the requester'),
      revise: t('修改了内容，此前的签署作废', 'changed the content; earlier signatures are void'), reword: t('补充了说明，签署仍有效', 'reworded the reason; signatures stand'), withdraw: t('撤回', 'withdrew it'),
      'add-sign-before': t(`前加签 ${target}`, `asked ${target} to sign before`), 'add-sign-after': t(`后加签 ${target}`, `asked ${target} to sign after`), 'add-sign-parallel': t(`并加签 ${target}`, `asked ${target} to sign, too`),
      transfer: t(`转交 ${target}`, `transferred it to ${target}`), copy: t(`抄送 ${target}`, `copied ${target}`), nudge: t('催办', 'nudged'), comment: t('评论', 'commented'), remind: t('超时提醒', 'timeout: reminded'),
      superior: target ? t(`超时，加上级 ${target}`, `timeout: superior ${target} added`) : t('超时，没有可加的上级', 'timeout: no superior to add'), 'auto-reject': t('超时自动驳回', 'timeout: rejected'),
      expire: t('批准已过期', 'the approval expired'), execute: t('已执行', 'carried out'), blocked: t('无人可签', 'nobody can sign'),
    };
    return `${said[e.what] ?? e.what}${e.batch ? t('（批量）', ' (batch)') : ''}`;
  };
}
