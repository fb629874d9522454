import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button, Input } from 'antd';
import type { Words } from '../../../src/kernel/words.ts';
import { ApiProblem } from '../api.ts';
import { ActButton } from '../act-button.tsx';
import { numberText } from '../format.ts';
import { useLanguage } from '../language.tsx';
import { ProblemNote } from '../problem.tsx';
import { StatePath, type PathStep } from '../state-path.tsx';
import { BadRows } from './bad-rows.tsx';
import { DraftForm } from './draft-form.tsx';
import { DropBox } from './drop-box.tsx';
import { ReadingStopped, type ImportApi, type ImportChoices, type ImportDraft, type ImportPreview, type ImportRun } from './import-api.ts';
import { Checks, Columns, Notes, Progress, Recognised, Samples, Stopped, Totals } from './import-parts.tsx';
import { When } from '../values.tsx';
import './import.css';

interface Props {
  readonly api: ImportApi;
  /** Known beforehand that this person may not import: said before any file is chosen. */
  readonly refused?: { readonly detail: string } | undefined;
  /** What may be dropped: 淘宝订单报表（csv、xlsx、zip）. */
  readonly hint: string;
  readonly accept: string;
  /** Where to get the file, in a sentence. */
  readonly help?: string;
  /** Where the imported records are. */
  readonly resultHref?: string;
  /** List of all rows of a run that wait. */
  readonly badHref?: (runId: string) => string;
  /** An import that was begun before: it is taken up where it stands. */
  readonly start?: string;
  /** Told when the files are on the server, so that the address can name the import. */
  readonly onOpened?: (id: string) => void;
  /** The person wants to begin anew. */
  readonly onAgain?: () => void;
  /** Beneath the result of a run; `reload` shows the run as it is now. */
  readonly after?: (reload: () => Promise<void>) => ReactNode;
}

type Stage =
  | { is: 'drop' } | { is: 'opening' } | { is: 'sent'; share: number }
  | { is: 'draft'; draft: ImportDraft; failure: Words | null } | { is: 'reading'; draft: ImportDraft; rows: number }
  | { is: 'preview'; draft: ImportDraft; preview: ImportPreview } | { is: 'run'; run: ImportRun };

const followMs = 700;
/** The server is at work on it: it is asked until it is not. */
const underWay = (run: ImportRun): boolean => run.state === 'running' || run.recounting;
const nothingChosen: ImportChoices = { mapping: {}, settings: {}, formats: {} };

/** What can be known without asking: the heading that is one character off, the only store. */
const guessed = (draft: ImportDraft): ImportChoices => ({
  mapping: Object.fromEntries(draft.missing.flatMap((m) => (m.guess === null ? [] : [[m.key, m.guess]]))),
  settings: { ...Object.fromEntries(draft.needs.flatMap((n) => (n.options.length === 1 && !n.optional ? [[n.key, n.options[0]!.value]] : []))), ...draft.chosen },
  formats: {},
});
const asks = (draft: ImportDraft, known: ImportChoices): boolean =>
  draft.missing.length > 0 || draft.needs.some((n) => n.options.length > 0 && !known.settings[n.key]) || draft.files.some((f) => f.as !== null && !f.sure);

/** Drop → recognised as → what is unsure → preview → run → result with quarantine. */
export function ImportWizard({ api, refused, hint, accept, help, resultHref, badHref, start, onOpened, onAgain, after }: Props) {
  const { t, tw } = useLanguage();
  const [stage, setStage] = useState<Stage>(start ? { is: 'opening' } : { is: 'drop' });
  const [choices, setChoices] = useState<ImportChoices>(nothingChosen);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  /** Files that are on their way, or did not get through: sent again as the same request. */
  const [sent, setSent] = useState<{ files: readonly File[]; key: string } | null>(null);
  const [differs, setDiffers] = useState('');
  const latest = useRef({ api, onOpened });
  latest.current = { api, onOpened };
  const living = useRef(true);
  useEffect(() => {
    living.current = true;
    return () => {
      living.current = false;
    };
  }, []);

  const attempt = async (what: () => Promise<void>, failed?: () => void) => {
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      if (!living.current) return;
      setProblem(error);
      failed?.();
    } finally {
      if (living.current) setBusy(false);
    }
  };
  const show = (next: Stage) => {
    if (living.current) setStage(next);
  };
  const startAgain = () => {
    setStage({ is: 'drop' });
    setChoices(nothingChosen);
    setProblem(null);
    onAgain?.();
  };
  const read = (draft: ImportDraft, chosen: ImportChoices | null) => {
    setStage({ is: 'reading', draft, rows: 0 });
    const told = (rows: number) => show({ is: 'reading', draft, rows });
    return attempt(async () => {
      const { api: current } = latest.current;
      try {
        show({ is: 'preview', draft, preview: chosen ? await current.preview(draft.id, chosen, told) : await current.awaitPreview(draft.id, told) });
      } catch (error) {
        if (!(error instanceof ReadingStopped)) throw error;
        show({ is: 'draft', draft, failure: error.said });
      }
    }, () => show({ is: 'draft', draft, failure: null }));
  };
  const took = (draft: ImportDraft) => {
    const known = guessed(draft);
    setChoices(known);
    setStage({ is: 'draft', draft, failure: null });
    if (!asks(draft, known)) void read(draft, known);
  };
  const drop = (files: readonly File[], key: string = crypto.randomUUID()) => {
    setSent({ files, key });
    setStage({ is: 'sent', share: 0 });
    void attempt(async () => {
      const draft = await latest.current.api.upload(files, (share) => show({ is: 'sent', share }), key);
      setSent(null);
      if (latest.current.onOpened) latest.current.onOpened(draft.id);
      else took(draft);
    }, () => show({ is: 'drop' }));
  };
  const discard = (id: string) => void attempt(async () => {
    await api.discard(id);
    startAgain();
  });

  useEffect(() => {
    if (!start) return;
    let gone = false;
    latest.current.api.open(start).then((standing) => {
      if (gone) return;
      if (standing.is === 'reading') {
        setChoices(guessed(standing.draft));
        void read(standing.draft, null);
      }
      else if (standing.is === 'draft' && standing.failure === null) took(standing.draft);
      else {
        if (standing.is === 'draft' || standing.is === 'preview') setChoices(guessed(standing.draft));
        setStage(standing);
      }
    }, (error: unknown) => !gone && setProblem(error));
    return () => {
      gone = true;
    };
    // `read` and `took` only use what is in `latest`.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [start]);

  const running = stage.is === 'run' && underWay(stage.run) ? stage.run.id : null;
  useEffect(() => {
    if (!running) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const run = await latest.current.api.follow(running);
        if (gone) return;
        setProblem(null);
        setStage({ is: 'run', run });
        if (!underWay(run)) return;
      } catch (error) {
        // The run goes on without us; say so and keep looking.
        if (!gone) setProblem(error);
      }
      if (!gone) timer = setTimeout(() => void look(), followMs);
    };
    timer = setTimeout(() => void look(), followMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [running]);

  const differing = stage.is === 'preview' && stage.preview.checks.some((c) => !c.ok);
  const importText = ({ units, accepted, updated }: ImportPreview) => (units ? t(`导入 ${numberText(units.accepted + units.updated)} 个${units.name.zh}`, `Import ${numberText(units.accepted + units.updated)} ${units.name.en}`)
    : t(`导入 ${numberText(accepted + updated)} 行`, `Import ${numberText(accepted + updated)} rows`));
  const at = { drop: 0, opening: 1, sent: 0, draft: 1, reading: 2, preview: 2, run: stage.is === 'run' && stage.run.state !== 'running' ? 4 : 3 }[stage.is];
  const over = stage.is === 'run' && (stage.run.state === 'done' || stage.run.state === 'undone');
  const names = [t('选文件', 'File'), t('识别', 'Recognise'), t('预览', 'Preview'), t('导入', 'Run'), t('结果', 'Result')];
  const path: PathStep[] = names.map((label, i) => ({ key: String(i), label, is: i < at || (over && i === at) ? 'done' : i === at ? 'now' : 'next' }));
  const drafted = stage.is === 'draft' || stage.is === 'reading' || stage.is === 'preview' ? stage.draft : null;

  return (
    <div className="dz-import">
      <StatePath steps={path} />
      {refused && <p className="dz-refused-note" role="note">{refused.detail}</p>}
      {problem !== null && <ProblemNote error={problem} {...(sent && stage.is === 'drop' && problem instanceof ApiProblem && problem.passing ? { onRetry: () => drop(sent.files, sent.key) } : {})} />}
      {stage.is === 'drop' && !refused && <DropBox accept={accept} hint={hint} onFiles={(files) => drop(files)} {...(help ? { help } : {})} />}
      {stage.is === 'sent' && <Progress share={stage.share} text={stage.share < 1 ? t('正在上传…', 'Sending…') : t('正在识别…', 'Recognising…')} />}
      {drafted && <Recognised draft={drafted} chosen={choices.mapping} />}
      {stage.is === 'draft' && !refused && (
        <>
          {stage.failure && <p className="dz-breach" role="alert">{tw(stage.failure)}</p>}
          <DraftForm draft={stage.draft} choices={choices} onChoices={setChoices} busy={busy} onPreview={() => void read(stage.draft, choices)} onDiscard={() => discard(stage.draft.id)} />
        </>
      )}
      {stage.is === 'reading' && <Progress share={null} text={stage.rows > 0 ? t(`正在读取，已读 ${numberText(stage.rows)} 行`, `Reading, ${numberText(stage.rows)} rows so far`) : t('正在读取…', 'Reading…')} />}
      {stage.is === 'preview' && (
        <>
          {stage.preview.stop && <Stopped stop={stage.preview.stop} />}
          <Totals totals={stage.preview} units={stage.preview.units} />
          <Checks checks={stage.preview.checks} />
          <Samples preview={stage.preview} />
          <Columns preview={stage.preview} />
          <BadRows rows={stage.preview.bad} count={stage.preview.quarantined} />
          <Notes notes={stage.preview.notes} />
          {differing && !stage.preview.stop && !refused && (
            <section className="dz-card" role="group" aria-label={t('合计不一致', 'Totals disagree')}>
              <h2 className="dz-breach">{t('文件的合计与各行不一致', 'The totals of the file disagree with its rows')}</h2>
              <p>{t('请核对原文件或重新导出。确要导入时，请写明原因；原因随导入记录保存。', 'Check the file or export it again. To import it all the same, write down why; the reason is kept with the import.')}</p>
              <Input.TextArea value={differs} maxLength={500} rows={2} placeholder={t('为什么仍然导入（至少 4 个字）', 'Why it is imported all the same')} aria-label={t('仍然导入的原因', 'Reason')} onChange={(e) => setDiffers(e.target.value)} />
            </section>
          )}
          {!refused && <div className="dz-row dz-import-acts">
            {stage.preview.stop ? <Button type="primary" autoFocus loading={busy} onClick={() => void read(stage.draft, choices)}>{t('重新预览', 'Look at the preview again')}</Button>
            : <Button type="primary" danger={differing} autoFocus={!differing} loading={busy} disabled={(differing && differs.trim().length < 4) || (stage.preview.accepted + stage.preview.updated + stage.preview.unchanged + stage.preview.quarantined === 0 && stage.preview.checks.length === 0)}
              onClick={() => void attempt(async () => show({ is: 'run', run: await api.run(stage.draft.id, differing ? differs.trim() : undefined) }))}>
              {differing ? t('合计不一致，仍然导入', 'Import in spite of the difference') : stage.preview.accepted + stage.preview.updated > 0 ? importText(stage.preview) : stage.preview.quarantined > 0 ? t(`开始，${numberText(stage.preview.quarantined)} 行待处理`, `Begin, ${numberText(stage.preview.quarantined)} rows to mend`) : t('确认，没有新内容', 'Confirm, nothing is new')}
            </Button>}
            <Button onClick={() => setStage({ is: 'draft', draft: stage.draft, failure: null })}>{t('返回修改', 'Back')}</Button>
            <Button onClick={() => discard(stage.draft.id)}>{t('放弃', 'Give up')}</Button>
          </div>}
        </>
      )}
      {stage.is === 'run' && stage.run.state === 'running' && <Progress share={stage.run.rows === 0 ? 0 : stage.run.done / stage.run.rows} text={t(`正在导入 ${numberText(stage.run.done)} / ${numberText(stage.run.rows)} 行，可以离开此页`, `Importing ${numberText(stage.run.done)} of ${numberText(stage.run.rows)} rows; you may leave this page`)} />}
      {stage.is === 'run' && stage.run.state !== 'running' && <Result run={stage.run} api={api} refused={refused} resultHref={resultHref} badHref={badHref} onRun={(run) => show({ is: 'run', run })} onAgain={startAgain} after={after} />}
    </div>
  );
}

function Result({ run, api, refused, resultHref, badHref, onRun, onAgain, after }: {
  run: ImportRun; api: ImportApi; refused: Props['refused']; resultHref: string | undefined; badHref: ((runId: string) => string) | undefined; onRun: (run: ImportRun) => void; onAgain: () => void; after: ((reload: () => Promise<void>) => ReactNode) | undefined;
}) {
  const { t, tw } = useLanguage();
  const title = { running: '', done: t('已导入', 'Imported'), failed: t('导入中断', 'The import stopped'), cancelled: t('已放弃', 'Given up'), undone: t('已撤回', 'Taken back') }[run.state];
  return (
    <>
      <h2 className="dz-import-result">{title}</h2>
      {run.failure && <p className="dz-breach" role="alert">{tw(run.failure)}</p>}
      <Totals totals={run} units={run.units} dismissed={run.dismissed} />
      {run.recounting && <p className="dz-2" role="status">{t('正在按修改后的行重新合计…', 'Counting anew with the mended rows…')}</p>}
      <Checks checks={run.checks} />
      {run.difference && <p className="dz-soon">{t('合计不一致仍然导入', 'Imported in spite of totals that disagree')}{t('：', ': ')}{run.difference.reason}<span className="dz-2"> — {run.difference.by} <When at={run.difference.at} /></span></p>}
      <BadRows rows={run.bad} count={run.quarantined} {...(refused ? { readOnly: true } : {})} api={api} runId={run.id} onChanged={async () => onRun(await api.follow(run.id))}
        foot={run.quarantined > run.bad.length && badHref ? <Button size="small" type="link" href={badHref(run.id)}>{t('查看全部', 'See all')}</Button> : null} />
      <div className="dz-row dz-import-acts">
        {run.state === 'failed' && <ActButton act={{ refused }} primary label={t('继续导入', 'Go on')} run={async () => onRun(await api.run(run.id))} />}
        {run.state === 'failed' && <ActButton act={{ refused }} label={t('到此为止', 'Leave it at that')} confirm={t('已导入的行保留，其余的不再导入。', 'What was imported stays; the rest is thrown away.')} run={async () => { await api.discard(run.id); onRun(await api.follow(run.id)); }} />}
        {run.retriable > 0 && <ActButton act={{ refused }} label={t(`全部重试（${numberText(run.retriable)}）`, `Try all again (${numberText(run.retriable)})`)} run={async () => onRun(await api.retry(run.id))} />}
        {resultHref && <Button type={run.state === 'done' ? 'primary' : 'default'} href={resultHref}>{t('查看导入的记录', 'See the records')}</Button>}
        {!refused && <Button onClick={onAgain}>{t('再导入一个', 'Import another')}</Button>}
      </div>
      {after?.(async () => onRun(await api.follow(run.id)))}
    </>
  );
}
