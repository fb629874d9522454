import { useParams } from '@tanstack/react-router';
import { acknowledgeChange, readPublication, remindOfChange } from '../../../src/regulation/publications/contract.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { Page } from '../../shell/page.tsx';
import { ActButton } from '../../ui/act-button.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { RecordOf } from '../../ui/record-page.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';
import '../regulation.css';

type Publication = Answer<typeof readPublication>;

/** One change of the rulebook: what it said, what it says, from when, and who knows it. */
export default function ChangePage() {
  const { id = '' } = useParams({ strict: false });
  const read = useRead(readPublication, { params: { id } }, { topics: ['parameter'] });
  return <RecordOf read={read}>{(p) => <ChangeView key={p.id} p={p} onDone={() => void read.refetch()} />}</RecordOf>;
}

function ChangeView({ p, onDone }: { p: Publication; onDone: () => void }) {
  const { t, tw } = useLanguage();
  const acknowledge = useAct(acknowledgeChange);
  const binds = { start: t('只对此后开始计时的事项生效，进行中的按原值', 'For clocks that start later; running ones keep what held'), event: t('自下一次提交起生效', 'From the next submission'), now: t('立即对所有事项生效', 'At once, for open cases too') };
  return (
    <Page title={tw(p.label)} number={p.clause} rule={[p.clause]} state={p.mine === 'done' ? <span className="dz-kept">{t('我已确认知悉', 'I know it')}</span> : null}
      primary={p.mine === 'waiting' && <ActButton act={acknowledge} primary label={t('确认知悉', 'I know it')} run={() => acknowledge.run({ params: { id: p.id }, body: {} })} done={t('已确认', 'Acknowledged')} onDone={onDone} />}>
      <div className="dz-change-grid">
        <section className="dz-card">
          <h2>{t('变更内容', 'What changes')}</h2>
          <p className="dz-change-values"><del>{tw(p.before)}</del> → <b>{tw(p.after)}</b></p>
          <dl className="dz-facts">
            <div><dt>{t('适用范围', 'Scope')}</dt><dd>{p.scope ? tw(p.scope) : t('全公司', 'Whole company')}</dd></div>
            <div><dt>{t('生效', 'From')}</dt><dd><When at={p.from} /></dd></div>
            <div><dt>{t('生效方式', 'Takes hold')}</dt><dd>{binds[p.binds]}</dd></div>
            <div><dt>{t('理由', 'Reason')}</dt><dd>{p.reason}</dd></div>
            <div><dt>{t('提出 / 批准', 'Asked / approved')}</dt><dd>{p.proposedBy} / {p.approvedBy ?? '—'} · <a className="dz-in-line" href={`/approvals/${p.approvalId}`}>{t('审批过程', 'the approval')}</a> · <a className="dz-in-line" href={`/settings/parameters/${p.key}`}>{t('参数历史', 'history')}</a></dd></div>
          </dl>
          {p.sentences.map((s) => (
            <div key={s.after.en} className="dz-change-sentence">
              <p className="dz-2"><small>{t('原规定', 'It said')}</small><br /><del>{tw(s.before)}</del></p>
              <p><small className="dz-2">{t('现规定', 'It says now')}</small><br />{tw(s.after)}</p>
            </div>
          ))}
        </section>
        <Known p={p} onDone={onDone} />
      </div>
    </Page>
  );
}

/** Counted for everybody; by name for those who answer for it. */
function Known({ p, onDone }: { p: Publication; onDone: () => void }) {
  const { t } = useLanguage();
  const remind = useAct(remindOfChange);
  const waiting = p.people?.filter((x) => x.at === null) ?? [];
  const done = p.people?.filter((x) => x.at !== null) ?? [];
  return (
    <section className="dz-card" aria-label={t('确认知悉', 'Acknowledgements')}>
      <h2>{t('确认知悉', 'Acknowledgements')} <b className={p.acknowledged < p.addressed ? 'dz-soon' : 'dz-kept'}>{p.acknowledged} / {p.addressed}</b></h2>
      {p.addressed === 0 && <p className="dz-2">{t('该条款所约束的岗位目前没有其他人任职。', 'Nobody else holds a post that the clause binds.')}</p>}
      {p.mayRemind && <p><ActButton act={remind} label={t('提醒未确认的人', 'Remind the others')} run={() => remind.run({ params: { id: p.id }, body: {} })} done={t('已提醒', 'Reminded')} onDone={onDone} /></p>}
      {p.remindedAt !== null && <p className="dz-2">{t('上次提醒：', 'Last reminder: ')}<When at={p.remindedAt} /></p>}
      {p.people === null && <p className="dz-2">{t('名单只对主管、人事和提出人显示。', 'Names are shown to superiors, HR and the one who asked.')}</p>}
      {waiting.length > 0 && <><h3>{t('未确认', 'Not yet')}</h3><ul className="dz-known">{waiting.map((x) => <li key={x.id} className="dz-soon">{x.name}</li>)}</ul></>}
      {done.length > 0 && <><h3>{t('已确认', 'Acknowledged')}</h3><ul className="dz-known">{done.map((x) => <li key={x.id}>{x.name} <span className="dz-2"><When at={x.at!} /></span></li>)}</ul></>}
    </section>
  );
}
