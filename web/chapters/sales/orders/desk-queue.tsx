import { Button, Checkbox } from 'antd';
import { type QueueRow, releaseManyAct, ruleWords } from '../../../../src/chapters/sales/contract.ts';
import { LeadingButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { When } from '../../../ui/values.tsx';
import type { Choice } from './desk-choice.ts';
import './review-desk.css';

interface Props {
  readonly rows: readonly QueueRow[];
  readonly total: number | null;
  readonly at: string | undefined;
  readonly onAt: (id: string) => void;
  readonly choice: Choice;
  /** Puts in everything that the filter finds, loaded or not. */
  readonly onAll: () => void;
  readonly onRelease: () => void;
  readonly busy: boolean;
  readonly loading: boolean;
}

/** The orders that wait, the next on top: a press opens one, its box (or Space) chooses it for a release together with others. */
export function DeskQueue({ rows, total, at, onAt, choice, onAll, onRelease, busy, loading }: Props) {
  const { t, tw, language } = useLanguage();
  const { chosen, toggle, clear } = choice;
  const held = (r: QueueRow) => r.review.filter((f) => f.weight === 'hold').map((f) => tw(ruleWords[f.rule])).join(language === 'zh' ? '、' : ', ');
  return (
    <section className="dz-card rd-queue" aria-label={t('队列', 'Queue')}>
      <div className="dz-row" style={{ flexWrap: 'wrap' }} role="toolbar" aria-label={t('对所选订单', 'With the chosen orders')}>
        {chosen.size === 0 ? <Button size="small" type="text" loading={loading} disabled={rows.length === 0} onClick={onAll}>{t(`全选当前筛选${total === null ? '' : `（${total} 单）`}`, `Choose all that the filter finds${total === null ? '' : ` (${total})`}`)}</Button> : (
          <>
            <b>{t(`已选 ${chosen.size} 单`, `${chosen.size} chosen`)}</b>
            <LeadingButton leadsTo={releaseManyAct} size="small" type="primary" loading={busy} onClick={onRelease}>{t('放行所选', 'Release them')}</LeadingButton>
            {chosen.size < (total ?? Infinity) && <Button size="small" type="text" loading={loading} onClick={onAll}>{t('全选当前筛选', 'Choose all')}</Button>}
            <Button size="small" type="text" onClick={clear}>{t('取消选择', 'Clear')}</Button>
          </>
        )}
      </div>
      <ol>
        {rows.map((r) => (
          <li key={r.id} aria-current={r.id === at ? 'true' : undefined} className={[r.id === at && 'rd-at', chosen.has(r.id) && 'rd-chosen'].filter(Boolean).join(' ') || undefined}>
            <Checkbox checked={chosen.has(r.id)} aria-label={t(`选择 ${r.orderNo}`, `Choose ${r.orderNo}`)} onClick={(e) => toggle(r.id, e.shiftKey)} />
            <button type="button" data-queue onClick={(e) => (e.shiftKey ? toggle(r.id, true) : onAt(r.id))}>
              {r.orderNo} <small className="dz-2"><When at={r.placedAt} /></small><br /><small className="dz-soon">{held(r) || t('等待自动审单', 'Waiting for the rules')}</small>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
