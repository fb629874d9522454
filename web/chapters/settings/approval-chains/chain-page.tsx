import { useState } from 'react';
import { DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { useParams } from '@tanstack/react-router';
import { proposeChain, readChain, type ChainDraft } from '../../../../src/regulation/approvals/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { ActButton } from '../../../ui/act-button.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { now } from '../../../ui/now.ts';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { ChainEditor } from './chain-editor.tsx';
import { ChainTrial } from './chain-trial.tsx';
import './chains.css';

/** A reason has so many characters at least. */
const LEAST = 4;

export type ChainFacts = Answer<typeof readChain>;

/** One chain: what holds, the draft with a trial beside it, and its history. Another person approves a change. */
export default function ChainPage() {
  const { key = '' } = useParams({ strict: false });
  const read = useRead(readChain, { params: { key } }, { topics: ['regulation', 'approval-chain'] });
  return <RecordOf read={read}>{(chain) => <ChainView key={`${chain.key} ${chain.since ?? 0}`} c={chain} />}</RecordOf>;
}

function ChainView({ c }: { c: ChainFacts }) {
  const { t, tw } = useLanguage();
  const [draft, setDraft] = useState<ChainDraft>(c.chain);
  const [from, setFrom] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const propose = useAct(proposeChain);
  return (
    <Page title={tw(c.title)} number={c.key} {...(c.clause ? { rule: [c.clause] } : {})}>
      <div className="dz-chain-grid">
        <div>
          <section className="dz-card dz-chain-card">
            <h2>{t('现行', 'In force')}<span className="dz-2">{c.own ? <>{t('公司自定，自 ', 'own, since ')}<When at={c.since} /></> : c.clause ? t('按条款声明', 'as the clause declares') : t('内置', 'built in')}</span></h2>
            <ul>{c.steps.map((s) => <li key={s.en}>{tw(s)}</li>)}</ul>
            {c.waiting && <p><a className="dz-soon" href={`/approvals/${c.waiting}`}>{t('有修改待审批', 'A change waits for approval')}</a></p>}
          </section>
          {c.mayPropose && (
            <section className="dz-card">
              <h2>{t('设计', 'Design')}</h2>
              <ChainEditor chain={draft} fields={c.fields} onChange={setDraft} />
              <div className="dz-chain-line dz-chain-send">
                <label>{t('生效', 'From')} <DatePicker value={from ? dayjs(from) : null} placeholder={t('批准后立即', 'At once')} aria-label={t('生效日期', 'From')} disabledDate={(d) => d.format('YYYY-MM-DD') < dayOf(now())} onChange={(d) => setFrom(d ? d.format('YYYY-MM-DD') : null)} /></label>
                <Input className="dz-chain-posts" value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} placeholder={t('修改理由（必填）', 'Why (required)')} aria-label={t('修改理由', 'Reason')} />
                <ActButton act={propose} primary label={t('提交审批', 'Send for approval')} done={t('已提交，等另一人审批', 'Sent; another person approves it')} {...(reason.trim().length < LEAST ? { refused: { detail: t(`请先写明修改理由，至少 ${LEAST} 个字。`, `Say why first, in ${LEAST} characters or more.`) } } : {})}
                  run={() => propose.run({ params: { key: c.key }, body: { chain: draft, from, reason: reason.trim() } })} onDone={() => setReason('')} />
              </div>
            </section>
          )}
          <RelatedTable title={t('历史', 'History')} rows={c.history} rowKey={(h) => h.id} empty={t('还没有公司自定的版本，按条款执行。', 'No version of the company’s own: the clause holds.')} columns={[
            { key: 'from', title: t('生效', 'From'), render: (h) => <When at={h.from} /> }, { key: 'why', title: t('理由', 'Reason'), render: (h) => h.reason },
            { key: 'by', title: t('批准', 'Approved by'), render: (h) => h.by },
          ]} />
        </div>
        <ChainTrial c={c} draft={draft} />
      </div>
    </Page>
  );
}
