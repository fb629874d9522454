import { useParams } from '@tanstack/react-router';
import { modeWords, readApproval, type ApprovalCard } from '../../../src/regulation/approvals/contract.ts';
import { Page } from '../../shell/page.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { RecordOf } from '../../ui/record-page.tsx';
import { useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';
import { ApprovalBar } from './approval-bar.tsx';
import { CommentForm } from './comment-form.tsx';
import { Flips } from './flips.tsx';
import { Figure, StateTag, useEventText } from './approval-parts.tsx';
import { ReviseForm } from './revise-form.tsx';
import './approvals.css';

/** Phone first: what, how much, why, what the rule says, what changed, who signs, history; the decision within thumb's reach. */
export default function ApprovalPage() {
  const { id = '' } = useParams({ strict: false });
  const read = useRead(readApproval, { params: { id } }, { topics: ['approval', 'regulation'] });
  return <RecordOf read={read}>{(a) => <ApprovalView key={a.id} a={a} />}</RecordOf>;
}

function ApprovalView({ a }: { a: ApprovalCard }) {
  const { t, tw } = useLanguage();
  return (
    <Page title={tw(a.title)} state={<StateTag state={a.state} />} {...(a.clause ? { rule: [a.clause] } : {})}>
      <div className="dz-approval">
        <div className="dz-approval-main">
          {a.split && <Split a={a} />}
          {a.blockedBy.map((b) => <p key={b.en} className="dz-approval-warn" role="alert">{tw(b)}</p>)}
          <section className="dz-card">
            <h2>{t('将要执行的内容', 'As it will be carried out')}{a.version > 1 && <span className="dz-2">{t(`第 ${a.version} 版`, `version ${a.version}`)}</span>}</h2>
            {a.figure !== null && <p className="dz-approval-figure"><Figure value={a.figure} unit={a.unit} /></p>}
            <dl className="dz-facts">
              {a.record && <div><dt>{t('所涉记录', 'Record')}</dt><dd><a href={a.record.href}>{a.record.number}</a>{a.record.title && <span className="dz-2"> {a.record.title}</span>}</dd></div>}
              {a.fields.map((f) => <div key={f.key}><dt>{tw(f.label)}</dt><dd><FieldValue f={f} /></dd></div>)}
              <div><dt>{t('理由', 'Reason')}</dt><dd>{a.reason}</dd></div>
              {a.purpose && <div><dt>{t('用途', 'Purpose')}</dt><dd>{a.purpose}</dd></div>}
              <div><dt>{t('申请人', 'Asked by')}</dt><dd>{a.requestedBy} · <When at={a.requestedAt} /></dd></div>
              {a.copied.length > 0 && <div><dt>{t('抄送', 'Copied')}</dt><dd>{a.copied.join('、')}</dd></div>}
              {a.state === 'approved' && a.expiresAt !== null && <div><dt>{t('有效至', 'To be used by')}</dt><dd><When at={a.expiresAt} /></dd></div>}
            </dl>
            {a.verb === 'regulation.correct-parameter' && <Flips id={a.id} waiting={a.state === 'waiting' || a.state === 'returned'} />}
            {!a.record && a.href !== `/approvals/${a.id}` && <p><a href={a.href}>{t('打开所涉记录', 'Open the record')}</a></p>}
          </section>
          {(a.says || a.lines.length > 0) && (
            <section className="dz-card">
              <h2>{t('规章怎么说', 'What the rule says')}</h2>
              {a.says && <p className="dz-approval-says">{tw(a.says)}</p>}
              {a.lines.map((line) => <p key={line.en} className="dz-approval-says">{tw(line)}</p>)}
            </section>
          )}
          {a.mayRevise && a.state === 'returned' && <ReviseForm a={a} />}
        </div>
        <div className="dz-approval-side">
          <Steps a={a} />
          <History a={a} />
        </div>
      </div>
      <ApprovalBar a={a} />
    </Page>
  );
}

/** A field as it will be carried out; of a list line by line, with what changed in it since the last version. */
function FieldValue({ f }: { f: ApprovalCard['fields'][number] }) {
  const { t, tw } = useLanguage();
  return (
    <>
      {f.before && <><del>{tw(f.before)}</del> → </>}
      {f.items.length > 0 ? <ol className="dz-approval-items">{f.items.map((item) => <li key={item.en}>{tw(item)}</li>)}</ol> : f.before ? <ins>{tw(f.now)}</ins> : tw(f.now)}
      {f.parts.length > 0 && (
        <ul className="dz-approval-parts" aria-label={t('与上一版相比', 'Since the last version')}>
          {f.parts.map((p) => (
            <li key={`${p.path.map((x) => x.en).join('/')} ${p.before?.en}`}>
              <span className="dz-2">{p.path.map(tw).join(' ')}：</span>
              {p.before && p.now ? <><del>{tw(p.before)}</del> → <ins>{tw(p.now)}</ins></> : p.now ? <>{t('新增 ', 'new ')}<ins>{tw(p.now)}</ins></> : <>{t('删去 ', 'taken out ')}<del>{tw(p.before!)}</del></>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Split({ a }: { a: ApprovalCard }) {
  const { t, tw } = useLanguage();
  return (
    <div className="dz-approval-warn" role="alert">
      <b>{t('疑似拆分申请', 'Requests may have been split')}</b>
      <p>{t('同一用途在期限内合计 ', 'For one purpose within the window, together ')}<Figure value={a.whole} unit={a.unit} />{t('，按合计金额选择了审批环节。', '; the whole chose who signs.')}</p>
      <ul>{a.splitWith.map((s) => <li key={s.id}><a href={`/approvals/${s.id}`}>{tw(s.title)}</a> <Figure value={s.figure} unit={a.unit} /></li>)}</ul>
    </div>
  );
}

function Steps({ a }: { a: ApprovalCard }) {
  const { t, tw } = useLanguage();
  const from: Record<string, string> = { higher: t('（上级岗位代签）', ' (next higher post)'), alternate: t('（候补）', ' (alternate)') };
  return (
    <section className="dz-card">
      <h2>{t('审批环节', 'Steps')}</h2>
      <ol className="dz-approval-steps">
        {a.steps.map((s, i) => (
          <li key={s.id} data-state={s.state}>
            <b>{i + 1}. {tw(modeWords[s.mode])}{s.mode === 'share' && t(`（${s.needed} / ${s.seats.length} 票）`, ` (${s.needed} of ${s.seats.length})`)}</b>
            {s.dueAt !== null && <span className="dz-2"> {t('应于 ', 'due ')}<When at={s.dueAt} /></span>}
            <ul>
              {s.seats.map((seat) => (
                <li key={`${seat.label.en} ${seat.names.join()}`}>
                  <span className={seat.vote === 'yes' ? 'dz-kept' : seat.vote === 'no' ? 'dz-breach' : 'dz-2'}>{seat.vote === 'yes' ? '✓' : seat.vote === 'no' ? '✗' : '○'}</span>{' '}
                  {seat.vote ? <>{seat.by}{seat.forName && t(`（代${seat.forName}）`, ` (for ${seat.forName})`)} · <When at={seat.at} /></> : <>{tw(seat.label)} <span className="dz-2">{seat.names.join('、')}{from[seat.from] ?? ''}</span></>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}

function History({ a }: { a: ApprovalCard }) {
  const { t } = useLanguage();
  const say = useEventText();
  return (
    <section className="dz-card">
      <h2>{t('经过', 'History')}</h2>
      <ol className="dz-approval-history">
        {a.events.map((e) => (
          <li key={e.id}>
            <span><b>{e.by}</b>{e.forName && t(`（代${e.forName}）`, ` (for ${e.forName})`)} {say(e)}</span> <When at={e.at} />
            {e.note && <p>{e.note}</p>}
            {e.files.map((f) => <p key={f.id}><a href={`/api/approvals/${a.id}/files/${f.id}`} download={f.name}>{f.name}</a></p>)}
          </li>
        ))}
      </ol>
      <CommentForm id={a.id} />
    </section>
  );
}
