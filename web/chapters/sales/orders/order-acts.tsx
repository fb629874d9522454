import { useState } from 'react';
import { Button, Input, Popover } from 'antd';
import { cancelAct, holdAct, urgentAct, type OrderRecord } from '../../../../src/chapters/sales/contract.ts';
import { formatYuan } from '../../../../src/kernel/money.ts';
import { ActButton, RefusedButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';

/** Acts that want a reason: it stays on the record. */
export function WithReason({ what, o }: { what: 'hold' | 'cancel'; o: Pick<OrderRecord, 'id' | 'version' | 'paidFen'> }) {
  const t = useT();
  const hold = useAct(holdAct);
  const cancel = useAct(cancelAct);
  const [reason, setReason] = useState('');
  const label = what === 'hold' ? t('拦下', 'Hold') : t('取消', 'Cancel');
  const run = () => (what === 'hold' ? hold.run({ params: { id: o.id }, body: { version: o.version, note: reason.trim() } }) : cancel.run({ params: { id: o.id }, body: { version: o.version, reason: reason.trim() } }));
  const { refused } = what === 'hold' ? hold : cancel;
  if (refused) return <RefusedButton label={label} refused={refused} />;
  return (
    <Popover trigger="click" placement="bottomRight" title={what === 'hold' ? t('为什么拦下？', 'Why hold it?') : t('为什么取消？取消后不能恢复。', 'Why cancel it? It cannot be taken back.')} content={
      <form className="dz-row" onSubmit={(e) => e.preventDefault()}>
        {what === 'cancel' && o.paidFen > 0 && <span className="dz-2">{t(`已付 ${formatYuan(o.paidFen)}，取消后自动开出退款单。`, `${formatYuan(o.paidFen)} was paid: a refund is opened with it.`)}</span>}
        <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} aria-label={t('原因', 'Reason')} placeholder={t('原因', 'Reason')} autoFocus />
        {reason.trim() !== '' && <ActButton act={what === 'hold' ? hold : cancel} primary size="small" label={label} done={what === 'hold' ? t('已拦下', 'Held') : t('已取消', 'Cancelled')} run={run} />}
      </form>
    }><Button>{label}…</Button></Popover>
  );
}

/** An order that cannot wait, with the reason; a second press makes it one as any other. */
export function Urgent({ o }: { o: Pick<OrderRecord, 'id' | 'version' | 'urgentReason'> }) {
  const t = useT();
  const act = useAct(urgentAct);
  const [reason, setReason] = useState('');
  if (o.urgentReason !== null) return <ActButton act={act} label={t('取消加急', 'Not urgent')} done={t('已取消加急', 'Not urgent any more')} run={() => act.run({ params: { id: o.id }, body: { version: o.version, reason: null } })} />;
  if (act.refused) return <RefusedButton label={t('加急', 'Urgent')} refused={act.refused} />;
  return (
    <Popover trigger="click" placement="bottomRight" title={t('为什么加急？排到审单台最前', 'Why? It stands first at the desk')} content={
      <form className="dz-row" onSubmit={(e) => e.preventDefault()}>
        <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} aria-label={t('加急原因', 'Why it is urgent')} placeholder={t('原因', 'Reason')} autoFocus />
        {reason.trim().length > 1 && <ActButton act={act} primary size="small" label={t('加急', 'Urgent')} done={t('已加急', 'Marked as urgent')} run={() => act.run({ params: { id: o.id }, body: { version: o.version, reason: reason.trim() } })} />}
      </form>
    }><Button>{t('加急…', 'Urgent…')}</Button></Popover>
  );
}
