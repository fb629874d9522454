import { useState } from 'react';
import { InputNumber } from 'antd';
import { modeWords, tryChain, type ChainDraft } from '../../../../src/regulation/approvals/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { YuanInput } from '../../../ui/editor-form.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { StaffSelect } from '../staff/pick.tsx';
import { PercentInput } from '../parameters/percent-input.tsx';
import type { ChainFacts } from './chain-page.tsx';

/** "Who would sign ¥12,000 asked for by this seller?": the draft tried on a case. */
export function ChainTrial({ c, draft }: { c: ChainFacts; draft: ChainDraft }) {
  const { t, tw } = useLanguage();
  const run = useAct(tryChain);
  const [by, setBy] = useState<string | null>(null);
  const [figure, setFigure] = useState(1_200_000);
  const [answer, setAnswer] = useState<Answer<typeof tryChain> | null>(null);
  const input = draft.unit === 'fen' ? <YuanInput value={figure} onChange={(v) => setFigure(v ?? 0)} /> : draft.unit === 'basisPoints' ? <PercentInput value={figure} onChange={(v) => setFigure(v ?? 0)} /> : <InputNumber value={figure} precision={0} onChange={(v) => setFigure(v ?? 0)} />;
  return (
    <section className="dz-card" aria-label={t('试算', 'Trial')}>
      <h2>{t('试算：谁来签', 'Trial: who would sign')}</h2>
      <label>{t('申请人', 'Asked by')} <StaffSelect value={by} onChange={setBy} /></label>
      {draft.field !== null && <label>{t('数额', 'Figure')} {input}</label>}
      {by && <ActButton act={run} label={t('试算', 'Try')} run={async () => setAnswer(await run.run({ params: { key: c.key }, body: { chain: draft, by, content: draft.field === null ? {} : { [draft.field]: figure } } }))} />}
      {answer && (
        <div role="status">
          {answer.faults.map((f) => <p key={f.en} className="dz-breach">{tw(f)}</p>)}
          {answer.findings.map((f) => <p key={f.en} className="dz-breach">{tw(f)}</p>)}
          <ol>{answer.steps.map((s, i) => (
            // oxlint-disable-next-line react/no-array-index-key
            <li key={i}>{tw(modeWords[s.mode])}{s.mode === 'share' && t(`（${s.needed} 票）`, ` (${s.needed})`)}：{s.seats.map((x) => `${tw(x.label)} ${x.names.join('、')}${x.from === 'higher' ? t('（上级）', ' (higher)') : x.from === 'alternate' ? t('（候补）', ' (alternate)') : ''}`).join('；')}</li>
          ))}</ol>
        </div>
      )}
    </section>
  );
}
