import { useState } from 'react';
import { Input } from 'antd';
import { approveChange, rejectChange, withdrawChange, type ChangeCard } from '../../../../src/regulation/parameters/contract.ts';
import { Flips } from '../../../regulation/approvals/flips.tsx';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';

/** A change that was asked for: from what to what, from when, why, what the rulebook would say; and the decision. */
export function ChangeView({ change }: { change: ChangeCard }) {
  const { t, tw } = useLanguage();
  const [approve, reject, withdraw] = [useAct(approveChange), useAct(rejectChange), useAct(withdrawChange)];
  const [note, setNote] = useState('');
  const states = { waiting: t('待审批', 'Waiting'), approved: t('已批准', 'Approved'), rejected: t('已驳回', 'Rejected'), withdrawn: t('已撤回', 'Withdrawn'), returned: t('已退回，待修改', 'Returned'), blocked: t('无人可签', 'Nobody can sign'), expired: t('已过期', 'Expired') };
  const parts = { params: { id: change.id }, body: { hash: change.hash, note: note.trim() || null } };
  const refused = change.mayDecide || !change.refused ? undefined : { detail: tw(change.refused), clause: change.clause };
  const waiting = change.state === 'waiting';
  return (
    <section className={waiting ? 'dz-change' : 'dz-change dz-change-done'} aria-label={t('参数修改', 'Change')}>
      <div className="dz-row"><b>{states[change.state]}</b>{change.kind === 'correction' && <span className="dz-soon">{t('更正', 'Correction')}</span>}<span className="dz-grow dz-2">{change.requestedBy} · <When at={change.requestedAt} /></span></div>
      <p><del>{tw(change.before)}</del> → <ins>{tw(change.after)}</ins>{change.scope && <span className="dz-2">（{tw(change.scope)}）</span>}</p>
      <p className="dz-2">{change.kind === 'correction' ? t(`自 ${change.from} 起更正，须两人批准，期间的判定重新作出`, `Corrected from ${change.from} on, signed by two; verdicts since are made anew`) : change.from === null ? t('批准后立即生效', 'Holds as soon as it is approved') : t(`${change.from} 起生效（不早于批准时）`, `From ${change.from}, not before its approval`)} · {change.reason}</p>
      {change.kind === 'correction' && <Flips id={change.id} waiting={waiting} />}
      {waiting && change.sentences.map((s) => <p key={s.after.en} className="dz-change-says">{tw(s.after)}</p>)}
      {!waiting && change.decidedBy && <p className="dz-2">{change.decidedBy} · <When at={change.decidedAt} />{change.note && `：${change.note}`}</p>}
      {change.state === 'returned' && <p><a href={`/approvals/${change.id}`}>{t('修改后重新提交', 'Change it and submit again')}</a></p>}
      {waiting && (
        <>
          {change.mayDecide && <Input.TextArea value={note} onChange={(e) => setNote(e.target.value)} maxLength={500} rows={2} placeholder={t('意见（选填）', 'Note (optional)')} aria-label={t('意见', 'Note')} />}
          <div className="dz-row">
            {change.mayWithdraw && <ActButton act={withdraw} label={t('撤回', 'Withdraw')} run={() => withdraw.run({ params: { id: change.id }, body: {} })} done={t('已撤回', 'Withdrawn')} />}
            {!change.mayWithdraw && <ActButton act={reject} label={t('驳回', 'Reject')} run={() => reject.run(parts)} done={t('已驳回', 'Rejected')} refused={refused} />}
            {!change.mayWithdraw && <ActButton act={approve} primary label={t('批准', 'Approve')} run={() => approve.run(parts)} done={t('已批准', 'Approved')} refused={refused} />}
          </div>
        </>
      )}
    </section>
  );
}
