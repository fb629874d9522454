import { useState, type ReactNode } from 'react';
import { Button, Input, Popover } from 'antd';
import { ActButton, RefusedButton } from '../../../ui/act-button.tsx';
import { useT } from '../../../ui/language.tsx';

/** An act that wants a reason, and maybe something chosen beside it: both stay on the record. */
export function ReasonAct({ act, label, title, done, run, children, ready = true, primary = false, undo }: { /** What `run` runs. */ act: { readonly refused: { readonly detail: string } | undefined }; label: string; title: string; done: string; run: (reason: string) => Promise<unknown>; children?: ReactNode; ready?: boolean; primary?: boolean; undo?: () => Promise<unknown> }) {
  const t = useT();
  const [reason, setReason] = useState('');
  if (act.refused) return <RefusedButton label={label} refused={act.refused} />;
  return (
    <Popover trigger="click" placement="bottomRight" title={title} content={
      <form style={{ display: 'grid', gap: 8, width: 260 }} onSubmit={(e) => e.preventDefault()}>
        {children}
        <Input value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} aria-label={t('原因', 'Reason')} placeholder={t('原因（留在记录里）', 'Reason (it stays on the record)')} autoFocus />
        {reason.trim().length >= 2 && ready && <ActButton act={act} primary size="small" label={label} done={done} run={() => run(reason.trim())} {...(undo ? { undo } : {})} />}
      </form>
    }><Button {...(primary ? { type: 'primary' as const } : {})}>{label}…</Button></Popover>
  );
}
