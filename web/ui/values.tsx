import { useState, type ReactNode } from 'react';
import { App, Button, Input, Popover } from 'antd';
import { CheckOutlined, EyeOutlined } from '@ant-design/icons';
import { unmask } from '../shell/endpoints.ts';
import { dueText, exactText, lengthText, moneyText, numberText, rateText, whenText } from './format.ts';
import { useLanguage, useT } from './language.tsx';
import { useNow } from './now.ts';
import { ProblemNote } from './problem.tsx';
import { useAct } from './use-api.ts';
import './values.css';

const Empty = () => <span className="dz-2">—</span>;

/** Integer fen as ¥1,234.50, tabular; an unknown amount is a dash, never zero. */
export function Money({ fen, signed }: { fen: number | bigint | null | undefined; signed?: boolean }) {
  if (fen === null || fen === undefined) return <Empty />;
  return <span className="dz-num">{signed && BigInt(fen) > 0n ? '+' : ''}{moneyText(fen)}</span>;
}

export function Num({ value, unit }: { value: number | null | undefined; unit?: string }) {
  if (value === null || value === undefined) return <Empty />;
  return <span className="dz-num">{numberText(value)}{unit ? <span className="dz-2"> {unit}</span> : null}</span>;
}

/** Basis points as a percentage. */
export function Rate({ basisPoints }: { basisPoints: number | null | undefined }) {
  return basisPoints === null || basisPoints === undefined ? <Empty /> : <span className="dz-num">{rateText(basisPoints)}</span>;
}

/** An instant: relative when near, exact on hovering, in the company's zone. */
export function When({ at }: { at: number | null | undefined }) {
  const { language } = useLanguage();
  const now = useNow();
  if (at === null || at === undefined) return <Empty />;
  return <time dateTime={new Date(at).toISOString()} title={exactText(at)} className="dz-when">{whenText(at, now, language)}</time>;
}

/** An id or number: mono, copied on click. */
export function IdTag({ value, strong }: { value: string; strong?: boolean }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_200);
  };
  return (
    <button type="button" className={strong ? 'dz-id dz-id-strong' : 'dz-id'} title={copied ? t('已复制', 'Copied') : t('点击复制', 'Click to copy')}
      onClick={(e) => { e.stopPropagation(); void copy(); }}>
      {value}{copied && <CheckOutlined aria-label={t('已复制', 'Copied')} />}
    </button>
  );
}

/** Share of the time that is left, 0…1, of a duty that runs from `openedAt` to `dueAt`. */
export function shareLeft(openedAt: number, dueAt: number, now: number): number {
  if (dueAt <= openedAt) return now <= dueAt ? 1 : 0;
  return Math.max(0, Math.min(1, (dueAt - now) / (dueAt - openedAt)));
}

interface DueProps {
  readonly openedAt: number;
  readonly dueAt: number | null;
  /** What remains while the clock stands still. */
  readonly remainingMs?: number | null;
  readonly provisional?: boolean;
}

/** When something is due: words, and a thin bar that empties. Below a quarter it is soon, at zero it is a breach. */
export function DueBar({ openedAt, dueAt, remainingMs, provisional }: DueProps) {
  const { language, t } = useLanguage();
  const now = useNow();
  if (dueAt === null) {
    return (
      <span className="dz-due dz-due-paused">
        <span>{remainingMs === null || remainingMs === undefined ? t('无期限', 'no limit') : t(`暂停，剩 ${lengthText(remainingMs, language)}`, `paused, ${lengthText(remainingMs, language)} left`)}</span>
        <i><b style={{ width: '100%' }} /></i>
      </span>
    );
  }
  const left = shareLeft(openedAt, dueAt, now);
  const state = dueAt < now ? 'over' : left < 0.25 ? 'soon' : 'calm';
  return (
    <span className={`dz-due dz-due-${state}`} title={`${exactText(dueAt)}${provisional ? t('（假期未公布，暂定）', ' (provisional: holidays not published)') : ''}`}>
      <span>{dueText(dueAt, now, language)}{provisional ? ' *' : ''}</span>
      <i><b style={{ width: `${Math.round(left * 100)}%` }} /></i>
    </span>
  );
}

interface MaskedProps {
  /** The masked value as the server sent it: 138****5678. */
  readonly value: string | null;
  /** Whose and which field, for POST /api/unmaskings. */
  readonly of: { readonly kind: string; readonly id: string; readonly field: string };
}

/** Personal data, hidden until a reason is given; the server logs who looked and why. Hidden again when the page is left. */
export function Masked({ value, of }: MaskedProps) {
  const t = useT();
  const { message } = App.useApp();
  const act = useAct(unmask);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [shown, setShown] = useState<string | null>(null);
  if (value === null) return <Empty />;
  if (shown !== null) return <span className="dz-masked">{shown}</span>;
  const look = async () => {
    // The refusal stays in the popover, beside the reason.
    const answer = await act.run({ body: { ...of, reason: reason.trim() } }).catch(() => null);
    if (!answer) return;
    setShown(answer.value);
    setOpen(false);
    void message.info(t('已记录本次查看', 'This look has been logged'));
  };
  const ask: ReactNode = (
    <form className="dz-unmask" onSubmit={(e) => { e.preventDefault(); void look(); }}>
      <label htmlFor={`why-${of.id}-${of.field}`}>{t('查看原因（会留下记录）', 'Why (this is logged)')}</label>
      <Input id={`why-${of.id}-${of.field}`} value={reason} onChange={(e) => setReason(e.target.value)} maxLength={200} autoFocus
        placeholder={t('如：电话核对收货地址', 'e.g. confirming the address by phone')} />
      {act.error && <ProblemNote small error={act.error} />}
      <Button type="primary" htmlType="submit" loading={act.isPending} disabled={reason.trim().length < 4}>{t('查看', 'Show')}</Button>
    </form>
  );
  return (
    <span className="dz-masked">
      {value}
      <Popover content={ask} open={open} onOpenChange={setOpen} trigger="click" destroyOnHidden>
        <Button type="link" size="small" icon={<EyeOutlined />} onClick={(e) => e.stopPropagation()}>{t('查看', 'Show')}</Button>
      </Popover>
    </span>
  );
}
