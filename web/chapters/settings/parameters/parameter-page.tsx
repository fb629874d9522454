import { useParams } from '@tanstack/react-router';
import { listParameters, readParameter } from '../../../../src/regulation/parameters/contract.ts';
import { listPublications } from '../../../../src/regulation/publications/contract.ts';
import type { Answer } from '../../../../src/kernel/http/contract.ts';
import { Page } from '../../../shell/page.tsx';
import { dayOf } from '../../../ui/format.ts';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { ChangeView } from './change-view.tsx';
import { ProposeForm } from './propose-form.tsx';
import './parameters.css';

export type Parameter = Answer<typeof readParameter>;
type Version = Parameter['history'][number];

/** A value of the rulebook: what holds and why, what it may be, its history, and the way to change it. */
export default function ParameterPage() {
  const { key = '' } = useParams({ strict: false });
  const read = useRead(readParameter, { params: { key } }, { topics: ['regulation'] });
  return <RecordOf read={read}>{(p) => <ParameterView key={p.key} p={p} />}</RecordOf>;
}

function ParameterView({ p }: { p: Parameter }) {
  const { t, tw } = useLanguage();
  const rights = useRead(listParameters, { query: { clause: p.clause } }, { topics: [] });
  const binds = {
    start: t('只对此后开始计时的事项生效，进行中的按原值', 'For clocks that start later; running ones keep what held'), event: t('自下一次提交起生效', 'From the next submission'), now: t('立即对所有事项生效', 'At once, for open cases too'),
  };
  const sources = { blank: t('规章原文留空，由公司确定', 'Left blank by the rulebook'), vague: t('规章原文未写数字，由公司确定', 'The rulebook says no figure'), law: t('法定', 'By law') };
  const states: Record<Version['state'], string> = { 'in-force': t('现行', 'In force'), planned: t('待生效', 'Planned'), past: t('已过期', 'Past'), replaced: t('已被替代', 'Replaced') };
  const published = useRead(listPublications, { query: { key: p.key, limit: '1' } }, { topics: ['parameter'] }).data?.rows[0];
  const waiting = p.changes.filter((c) => c.state === 'waiting');
  const done = p.changes.filter((c) => c.state !== 'waiting');
  return (
    <Page title={tw(p.label)} number={p.key} rule={[p.clause]}>
      <div className="dz-parameter-grid">
        <div>
          <section className="dz-card">
            <h2>{t('现行数值', 'Value in force')}</h2>
            <p className={p.value.zh.length > 16 ? 'dz-parameter-now dz-parameter-long' : 'dz-parameter-now'}>{tw(p.value)}</p>
            <p className="dz-2">{p.decided ? (p.since ? <>{t('自 ', 'Since ')}<When at={p.since} /></> : sources[p.source]) : <span className="dz-soon">{t('未量化：公司尚未正式确定，暂用建议值', 'Not decided yet: the suggested value is in use')}</span>}</p>
            <dl className="dz-facts">
              <div><dt>{t('来源', 'Source')}</dt><dd>{sources[p.source]}</dd></div>
              {p.legal && <div><dt>{t('法律', 'Law')}</dt><dd>{p.legal.min && t(`不低于 ${p.legal.min.zh}；`, `Not below ${p.legal.min.en}. `)}{p.legal.max && t(`不高于 ${p.legal.max.zh}；`, `Not above ${p.legal.max.en}. `)}{tw(p.legal.law)}</dd></div>}
              <div><dt>{t('生效方式', 'Takes hold')}</dt><dd>{binds[p.binds]}</dd></div>
              {published && <div><dt>{t('确认知悉', 'Acknowledged')}</dt><dd><a href={`/rulebook/changes/${published.id}`}>{published.acknowledged} / {published.addressed}</a> <span className="dz-2">{t('现行版本', 'this version')}</span></dd></div>}
              {!p.live && <div><dt>{t('使用', 'Use')}</dt><dd>{t('所属控制点尚未接入', 'Its controls are not connected yet')}</dd></div>}
            </dl>
          </section>
          <RelatedTable<Version> title={t('历史', 'History')} rows={p.history} rowKey={(v) => v.id} empty={t('还没有正式设定过，一直使用建议值。', 'Never set: the suggested value has been in use.')} columns={[
            { key: 'state', title: t('状态', 'State'), render: (v) => <span className={v.state === 'in-force' ? 'dz-kept' : 'dz-2'}>{states[v.state]}</span> },
            { key: 'value', title: t('数值', 'Value'), render: (v) => <b>{tw(v.value)}</b> },
            { key: 'scope', title: t('范围', 'Scope'), render: (v) => (v.scope ? tw(v.scope) : t('全公司', 'Company')) },
            { key: 'from', title: t('生效', 'Valid'), render: (v) => <span className="dz-num">{v.from === null ? '—' : dayOf(v.from)} → {v.to === null ? '…' : dayOf(v.to)}</span> },
            { key: 'why', title: t('理由', 'Reason'), render: (v) => v.reason },
            { key: 'who', title: t('提出 / 批准', 'Asked / approved'), render: (v) => `${v.proposedBy} / ${v.approvedBy ?? '—'}` },
          ]} />
        </div>
        <div>
          {waiting.map((c) => <ChangeView key={c.id} change={c} />)}
          {rights.data?.mayPropose && <ProposeForm p={p} />}
          {done.length > 0 && <section className="dz-card"><h2>{t('以往的申请', 'Earlier requests')}</h2>{done.map((c) => <ChangeView key={c.id} change={c} />)}</section>}
        </div>
      </div>
    </Page>
  );
}
