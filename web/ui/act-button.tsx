import { useState, type ReactNode } from 'react';
import { App, Button, Popconfirm, Popover, type ButtonProps } from 'antd';
import { StopOutlined } from '@ant-design/icons';
import { ClauseChip } from './clause.tsx';
import { useT } from './language.tsx';
import { ProblemNote } from './problem.tsx';
import type { AnyEndpoint } from './api.ts';
import { useRefused } from './rights.ts';

export interface ActButtonProps {
  /** A verb: 发货, 退回. */
  readonly label: string;
  /** Runs the act; a thrown ApiProblem is shown with its reason and clause. */
  readonly run: () => Promise<unknown>;
  readonly primary?: boolean;
  readonly icon?: ReactNode;
  readonly size?: 'small' | 'middle' | 'large';
  readonly block?: boolean;
  /** Only for what cannot be undone: what will happen. Everything else runs at once and offers `undo`. */
  readonly confirm?: string | undefined;
  /** Takes the act back; offered for some seconds after success. */
  readonly undo?: () => Promise<unknown>;
  /** What is said after success: 已发货. */
  readonly done?: string;
  /** Known beforehand that the rule refuses: the button says why instead of running. */
  readonly refused?: { readonly detail: string; readonly clause?: string | undefined } | undefined;
  /** What `run` runs: where the posts of this person do not allow it, the button says so and whom to ask. */
  readonly act?: { readonly refused: { readonly detail: string } | undefined } | undefined;
  readonly onDone?: () => void;
  readonly autoFocus?: boolean;
}

const undoSeconds = 8;

/** Shows the problem of an act that failed, with its clause, where notices appear. */
export function useActProblem(): (error: unknown) => void {
  const { notification } = App.useApp();
  const t = useT();
  return (error) => notification.error({ title: t('没有执行', 'Not done'), description: <ProblemNote small error={error} />, duration: 0, placement: 'bottomLeft' });
}

/** Known beforehand that it may not be done: the button stands there, and says why and what to do instead of doing it. */
export function RefusedButton({ label, refused, ...look }: { label: ReactNode; refused: NonNullable<ActButtonProps['refused']>; size?: 'small' | 'middle' | 'large'; block?: boolean; autoFocus?: boolean }) {
  return (
    <Popover trigger="click" placement="bottom" content={
      <div className="dz-refused">
        <p>{refused.detail}</p>
        {refused.clause && <ClauseChip id={refused.clause} />}
      </div>
    }>
      <Button {...look} icon={<StopOutlined />} className="dz-refused-button" aria-disabled>{label}</Button>
    </Popover>
  );
}

type LeadingProps = Omit<ButtonProps, 'size'> & { readonly size?: 'small' | 'middle' | 'large'; readonly leadsTo: AnyEndpoint };

/** A button to a form or a page whose only use is one act: where the posts of this person do not allow that, it says so, and nobody fills in a form in vain. */
export function LeadingButton({ leadsTo, ...button }: LeadingProps) {
  const refused = useRefused(leadsTo);
  if (!refused) return <Button {...button} />;
  const { size, block } = button;
  return <RefusedButton label={button.children} refused={refused} {...(size ? { size } : {})} {...(block ? { block } : {})} />;
}

/** On a desk that is worked by keys and scans: who may not, reads it before the first of them. */
export function RefusedNote({ leadsTo }: { leadsTo: AnyEndpoint }) {
  const refused = useRefused(leadsTo);
  return refused ? <p className="dz-refused-note" role="note">{refused.detail}</p> : null;
}

/** A button that changes something: confirm or undo, never both; a refused act is explained, not hidden. */
export function ActButton(p: ActButtonProps) {
  const t = useT();
  const { message } = App.useApp();
  const showProblem = useActProblem();
  const [busy, setBusy] = useState(false);

  const takeBack = async (key: string) => {
    message.destroy(key);
    try {
      await p.undo?.();
      void message.success(t('已撤销', 'Undone'));
    } catch (error) {
      showProblem(error);
    }
  };

  const go = async () => {
    setBusy(true);
    try {
      await p.run();
      const key = crypto.randomUUID();
      if (p.undo) {
        void message.open({ key, type: 'success', duration: undoSeconds, content: <>{p.done ?? t('已完成', 'Done')} <Button type="link" size="small" onClick={() => void takeBack(key)}>{t('撤销', 'Undo')}</Button></> });
      } else if (p.done) void message.success(p.done);
      p.onDone?.();
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  };

  const look = { size: p.size ?? 'middle', block: p.block ?? false, autoFocus: p.autoFocus ?? false } as const;
  const refused: ActButtonProps['refused'] = p.act?.refused ?? p.refused;
  if (refused) return <RefusedButton {...look} label={p.label} refused={refused} />;
  const button = (
    <Button {...look} type={p.primary ? 'primary' : 'default'} icon={p.icon} loading={busy} {...(p.confirm ? {} : { onClick: () => void go() })}>{p.label}</Button>
  );
  if (!p.confirm) return button;
  return (
    <Popconfirm title={t(`${p.label}？`, `${p.label}?`)} description={p.confirm} okText={p.label} cancelText={t('不', 'No')} onConfirm={() => void go()} placement="bottomRight">
      {button}
    </Popconfirm>
  );
}
