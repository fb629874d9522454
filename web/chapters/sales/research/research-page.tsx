import { useState } from 'react';
import { Input } from 'antd';
import { useParams } from '@tanstack/react-router';
import { dropResearchAct, markReadAct, publishResearchAct, readResearch, sectionNames, sectionWords, writeResearchAct, type ResearchRecord, type SectionName } from '../../../../src/chapters/sales/research/contract.ts';
import { readTimeline } from '../../../../src/regulation/obligations/contract.ts';
import { ActButton } from '../../../ui/act-button.tsx';
import { useLanguage } from '../../../ui/language.tsx';
import { RecordOf, RelatedTable } from '../../../ui/record-page.tsx';
import { SubmitApproval } from '../../../ui/submit-approval.tsx';
import { Timeline } from '../../../ui/timeline.tsx';
import { useAct, useRead } from '../../../ui/use-api.ts';
import { When } from '../../../ui/values.tsx';
import { Page } from '../../../shell/page.tsx';
import { usePerson } from '../../../shell/session.tsx';
import { ReasonAct } from '../leads/reason-act.tsx';
import { ResearchState } from './research-list.tsx';
import { Sources } from './sources.tsx';
import { Tasks } from './tasks.tsx';
import './research.css';

export default function ResearchPage() {
  const { id = '' } = useParams({ strict: false });
  return <RecordOf read={useRead(readResearch, { params: { id } }, { topics: ['sales'] })}>{(r) => <Report key={`${r.id} ${r.state}`} r={r} />}</RecordOf>;
}

/** Set like a paper: sections with their sources beside them, conclusions as tasks, who has read it, how it came about. */
function Report({ r }: { r: ResearchRecord }) {
  const { t, tw } = useLanguage();
  const person = usePerson();
  const [publish, read, drop] = [useAct(publishResearchAct), useAct(markReadAct), useAct(dropResearchAct)];
  const story = useRead(readTimeline, { params: { type: 'research-report', id: r.id }, query: { limit: '100' } }, { topics: ['sales', 'regulation'] });
  const entries = (story.data?.facts ?? []).map((f) => ({ id: f.id, at: f.at, kind: 'fact' as const, text: tw(f.sentence), by: f.by }));
  const own = r.readerList.find((x) => x.id === person.id);
  const params = { id: r.id };
  return (
    <Page title={r.title} number={r.reportNo} state={<ResearchState state={r.state} />} rule={['2.1.1']}
      primary={<>
        {r.mayPublish && <ReasonAct act={drop} label={t('作废', 'Drop')} title={t('为什么作废？', 'Why drop it?')} done={t('已作废', 'Dropped')} run={(reason) => drop.run({ params, body: { reason } })} />}
        {r.mayPublish && <ActButton act={publish} primary label={t('发布', 'Publish')} done={t('已发布，结论任务已分派', 'Published; its tasks are given')} run={() => publish.run({ params, body: {} })} {...(r.missing.length > 0 ? { refused: { detail: t(`还缺：${r.missing.map((m) => m.zh).join('、')}`, `Still missing: ${r.missing.map((m) => m.en).join('; ')}`), clause: '2.1.1' } } : {})} />}
        {r.state === 'published' && (own?.readAt ? <span className="dz-kept">✓ {t('我已读', 'Read')}</span> : <ActButton act={read} primary label={t('标为已读', 'Mark as read')} done={t('已登记', 'Noted')} run={() => read.run({ params, body: {} })} />)}
      </>}>
      <div className="rs-body">
        <div className="rs-main">
          {r.mayWrite ? <Writing r={r} /> : sectionNames.filter((s) => r.sections[s] || r.required.includes(s)).map((s) => (
            <section key={s} className="dz-card"><h2>{tw(sectionWords[s])}</h2><div className="rs-text">{r.sections[s] || '—'}</div><Sources r={r} section={s} /></section>
          ))}
          <Tasks r={r} />
        </div>
        <aside className="rs-side">
          {r.state === 'draft' && (
            <section className="dz-card">
              <h2>{t('送审', 'Approval')}</h2>
              {r.lays ? <><p className="dz-2">{t('内容齐全。提交后由部门经理审批；批准后再改动须重新送审。', 'It is complete. The department head approves it; what is changed afterwards must be approved again.')}</p><SubmitApproval asked={r.lays} /></>
                : <><p>{t('送审前还缺：', 'Before it can be submitted:')}</p><ul>{r.missing.map((m) => <li key={m.zh}>{tw(m)}</li>)}</ul></>}
            </section>
          )}
          {r.readerList.length > 0 && <RelatedTable title={t('阅读清单', 'Reading list')} rows={r.readerList} rowKey={(x) => x.id} empty="" columns={[{ key: 'name', title: t('姓名', 'Name'), render: (x) => x.name }, { key: 'read', title: t('阅读', 'Read'), render: (x) => (x.readAt ? <When at={x.readAt} /> : <span className="dz-soon">{t('未读', 'Not yet')}</span>) }]} />}
          <Timeline entries={entries} />
        </aside>
      </div>
    </Page>
  );
}

function Writing({ r }: { r: ResearchRecord }) {
  const { t, tw } = useLanguage();
  const write = useAct(writeResearchAct);
  const [title, setTitle] = useState(r.title);
  const [sections, setSections] = useState<ResearchRecord['sections']>(r.sections);
  const [version, setVersion] = useState(r.version);
  const changed = title !== r.title || sectionNames.some((s) => (sections[s] ?? '') !== (r.sections[s] ?? ''));
  const save = async () => setVersion((await write.run({ params: { id: r.id }, body: { version, title: title.trim(), sections } })).version);
  const set = (s: SectionName, text: string) => setSections({ ...sections, [s]: text });
  return (
    <>
      <section className="dz-card"><Input value={title} onChange={(e) => setTitle(e.target.value)} maxLength={80} aria-label={t('标题', 'Title')} size="large" /></section>
      {sectionNames.map((s) => (
        <section key={s} className="dz-card">
          <h2>{tw(sectionWords[s])}{r.required.includes(s) && <span className="dz-2">{t('必备', 'needed')}</span>}</h2>
          <Input.TextArea value={sections[s] ?? ''} onChange={(e) => set(s, e.target.value)} maxLength={20_000} rows={5} aria-label={tw(sectionWords[s])} />
          <Sources r={r} section={s} />
        </section>
      ))}
      {changed && <div className="rs-save"><ActButton act={write} primary label={t('保存', 'Save')} done={t('已保存', 'Saved')} run={save} /></div>}
    </>
  );
}
