import { duplicateWords, leadStateWords, mergeLeadsAct, settleDuplicateAct, undoMergerAct, type LeadRecord } from '../../../../src/chapters/sales/leads/contract.ts';
import { NameLikeness } from './lead-parts.tsx';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RelatedTable } from '../../../ui/record-page.tsx';
import { useAct } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';

/** Leads that may be the same customer, by what; merged into this one (can be undone) or said to be another. */
export function Alike({ l }: { l: LeadRecord }) {
  const { t, tw, language } = useLanguage();
  const [merge, settle, undo] = [useAct(mergeLeadsAct), useAct(settleDuplicateAct), useAct(undoMergerAct)];
  let merger = '';
  return (
    <RelatedTable title={t('疑似重复', 'May be the same customer')} rows={l.alike} rowKey={(a) => a.id} empty="" columns={[
      { key: 'no', title: t('线索', 'Lead'), render: (a) => <a href={`/sales/leads/${a.id}`}>{a.leadNo}</a> }, { key: 'who', title: t('客户', 'Who'), render: (a) => [a.company, a.name, a.phone].filter(Boolean).join(' · ') },
      { key: 'by', title: t('依据', 'By'), render: (a) => <>{a.reasons.map((r) => duplicateWords[r][language]).join('、')}<NameLikeness of={a} /></> }, { key: 'state', title: t('状态', 'State'), render: (a) => `${tw(leadStateWords[a.state])}${a.owner ? ` · ${a.owner.name}` : ''}` },
      { key: 'at', title: t('入库', 'Captured'), render: (a) => <When at={a.capturedAt} /> },
      { key: 'acts', title: '', align: 'right', render: (a) => (a.decided === 'different' ? <span className="dz-2">{t('已确认不是同一客户', 'Another customer')}</span> : a.decided === 'merged' ? <span className="dz-2">{t('已合并', 'Merged')}</span> : l.may.work && l.state !== 'merged' && (
        <span className="dz-row" style={{ justifyContent: 'flex-end' }}>
          <ActButton act={merge} size="small" label={t('并入本条', 'Merge into this')} done={t('已合并', 'Merged')} run={async () => { merger = (await merge.run({ params: { id: l.id }, body: { goneId: a.id } })).id; }} undo={() => undo.run({ params: { id: merger }, body: {} })} />
          <ActButton act={settle} size="small" label={t('不是同一客户', 'Not the same')} done={t('已记录', 'Noted')} run={() => settle.run({ params: { id: l.id }, body: { otherId: a.id } })} />
        </span>
      )) },
    ]} />
  );
}
