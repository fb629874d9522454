import { useState } from 'react';
import { Button, Drawer, Input, Select } from 'antd';
import { addSign, copyApproval, listSignatories, nudgeApproval, returnApproval, signApproval, transferApproval, withdrawApprovalAct, type ApprovalCard } from '../../../src/regulation/approvals/contract.ts';
import { ActButton } from '../../ui/act-button.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';

type More = 'return' | 'reject' | 'transfer' | 'add' | 'copy' | null;

/** The decision at the foot of the page, where the thumb is: more, return, reject, approve. */
export function ApprovalBar({ a }: { a: ApprovalCard }) {
  const { t, tw } = useLanguage();
  const [more, setMore] = useState<More>(null);
  const [menu, setMenu] = useState(false);
  const [sign, nudge, withdraw] = [useAct(signApproval), useAct(nudgeApproval), useAct(withdrawApprovalAct)];
  const params = { id: a.id };
  const open = (which: More) => { setMenu(false); setMore(which); };
  const waiting = a.state === 'waiting';
  if (!waiting && !a.mayWithdraw) return null;
  const refused = !a.maySign && a.refused ? { detail: tw(a.refused), clause: a.clause ?? undefined } : undefined;
  return (
    <footer className="dz-approval-bar" aria-label={t('审批操作', 'Decision')}>
      {a.asFor && <p className="dz-2">{t(`您将代 ${a.asFor.name} 签署`, `You sign for ${a.asFor.name}`)}</p>}
      <div className="dz-approval-buttons">
        <Button size="large" onClick={() => setMenu(true)}>{t('更多', 'More')}</Button>
        {a.mayNudge && !a.maySign && <ActButton act={nudge} size="large" label={t('催办', 'Nudge')} run={() => nudge.run({ params, body: {} })} done={t('已催办', 'Nudged')} />}
        {a.mayWithdraw && <ActButton act={withdraw} size="large" label={t('撤回', 'Withdraw')} run={() => withdraw.run({ params, body: {} })} done={t('已撤回', 'Withdrawn')} />}
        {waiting && a.maySign && <Button size="large" onClick={() => open('return')}>{t('退回', 'Return')}</Button>}
        {waiting && a.maySign && <Button size="large" danger onClick={() => open('reject')}>{t('驳回', 'Reject')}</Button>}
        {waiting && (a.maySign || refused) && <ActButton act={sign} size="large" primary label={t('批准', 'Approve')} refused={refused} done={t('已批准', 'Approved')}
          run={() => sign.run({ params, body: { hash: a.hash, step: a.step ?? '-', for: a.asFor?.id ?? null, note: null, yes: true } })} />}
      </div>
      <Drawer open={menu} onClose={() => setMenu(false)} placement="bottom" size="auto" title={t('更多操作', 'More')}>
        <div className="dz-approval-menu">
          {a.maySign && <Button block onClick={() => open('transfer')}>{t('转交', 'Transfer')}</Button>}
          {a.maySign && <Button block onClick={() => open('add')}>{t('加签', 'Add a signature')}</Button>}
          <Button block onClick={() => open('copy')}>{t('抄送', 'Copy')}</Button>
        </div>
      </Drawer>
      <Drawer open={more !== null} onClose={() => setMore(null)} placement="bottom" size="auto" destroyOnHidden title={{ return: t('退回', 'Return'), reject: t('驳回', 'Reject'), transfer: t('转交', 'Transfer'), add: t('加签', 'Add a signature'), copy: t('抄送', 'Copy') }[more ?? 'copy']}>
        {(more === 'return' || more === 'reject') && <NoteForm a={a} what={more} onDone={() => setMore(null)} />}
        {(more === 'transfer' || more === 'add' || more === 'copy') && <PersonForm a={a} what={more} onDone={() => setMore(null)} />}
      </Drawer>
    </footer>
  );
}

function NoteForm({ a, what, onDone }: { a: ApprovalCard; what: 'return' | 'reject'; onDone: () => void }) {
  const { t } = useLanguage();
  const [note, setNote] = useState('');
  const [to, setTo] = useState<string>('');
  const [sign, giveBack] = [useAct(signApproval), useAct(returnApproval)];
  const seen = { hash: a.hash, step: a.step ?? '-', for: a.asFor?.id ?? null };
  const earlier = a.steps.filter((s) => s.state === 'passed');
  const refused = note.trim().length < 2 ? { detail: t('请先写明原因。', 'Say why first.') } : undefined;
  return (
    <div className="dz-approval-menu">
      {what === 'return' && <Select value={to} onChange={setTo} aria-label={t('退回到', 'Return to')} options={[{ value: '', label: t('退回申请人修改', 'To the requester') }, ...earlier.map((s, i) => ({ value: s.id, label: t(`退回到第 ${i + 1} 步`, `To step ${i + 1}`) }))]} />}
      <Input.TextArea value={note} onChange={(e) => setNote(e.target.value)} rows={3} maxLength={500} autoFocus placeholder={t('请写明原因', 'Say why')} aria-label={t('原因', 'Reason')} />
      {what === 'return' && <ActButton act={giveBack} refused={refused} block primary size="large" label={t('确认退回', 'Return it')} done={t('已退回', 'Returned')} onDone={onDone} run={() => giveBack.run({ params: { id: a.id }, body: { ...seen, to: to || null, note: note.trim() } })} />}
      {what === 'reject' && <ActButton act={sign} refused={refused} block primary size="large" label={t('确认驳回', 'Reject it')} done={t('已驳回', 'Rejected')} onDone={onDone} run={() => sign.run({ params: { id: a.id }, body: { ...seen, yes: false, note: note.trim() } })} />}
    </div>
  );
}

function PersonForm({ a, what, onDone }: { a: ApprovalCard; what: 'transfer' | 'add' | 'copy'; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const people = useRead(listSignatories, { params: { id: a.id } }, {});
  const [who, setWho] = useState<string>();
  const [where, setWhere] = useState<'before' | 'after' | 'parallel'>('parallel');
  const [transfer, add, copy] = [useAct(transferApproval), useAct(addSign), useAct(copyApproval)];
  const [note, setNote] = useState('');
  const chain = { step: a.step ?? '-', rev: a.rev, for: a.asFor?.id ?? null, note: note.trim() || null };
  const rows = (people.data?.rows ?? []).filter((p) => what !== 'transfer' || p.mayTake);
  const run = () => {
    const params = { id: a.id };
    if (what === 'transfer') return transfer.run({ params, body: { ...chain, to: who! } });
    return what === 'add' ? add.run({ params, body: { ...chain, where, who: who! } }) : copy.run({ params, body: { who: who! } });
  };
  return (
    <div className="dz-approval-menu">
      {what === 'add' && <Select value={where} onChange={setWhere} aria-label={t('加签位置', 'Where')} options={[{ value: 'before', label: t('在我之前签', 'Before me') }, { value: 'parallel', label: t('与我一起签', 'Beside me') }, { value: 'after', label: t('在我之后签', 'After me') }]} />}
      <Select {...(who ? { value: who } : {})} onChange={setWho} placeholder={t('选择同事', 'Choose a colleague')} aria-label={t('同事', 'Colleague')} showSearch={{ optionFilterProp: 'label' }} loading={people.isPending}
        options={rows.map((p) => ({ value: p.id, label: `${p.name}（${p.posts.map(tw).join('、')}）` }))} notFoundContent={t('没有合适的同事', 'Nobody suitable')} />
      {what !== 'copy' && <Input value={note} onChange={(e) => setNote(e.target.value)} maxLength={500} placeholder={t('说明（选填，对方看得到）', 'Note (optional; the colleague reads it)')} aria-label={t('说明', 'Note')} />}
      <ActButton act={{ transfer, add, copy }[what]} refused={who ? undefined : { detail: t('请先选择同事。', 'Choose a colleague first.') }} block primary size="large" label={t('确认', 'Confirm')} done={t('已完成', 'Done')} onDone={onDone} run={run} />
    </div>
  );
}
