import { useState } from 'react';
import { Button, Drawer, Input } from 'antd';
import { declineWishAct, takeWishAct, wishStateWords, type ContractRecord, type WishRecord } from '../../../../src/chapters/sales/negotiation/contract.ts';
import { ActButton, LeadingButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { WithText } from './parts.tsx';

const tone = { open: 'dz-soon', taken: 'neg-good', declined: 'dz-2', dropped: 'dz-2' } as const;

/** What the customer wants different, beside its paragraph or, with `alone`, away from it: taken over as a new revision, or declined with a reason. */
export function Wish({ c, w, alone }: { c: ContractRecord; w: WishRecord; alone?: boolean }) {
  const { t, tw } = useLanguage();
  const take = useAct(takeWishAct);
  const decline = useAct(declineWishAct);
  const [wording, setWording] = useState<string | null>(null);
  const lines = c.body.split('\n');
  const now = w.line === null ? c.body : lines[w.line]!;
  const params = { id: c.id, wishId: w.id };
  return (
    <div className="neg-wish">
      <div><b className={tone[w.state]}>{tw(wishStateWords[w.state])}</b> <span className="dz-2">{w.by} · <When at={w.at} /> · {t(`对第 ${w.revision} 稿`, `on revision ${w.revision}`)}</span></div>
      {alone && w.said && <div className="dz-2">“{w.said}”</div>}
      <div>{w.body}</div>
      {w.answeredBy && <div className="dz-2">{w.takenRevision === null ? w.answer : t(`成为第 ${w.takenRevision} 稿`, `became revision ${w.takenRevision}`)} · {w.answeredBy} <When at={w.answeredAt} /></div>}
      {w.state === 'open' && c.mayChange && ['draft', 'final', 'sent'].includes(c.state) && <div className="dz-row">
        <LeadingButton leadsTo={takeWishAct} onClick={() => setWording(now)}>{t('采纳…', 'Take over…')}</LeadingButton>
        <WithText act={decline} label={t('不采纳', 'Decline')} ask={t('为什么不采纳？客户会看到', 'Why not? The customer reads it')} done={t('已答复', 'Answered')} run={(reason) => decline.run({ params, body: { reason } })} />
      </div>}
      <Drawer open={wording !== null} onClose={() => setWording(null)} title={t('按意见修改', 'Change it as asked')} size={720} destroyOnHidden>
        <div className="neg-stack">
          <p><b>{w.by}</b>{t('：', ': ')}{w.body}</p>
          <Input.TextArea value={wording ?? ''} onChange={(e) => setWording(e.target.value)} rows={w.line === null ? 18 : 6} maxLength={30_000} aria-label={w.line === null ? t('全文', 'The whole wording') : t('这一段', 'This paragraph')} />
          <p className="dz-2">{t('保存后成为新的一稿，须重新定稿并发给客户。', 'It becomes a new revision, to be made final and sent again.')}</p>
          <div className="dz-row"><ActButton act={take} primary label={t('采纳并保存', 'Take it over')} done={t('已成为新稿', 'A new revision')} run={async () => {
            await take.run({ params, body: { version: c.version, body: w.line === null ? wording! : lines.with(w.line, wording!).join('\n') } });
            setWording(null);
          }} /><Button onClick={() => setWording(null)}>{t('取消', 'Cancel')}</Button></div>
        </div>
      </Drawer>
    </div>
  );
}
