import { useState } from 'react';
import { useRouter } from '@tanstack/react-router';
import { App } from 'antd';
import { checkLead, duplicateWords, leadStateWords } from '../../../../src/chapters/sales/leads/contract.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import { LeadForm } from './lead-form.tsx';
import './leads.css';
import { NameLikeness } from './lead-parts.tsx';

/** One who may buy is noted: while one types, it is looked whether they are here already (clause 2.1.2). */
export default function CapturePage() {
  const { t, tw } = useLanguage();
  const { message } = App.useApp();
  const router = useRouter();
  const [sought, setSought] = useState<Record<string, unknown>>({});
  const asked = Object.values(sought).some(Boolean);
  const found = useRead(checkLead, { body: sought as never }, { enabled: asked });
  const rows = asked ? (found.data?.rows ?? []) : [];
  return (
    <Page title={t('录入线索', 'Capture a lead')} rule={['2.1.2']}>
      <div className="lead-form">
        <section className="dz-card">
          <LeadForm of={null} onLook={(v) => setSought((now) => ({ ...now, ...v }))} onSaved={(id, alike) => {
            void message.success(alike > 0 ? t(`已录入，与 ${alike} 条已有线索疑似重复`, `Captured; it looks like ${alike} that are here`) : t('已录入', 'Captured'));
            router.history.push(`/sales/leads/${id}`);
          }} />
        </section>
        <aside className="dz-card" aria-live="polite">
          <h2>{t('查重', 'Here already?')}</h2>
          {rows.length === 0 ? <p className="dz-2">{asked && !found.isFetching ? t('没有相同的电话、邮箱、账号，也没有相似的名称。', 'No lead with this number, address or account, and none of a similar name.') : t('填写电话、邮箱或公司后自动查重。', 'Filled in, number, address and company are looked up.')}</p> : (
            <ul className="lead-score">{rows.map((r) => (
              <li key={r.leadNo} style={{ display: 'block', marginBottom: 8 }}>
                {r.id ? <a href={`/sales/leads/${r.id}`}>{r.leadNo}</a> : r.leadNo} <span className="dz-soon">{r.reasons.map((x) => tw(duplicateWords[x])).join('、')}</span><NameLikeness of={r} />
                <div className="dz-2">{tw(leadStateWords[r.state])}{r.owner ? ` · ${r.owner}` : ''} · <When at={r.capturedAt} /></div>
              </li>
            ))}</ul>
          )}
        </aside>
      </div>
    </Page>
  );
}
