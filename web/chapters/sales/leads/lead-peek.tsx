import { readLead } from '../../../../src/chapters/sales/leads/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf } from '../../../ui/record-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { ContactForm } from './contact-form.tsx';
import { LeadClass, LeadState, Said, channelWords } from './lead-parts.tsx';
import './leads.css';

/** Beside the list: what one needs before calling, and the form for after it. */
export function LeadPeek({ id }: { id: string }) {
  const { t } = useLanguage();
  return (
    <RecordOf read={useRead(readLead, { params: { id } }, { topics: ['sales'] })}>{(l) => (
      <div className="lead-peek">
        <dl className="dz-facts">
          <div><dt>{t('状态', 'State')}</dt><dd><LeadState state={l.state} /> <LeadClass of={l.class} /></dd></div>
          <div><dt>{t('渠道', 'Channel')}</dt><dd><Said words={channelWords(l.channel)} /> {l.sourceDetail}</dd></div>
          <div><dt>{t('需求', 'Need')}</dt><dd>{l.need ?? '—'}</dd></div>
          <div><dt>{t('评分', 'Score')}</dt><dd>{l.score}：{l.scoreReasons.map((r) => `${t(r.zh, r.en)} ${r.points > 0 ? '+' : ''}${r.points}`).join(t('，', ', ')) || '—'}</dd></div>
          <div><dt>{t('负责人', 'Seller')}</dt><dd>{l.owner?.name ?? '—'}</dd></div>
        </dl>
        {l.may.work && (l.state === 'assigned' || l.state === 'contacted') && <ContactForm leadId={l.id} />}
        {l.contactLog.slice(0, 3).map((c) => <p key={c.id}><b>{c.by}</b> <When at={c.at} />：{c.words}</p>)}
      </div>
    )}</RecordOf>
  );
}
