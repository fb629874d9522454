import { useState } from 'react';
import { Alert, Button, Checkbox, Input, Modal } from 'antd';
import { listBrought, lookAtUndo, readRun, undo } from '../../../src/kernel/imports/contract.ts';
import type { Answer } from '../../../src/kernel/http/contract.ts';
import { call } from '../../ui/api.ts';
import { LeadingButton, useActProblem } from '../../ui/act-button.tsx';
import { numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ProblemNote } from '../../ui/problem.tsx';
import { useAct, useRead } from '../../ui/use-api.ts';
import { When } from '../../ui/values.tsx';

type Run = Answer<typeof readRun>;
type Kept = NonNullable<Run['undone']>['kept'];

const LEAST = 4;

/** Beneath the result of a run: taking it back where its kind can be, what puts it right where it cannot, and what was taken back. */
export function TakeBack({ run, onDone }: { run: Run; onDone: () => Promise<void> }) {
  return <><Standing run={run} onDone={onDone} />{run.counts.accepted > 0 && <Brought run={run} />}</>;
}

function Standing({ run, onDone }: { run: Run; onDone: () => Promise<void> }) {
  const { t, tw } = useLanguage();
  const [open, setOpen] = useState(false);
  if (run.undone) return <TakenBack run={run} undone={run.undone} />;
  if (run.undo.instead) return <p className="dz-2">{tw(run.undo.instead)}</p>;
  if (!run.undo.possible || run.counts.accepted === 0) return null;
  return (
    <section className="dz-card">
      <div className="dz-row">
        <p className="dz-2 dz-grow" style={{ margin: 0 }}>{t('导错了文件或店铺？还没有往下走的新订单可以整批撤回。', 'The wrong file or store? New orders that have not gone on can be taken back together.')}</p>
        <LeadingButton leadsTo={undo} danger onClick={() => setOpen(true)}>{t('撤回导入', 'Take it back')}</LeadingButton>
      </div>
      {open && <Ask run={run} onClose={() => setOpen(false)} onDone={onDone} />}
    </section>
  );
}

/** What would be taken back and what not, and the reason to be written down. */
function Ask({ run, onClose, onDone }: { run: Run; onClose: () => void; onDone: () => Promise<void> }) {
  const { t, tw } = useLanguage();
  const [withLater, setWithLater] = useState(false);
  const act = useAct(undo);
  // What is being taken back, or was, cannot be looked at any more: asking would be refused.
  const look = useRead(lookAtUndo, { params: { id: run.id }, query: { withLater: withLater ? 'true' : 'false' } }, { topics: ['sales', 'logistics'], enabled: !act.isPending && !act.isSuccess });
  const showProblem = useActProblem();
  const [reason, setReason] = useState('');
  const plan = look.data;
  const go = async (): Promise<void> => {
    try {
      await act.run({ params: { id: run.id }, body: { reason: reason.trim(), withLater } });
      await onDone();
      onClose();
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <Modal open title={t(`撤回导入 ${run.runNo}`, `Take import ${run.runNo} back`)} onCancel={onClose} onOk={() => void go()} okText={t('撤回', 'Take back')} cancelText={t('取消', 'Cancel')} width={640}
      okButtonProps={{ danger: true, loading: act.isPending, disabled: !plan || plan.takes === 0 || reason.trim().length < LEAST }}>
      {look.error && <ProblemNote error={look.error} />}
      {plan && (
        <>
          <dl className="dz-totals">
            <div><dt>{t('撤回', 'Taken back')}</dt><dd>{numberText(plan.takes)}</dd></div>
            <div><dt>{t('保留', 'Kept')}</dt><dd className={plan.keptCount > 0 ? 'dz-soon' : undefined}>{numberText(plan.keptCount)}</dd></div>
            <div><dt>{t('更新过的，不恢复', 'Updated, not set back')}</dt><dd>{numberText(plan.updated)}</dd></div>
          </dl>
          {plan.toldLater > 0 && (
            <Alert type="warning" showIcon title={t(`${numberText(plan.toldLater)} 个订单在后来导入的文件里也有`, `${numberText(plan.toldLater)} orders stand in a later file as well`)}
              description={<><p>{t('后来的文件确认或更新过它们，因此默认保留，逐个列在下面。后来的文件也导错了时再一并撤回。', 'A later file confirmed or changed them, so they stay and are listed below. Take them too only where that file was wrong as well.')}</p>
                <Checkbox checked={withLater} onChange={(e) => setWithLater(e.target.checked)}>{t(`后来的文件也导错了，这 ${numberText(plan.toldLater)} 个一并撤回`, `The later file was wrong too: take these ${numberText(plan.toldLater)} back as well`)}</Checkbox></>} />
          )}
          <KeptList kept={plan.kept} count={plan.keptCount} />
          {plan.waiting > 0 && <p className="dz-soon">{t(`还有 ${numberText(plan.waiting)} 行待处理，随撤回结束，之后仍可查看。`, `${numberText(plan.waiting)} rows still wait; they end with it and can still be read.`)}</p>}
          <p className="dz-2">{tw(plan.says)}</p>
          {plan.takes === 0 && <Alert type="warning" showIcon title={t('没有可以撤回的订单。', 'There is no order that could be taken back.')} />}
        </>
      )}
      <Input.TextArea style={{ marginTop: 12 }} value={reason} maxLength={500} rows={2} onChange={(e) => setReason(e.target.value)} placeholder={t('撤回的原因（至少 4 个字），如：选错了店铺', 'Why it is taken back, e.g. the wrong store')} aria-label={t('撤回的原因', 'Reason')} />
    </Modal>
  );
}

function TakenBack({ run, undone }: { run: Run; undone: NonNullable<Run['undone']> }) {
  const { t } = useLanguage();
  const { updated, undone: ended = 0 } = run.counts;
  return (
    <section className="dz-card">
      <h2>{t('已撤回', 'Taken back')}</h2>
      <p>{undone.reason}<span className="dz-2"> — {undone.by} <When at={undone.at} /></span></p>
      <p>{t(`撤回 ${numberText(undone.taken)} 个订单，保留 ${numberText(undone.keptCount)} 个`, `${numberText(undone.taken)} orders were taken back, ${numberText(undone.keptCount)} stay`)}
        {updated > 0 && t(`；更新过的 ${numberText(updated)} 行没有恢复`, `; ${numberText(updated)} rows that were updated were not set back`)}{t('。同一文件可以重新导入。', '. The same file can be imported again.')}</p>
      {ended > 0 && <p>{t(`当时待处理的 ${numberText(ended)} 行随之结束，`, `${numberText(ended)} rows that waited then ended with it: `)}<a href={`/imports/quarantine?run=${run.id}&state=undone`}>{t('查看这些行', 'read them')}</a></p>}
      <KeptList kept={undone.kept} count={undone.keptCount} />
    </section>
  );
}

/** Every record that the run brought, as it stands now, before and after it is taken back. */
function Brought({ run }: { run: Run }) {
  const { t, tw } = useLanguage();
  const first = useRead(listBrought, { params: { id: run.id } }, { topics: ['sales', 'imports'] });
  const [more, setMore] = useState<{ after: string; rows: Answer<typeof listBrought>['rows']; next: string | null } | null>(null);
  const showProblem = useActProblem();
  if (!first.data || first.data.rows.length === 0) return null;
  // What was opened further down belongs to the first page as it was.
  const on = more?.after === first.data.next ? more : null;
  const rows = [...first.data.rows, ...(on?.rows ?? [])];
  const next = on ? on.next : first.data.next;
  const goOn = async (): Promise<void> => {
    try {
      const got = await call(listBrought, { params: { id: run.id }, query: { cursor: next! } });
      setMore({ after: first.data!.next!, rows: [...(on?.rows ?? []), ...got.rows], next: got.next });
    } catch (error) {
      showProblem(error);
    }
  };
  const title = t('这次导入新增的记录', 'What this import brought');
  return (
    <section className="dz-card">
      <h2>{title}<span className="dz-2">{numberText(first.data.total ?? rows.length)}</span></h2>
      <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={title}>
        <table className="dz-related">
          <thead><tr><th scope="col">{t('文件中的单号', 'Number in the file')}</th><th scope="col">{t('本系统编号', 'Our number')}</th><th scope="col">{t('现在', 'Now')}</th><th scope="col">{t('撤回', 'Taken back')}</th></tr></thead>
          <tbody>
            {rows.map((r) => (
              <tr key={r.subject.id}>
                <td><span className="dz-mono">{r.no}</span></td>
                <td>{r.subject.type === 'order' ? <a className="dz-mono" href={`/sales/orders/${r.subject.id}`}>{r.ref}</a> : <span className="dz-mono">{r.ref}</span>}</td>
                <td>{tw(r.state)}</td>
                <td>{r.takenBack ? t('已撤回', 'Taken back') : run.undone ? t('保留', 'Kept') : '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {next !== null && <Button size="small" style={{ marginTop: 20 }} onClick={() => void goOn()}>{t('再看一页', 'Show more')}</Button>}
    </section>
  );
}

function KeptList({ kept, count }: { kept: Kept; count: number }) {
  const { t, tw } = useLanguage();
  if (kept.length === 0) return null;
  return (
    <details open={kept.length <= 5} style={{ marginTop: 12 }}>
      <summary>{t(`保留的 ${numberText(count)} 个及原因`, `The ${numberText(count)} that stay, and why`)}</summary>
      <ul style={{ maxHeight: 220, overflow: 'auto', margin: '8px 0', paddingLeft: 20 }}>
        {kept.map((k) => <li key={k.subject.id}>{k.subject.type === 'order' && k.no !== '—' ? <a href={`/sales/orders/${k.subject.id}`} target="_blank" rel="noreferrer">{k.no}</a> : k.no}：{tw(k.why)}</li>)}
      </ul>
      {count > kept.length && <p className="dz-2">{t(`只列出前 ${numberText(kept.length)} 个。`, `The first ${numberText(kept.length)} are listed.`)}</p>}
    </details>
  );
}
