import { useEffect, useRef, useState } from 'react';
import { Button, Select } from 'antd';
import { ActButton } from '../act-button.tsx';
import { useLanguage } from '../language.tsx';
import { ProblemNote } from '../problem.tsx';
import { StatePath, type PathStep } from '../state-path.tsx';
import { DropBox } from './drop-box.tsx';
import type { ImportApi, ImportChoices, ImportDraft, ImportPreview, ImportRun } from './import-api.ts';
import { Checks, Quarantine, Totals } from './import-parts.tsx';
import './import.css';

interface Props {
  readonly api: ImportApi;
  /** What may be dropped: 淘宝订单报表（csv、xlsx、zip）. */
  readonly hint: string;
  readonly accept: string;
  /** Where to get the file, in a sentence. */
  readonly help?: string;
  /** Where the imported records are. */
  readonly resultHref?: string;
}

type Stage = { is: 'drop' } | { is: 'sent'; share: number } | { is: 'draft'; draft: ImportDraft } | { is: 'preview'; draft: ImportDraft; preview: ImportPreview } | { is: 'run'; run: ImportRun };

const followMs = 700;

/** Drop → recognised as → what is unsure → preview → run → result with quarantine. Each kind of import brings its `api`. */
export function ImportWizard({ api, hint, accept, help, resultHref }: Props) {
  const { t, tw } = useLanguage();
  const [stage, setStage] = useState<Stage>({ is: 'drop' });
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [settings, setSettings] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const choices: ImportChoices = { mapping, settings };
  const latest = useRef(api);
  latest.current = api;

  const attempt = async <T,>(what: () => Promise<T>, then: (value: T) => void) => {
    setBusy(true);
    setProblem(null);
    try {
      then(await what());
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const startAgain = () => {
    setStage({ is: 'drop' });
    setMapping({});
    setSettings({});
    setProblem(null);
  };
  const preview = (draft: ImportDraft, chosen: ImportChoices) => attempt(() => api.preview(draft.id, chosen), (p) => setStage({ is: 'preview', draft, preview: p }));
  const took = (draft: ImportDraft) => {
    const guessed = Object.fromEntries(draft.missing.flatMap((m) => (m.guess === null ? [] : [[m.key, m.guess]])));
    const only = Object.fromEntries(draft.needs.flatMap((n) => (n.options.length === 1 && !n.optional ? [[n.key, n.options[0]!.value]] : [])));
    setMapping(guessed);
    setSettings(only);
    setStage({ is: 'draft', draft });
    const asked = draft.missing.length > 0 || draft.needs.some((n) => !n.optional && !only[n.key]) || draft.files.some((f) => !f.sure);
    // Nothing is unsure: nothing is asked.
    if (!asked) void preview(draft, { mapping: guessed, settings: only });
  };
  const drop = (files: readonly File[]) => {
    setStage({ is: 'sent', share: 0 });
    void attempt(() => api.upload(files, (share) => setStage({ is: 'sent', share })).catch((error: unknown) => { setStage({ is: 'drop' }); throw error; }), took);
  };

  const running = stage.is === 'run' && stage.run.state === 'running' ? stage.run.id : null;
  useEffect(() => {
    if (!running) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const run = await latest.current.follow(running);
        if (gone) return;
        setProblem(null);
        setStage({ is: 'run', run });
        if (run.state !== 'running') return;
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

  const at = { drop: 0, sent: 0, draft: 1, preview: 2, run: stage.is === 'run' && stage.run.state !== 'running' ? 4 : 3 }[stage.is];
  const names = [t('选文件', 'File'), t('识别', 'Recognise'), t('预览', 'Preview'), t('导入', 'Run'), t('结果', 'Result')];
  const path: PathStep[] = names.map((label, i) => ({ key: String(i), label, is: i < at ? 'done' : i === at ? 'now' : 'next' }));

  return (
    <div className="dz-import">
      <StatePath steps={path} />
      {problem !== null && <ProblemNote error={problem} />}
      {stage.is === 'drop' && <DropBox accept={accept} hint={hint} onFiles={drop} {...(help ? { help } : {})} />}
      {stage.is === 'sent' && <Progress share={stage.share} text={t('正在上传并识别…', 'Sending and recognising…')} />}
      {(stage.is === 'draft' || stage.is === 'preview') && <Recognised draft={stage.draft} />}
      {stage.is === 'draft' && (
        <form className="dz-card" onSubmit={(e) => { e.preventDefault(); void preview(stage.draft, choices); }}>
          {stage.draft.missing.length > 0 && <h2>{t('只有这几列需要您确认', 'Only these columns need you')}</h2>}
          {stage.draft.missing.map((m) => (
            <label key={m.key} className="dz-ask"><span>{tw(m.label)}</span>
              <Select showSearch value={mapping[m.key] ?? null} placeholder={t('对应文件里的哪一列', 'Which heading of the file')} options={m.headings.map((h) => ({ value: h, label: h }))} onChange={(v: string) => setMapping({ ...mapping, [m.key]: v })} />
            </label>
          ))}
          {stage.draft.needs.map((n) => (
            <label key={n.key} className="dz-ask"><span>{tw(n.label)}{n.optional && <small className="dz-2">{t('（选填）', ' (optional)')}</small>}</span>
              <Select showSearch={{ optionFilterProp: 'label' }} allowClear={n.optional} value={settings[n.key] ?? null} placeholder={t('请选择', 'Choose')} options={[...n.options]} onChange={(v: string | undefined) => setSettings(v ? { ...settings, [n.key]: v } : Object.fromEntries(Object.entries(settings).filter(([k]) => k !== n.key)))} />
            </label>
          ))}
          <div className="dz-row">
            <Button type="primary" htmlType="submit" loading={busy} disabled={stage.draft.missing.some((m) => !mapping[m.key]) || stage.draft.needs.some((n) => !n.optional && !settings[n.key]) || stage.draft.files.every((f) => f.as === null)}>{t('预览', 'Preview')}</Button>
            <Button onClick={startAgain}>{t('换个文件', 'Another file')}</Button>
          </div>
        </form>
      )}
      {stage.is === 'preview' && (
        <>
          <Totals totals={stage.preview} />
          <Checks checks={stage.preview.checks} />
          {stage.preview.samples.length > 0 && (
            <section className="dz-card">
              <h2>{t('会发生什么（抽样）', 'What will happen (a sample)')}</h2>
              <ul className="dz-samples">{stage.preview.samples.map((s) => <li key={s.key}><span className="dz-mono">{s.key}</span><span>{tw(s.text)}</span></li>)}</ul>
            </section>
          )}
          <Quarantine rows={stage.preview.bad} />
          <div className="dz-row dz-import-acts">
            <Button type="primary" loading={busy} disabled={stage.preview.accepted + stage.preview.updated === 0} onClick={() => void attempt(() => api.run(stage.draft.id, choices), (run) => setStage({ is: 'run', run }))}>
              {t(`导入 ${stage.preview.accepted + stage.preview.updated} 条`, `Import ${stage.preview.accepted + stage.preview.updated}`)}
            </Button>
            <Button onClick={startAgain}>{t('换个文件', 'Another file')}</Button>
          </div>
        </>
      )}
      {stage.is === 'run' && stage.run.state === 'running' && <Progress share={stage.run.rows === 0 ? 0 : stage.run.read / stage.run.rows} text={t(`正在导入 ${stage.run.read} / ${stage.run.rows} 行，可以离开此页`, `Importing ${stage.run.read} of ${stage.run.rows} rows; you may leave this page`)} />}
      {stage.is === 'run' && stage.run.state !== 'running' && (
        <>
          <h2 className="dz-import-result">{{ done: t('已导入', 'Imported'), failed: t('导入中断', 'The import stopped'), undone: t('已撤销', 'Undone') }[stage.run.state]}</h2>
          {stage.run.failure && <p className="dz-breach">{tw(stage.run.failure)}</p>}
          <Totals totals={stage.run} />
          <Checks checks={stage.run.checks} />
          <Quarantine rows={stage.run.bad} onMend={async (rowId, cells) => setStage({ is: 'run', run: await api.mend(stage.run.id, rowId, cells) })} />
          <div className="dz-row dz-import-acts">
            {resultHref && <Button type="primary" href={resultHref}>{t('查看导入的记录', 'See the records')}</Button>}
            <Button onClick={startAgain}>{t('再导入一个', 'Import another')}</Button>
            {stage.run.state === 'done' && (
              <ActButton label={t('撤销本次导入', 'Undo this import')} run={async () => setStage({ is: 'run', run: await api.undo(stage.run.id) })}
                confirm={t('本次新增的记录会删除，更新的记录会恢复原样。', 'New records are removed, changed ones go back.')} refused={stage.run.undoRefused ? { detail: tw(stage.run.undoRefused) } : undefined} />
            )}
          </div>
        </>
      )}
    </div>
  );
}

function Progress({ share, text }: { share: number; text: string }) {
  const percent = Math.floor(share * 100);
  return (
    <div className="dz-progress" role="progressbar" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-label={text}>
      <p>{text}<b>{percent}%</b></p>
      <i><b style={{ width: `${percent}%` }} /></i>
    </div>
  );
}

function Recognised({ draft }: { draft: ImportDraft }) {
  const { t, tw } = useLanguage();
  return (
    <section className="dz-card">
      <ul className="dz-samples">
        {draft.files.map((f) => (
          <li key={f.name}>
            <span className="dz-mono">{f.name}</span>
            <span>{f.as ? <>{t('识别为', 'recognised as')} <b>{tw(f.as)}</b> · {t(`${f.rows} 行`, `${f.rows} rows`)}</> : <span className="dz-breach">{t('认不出是哪种文件', 'not a file we know')}</span>}</span>
          </li>
        ))}
      </ul>
      {draft.unknown.length > 0 && <p className="dz-soon">{t(`有新出现的列，不会导入，请留意：${draft.unknown.join('、')}`, `New columns that will not be imported: ${draft.unknown.join(', ')}`)}</p>}
    </section>
  );
}
