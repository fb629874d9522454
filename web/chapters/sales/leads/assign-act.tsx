import { useState } from 'react';
import { Button, Input, Popover } from 'antd';
import { assignLeadAct, passedOverWords, proposeSeller, reassignLeadAct, type LeadRecord } from '../../../../src/chapters/sales/leads/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { SellerSelect } from './seller-select.tsx';

/** Who should get it by the rule and why the others not; a person may choose otherwise. */
export function AssignAct({ l }: { l: LeadRecord }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <Popover trigger="click" placement="bottomRight" open={open} onOpenChange={setOpen} destroyOnHidden title={l.owner ? t('改派给谁？', 'Give it to whom?') : t('分配给谁？', 'Assign to whom?')} content={<Choice l={l} onDone={() => setOpen(false)} />}>
      <Button {...(l.state === 'new' ? { type: 'primary' as const } : {})}>{l.owner || l.state === 'pool' ? t('改派', 'Re-assign') : t('分配', 'Assign')}…</Button>
    </Popover>
  );
}

function Choice({ l, onDone }: { l: LeadRecord; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const proposal = useRead(proposeSeller, { params: { id: l.id } }, { topics: ['sales'] });
  const [assign, reassign] = [useAct(assignLeadAct), useAct(reassignLeadAct)];
  const [seller, setSeller] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const again = l.state !== 'new';
  const p = proposal.data;
  const best = p?.considered.find((c) => c.sellerId === p.sellerId);
  const give = (sellerId: string | null) => (again
    ? reassign.run({ params: { id: l.id }, body: { ...(sellerId ? { sellerId } : {}), reason: reason.trim() } })
    : assign.run({ params: { id: l.id }, body: { ...(sellerId ? { sellerId } : {}), ...(reason.trim() ? { reason: reason.trim() } : {}) } }));
  const ready = !again || reason.trim().length >= 2;
  return (
    <form style={{ display: 'grid', gap: 8, width: 320 }} onSubmit={(e) => e.preventDefault()}>
      {p && (
        <div>
          <p style={{ margin: 0 }}>{best ? <>{t('按规则：', 'By the rule: ')}<b>{best.name}</b>（{tw(p.because)}）</> : tw(p.because)}</p>
          <table className="lead-considered"><tbody>{p.considered.map((c) => <tr key={c.sellerId}><td>{c.name}</td><td className="dz-num dz-2">{c.open}/{c.capacity}</td><td className={c.out ? 'dz-2' : 'dz-kept'}>{c.out ? tw(passedOverWords[c.out]) : t('可接', 'can take it')}</td></tr>)}</tbody></table>
        </div>
      )}
      <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} aria-label={t('原因', 'Reason')} placeholder={again ? t('改派原因（必填）', 'Why (needed)') : t('说明（选填）', 'Note (optional)')} />
      {ready && best && <ActButton act={again ? reassign : assign} primary size="small" label={t(`按规则给${best.name}`, `To ${best.name}, by the rule`)} done={t('已分配', 'Assigned')} run={() => give(null)} onDone={onDone} />}
      <SellerSelect value={seller} onChange={setSeller} not={l.owner?.id} />
      {ready && seller && <ActButton act={again ? reassign : assign} size="small" label={t('给所选同事', 'To the one chosen')} done={t('已分配', 'Assigned')} run={() => give(seller)} onDone={onDone} />}
    </form>
  );
}
