import { useState } from 'react';
import { Button } from 'antd';
import { useParams } from '@tanstack/react-router';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { readTimeline, type ObligationRow } from '../../../src/regulation/obligations/contract.ts';
import { Page } from '../../shell/page.tsx';
import { useActProblem } from '../../ui/act-button.tsx';
import { call } from '../../ui/api.ts';
import { ClauseChip } from '../../ui/clause.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { Pane } from '../../ui/pane.tsx';
import { RecordOf, RelatedTable } from '../../ui/record-page.tsx';
import { TakeEvidence } from '../../ui/take-evidence.tsx';
import { Timeline, type TimelineEntry } from '../../ui/timeline.tsx';
import { useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';
import { Due, StateWord } from './obligation-list.tsx';
import { ObligationView } from './obligation-view.tsx';
import { outcomeWords } from './words.ts';
import '../regulation.css';

type Case = Answer<typeof readTimeline>;
type Verdict = Case['judgements'][number];
const breachFact = 'regulation.obligation-breached';

/** A case: what the rulebook asked, and everything that happened, fact by fact. */
export default function CasePage() {
  const { type = '', id = '' } = useParams({ strict: false });
  const read = useRead(readTimeline, { params: { type, id }, query: {} }, { topics: ['clause', type] });
  return <RecordOf read={read}>{(one) => <CaseView key={id} one={one} params={{ type, id }} />}</RecordOf>;
}

function CaseView({ one, params }: { one: Case; params: { type: string; id: string } }) {
  const { t, tw } = useLanguage();
  const problem = useActProblem();
  const [older, setOlder] = useState<{ facts: Case['facts']; next: string | null } | null>(null);
  const [opened, setOpened] = useState<ObligationRow | null>(null);
  const next = older ? older.next : one.next;
  const more = async () => {
    try {
      const page = await call(readTimeline, { params, query: { cursor: next! } });
      setOlder({ facts: [...(older?.facts ?? []), ...page.facts], next: page.next });
    } catch (error) {
      problem(error);
    }
  };
  const kinds = { person: undefined, system: t('系统', 'System'), bot: t('机器人', 'Bot'), customer: t('客户', 'Customer') };
  const facts = [...one.facts, ...(older?.facts ?? [])].filter((f) => f.type !== breachFact).map((f): TimelineEntry => ({
    id: f.id, at: f.at, text: tw(f.sentence), kind: 'fact', by: f.actorKind === 'system' ? kinds.system : f.by, clause: f.clause ?? undefined,
    // When the record is much later than the deed, both are told.
    ...(f.recordedAt - f.at > 120_000 ? { body: <small className="dz-2">{t('补录于 ', 'recorded ')}<When at={f.recordedAt} /></small> } : {}),
  }));
  // A breach stands where it fell, whether the tick noticed it or the late deed itself did.
  const breaches = one.obligations.filter((o) => o.state === 'breached' && o.breachAt !== null)
    .map((o): TimelineEntry => ({ id: o.id, at: o.breachAt!, text: t(`超时：${o.title.zh}`, `overdue: ${o.title.en}`), kind: 'breach', clause: o.clause }));
  const entries = [...facts, ...breaches];
  const { subject } = one;
  return (
    <Page title={tw(subject.kind)} number={subject.number} state={<span className="dz-2">{[subject.title, subject.whom].filter(Boolean).join(' · ')}</span>}
      primary={<><TakeEvidence about={{ kind: 'case', type: params.type, subject: params.id }} />{!subject.href.startsWith('/cases/') && <Button href={subject.href}>{t('打开记录', 'Open the record')}</Button>}</>}>
      <div className="dz-record-body">
        <div className="dz-record-main">
          <RelatedTable<ObligationRow> title={t('规章对此事的要求', 'What the rulebook asked')} rows={one.obligations} rowKey={(o) => o.id} empty={t('此事没有触发任何时限。', 'No clock was started by this case.')} columns={[
            { key: 'clause', title: t('条款', 'Clause'), render: (o) => <ClauseChip id={o.clause} /> },
            { key: 'title', title: t('做什么', 'What'), render: (o) => <button type="button" className="dz-linklike" onClick={() => setOpened(o)}>{tw(o.title)}</button> },
            { key: 'state', title: t('状态', 'State'), render: (o) => <StateWord row={o} /> },
            { key: 'opened', title: t('开始', 'Opened'), render: (o) => <When at={o.openedAt} /> },
            { key: 'due', title: t('期限 / 完成', 'Due / done'), render: (o) => <Due row={o} /> },
            { key: 'owner', title: t('责任', 'Owner'), render: (o) => o.owner?.name ?? tw(o.ownerPost) },
          ]} />
          {one.judgements.length > 0 && (
            <RelatedTable<Verdict> title={t('不计时的判定', 'Verdicts without a clock')} rows={one.judgements} rowKey={(j) => j.id} empty="" columns={[
              { key: 'clause', title: t('条款', 'Clause'), render: (j) => <ClauseChip id={j.clause} /> },
              { key: 'title', title: t('规则', 'Rule'), render: (j) => <a href={`/rulebook/${j.clause}/${j.control}/judgements?q=${encodeURIComponent(subject.number)}`}>{tw(j.title)}</a> },
              { key: 'outcome', title: t('判定', 'Verdict'), render: (j) => <span className={j.outcome === 'broken' ? 'dz-breach' : j.outcome === 'kept' ? 'dz-kept' : undefined}>{tw(outcomeWords[j.outcome])}</span> },
              { key: 'lines', title: t('依据', 'Evidence'), render: (j) => <>{j.lines.map((l) => <div key={l.label.en}><span className="dz-2">{tw(l.label)}</span> {typeof l.value === 'string' ? l.value : tw(l.value)}</div>)}</> },
              { key: 'at', title: t('时间', 'When'), render: (j) => <When at={j.at} /> },
            ]} />
          )}
          {opened && <Pane title={tw(opened.title)} onClose={() => setOpened(null)}><ObligationView id={opened.id} /></Pane>}
        </div>
        <div>
          <Timeline entries={entries} />
          {next && <Button type="link" onClick={() => void more()}>{t('更早的经过', 'Earlier')}</Button>}
        </div>
      </div>
    </Page>
  );
}
