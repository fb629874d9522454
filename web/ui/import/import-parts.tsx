import { CheckCircleOutlined, CloseCircleOutlined } from '@ant-design/icons';
import { moneyText, numberText } from '../format.ts';
import { useLanguage } from '../language.tsx';
import type { ImportCheck, ImportDraft, ImportPreview, ImportTotals, ImportUnits } from './import-api.ts';

/** New, changed, same, unreadable. */
export function Totals({ totals, units, dismissed }: { totals: ImportTotals; units?: ImportUnits | null; dismissed?: number }) {
  const { t, tw } = useLanguage();
  const of = units ?? totals;
  const cells: [string, number, number, string?][] = [
    [t('新增', 'New'), of.accepted, totals.accepted], [t('更新', 'Changed'), of.updated, totals.updated], [t('不变', 'Same'), of.unchanged, totals.unchanged],
    [t('待处理', 'To mend'), of.quarantined, totals.quarantined, totals.quarantined > 0 ? 'dz-soon' : undefined],
    ...(dismissed ? [[t('不再处理', 'Dismissed'), dismissed, dismissed] as [string, number, number]] : []),
  ];
  return <dl className="dz-totals">{cells.map(([name, n, rows, look]) => (
    <div key={name}><dt>{name}</dt><dd className={look}>{numberText(n)}{units ? <small>{n === 0 && rows === 0 ? '' : ` ${tw(units.name)} · ${t(`${numberText(rows)} 行`, `${numberText(rows)} rows`)}`}</small> : <small> {t('行', 'rows')}</small>}</dd></div>
  ))}</dl>;
}

/** Why nothing of the file can be taken, and what to do: said once, before anything runs. */
export function Stopped({ stop }: { stop: NonNullable<ImportPreview['stop']> }) {
  const { t, tw } = useLanguage();
  return (
    <section className="dz-card dz-import-stop" role="alert">
      <h2 className="dz-breach"><CloseCircleOutlined /> {t(`现在不能导入：${numberText(stop.rows)} 行都是同一个原因`, `It cannot be imported now: one reason for ${numberText(stop.rows)} rows`)}</h2>
      {stop.reasons.map((r) => <p key={r.en}>{tw(r)}</p>)}
      <p className="dz-2">{tw(stop.next)}</p>
    </section>
  );
}

/** Every total that the file states, beside what its rows add up to. */
export function Checks({ checks }: { checks: readonly ImportCheck[] }) {
  const { t, tw } = useLanguage();
  if (checks.length === 0) return null;
  const say = (check: ImportCheck, value: number) => (check.unit === 'fen' ? moneyText(value) : numberText(value));
  return (
    <section className="dz-card">
      <h2>{t('与文件合计核对', "Checked against the file's own totals")}</h2>
      <div className="dz-related-scroll" tabIndex={0} role="group" aria-label={t('与文件合计核对', "Checked against the file's own totals")}>
        <table className="dz-related">
          <thead><tr><th scope="col">{t('项目', 'Total')}</th><th scope="col" className="dz-right">{t('文件所载', 'In the file')}</th><th scope="col" className="dz-right">{t('逐行合计', 'Sum of rows')}</th><th scope="col">{t('结果', 'Result')}</th></tr></thead>
          <tbody>
            {checks.map((c) => (
              <tr key={c.name.en}>
                <td>{tw(c.name)}</td><td className="dz-right">{c.file === null ? '—' : say(c, c.file)}</td><td className="dz-right">{say(c, c.rows)}</td>
                <td>{c.file === null ? <span className="dz-2">{t('文件未载', 'not stated')}</span>
                  : c.ok ? <span className="dz-kept"><CheckCircleOutlined /> {t('一致', 'agrees')}</span> : <span className="dz-breach"><CloseCircleOutlined /> {t('不一致', 'differs')}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What each file was taken for. */
export function Recognised({ draft, chosen }: { draft: ImportDraft; chosen: Readonly<Record<string, string>> }) {
  const { t, tw } = useLanguage();
  const unknown = draft.unknown.filter((heading) => !Object.values(chosen).includes(heading));
  return (
    <section className="dz-card">
      <ul className="dz-samples">
        {draft.files.map((f) => (
          <li key={f.key}>
            <span className="dz-mono">{f.name}</span>
            <span>
              {f.as ? <>{t('识别为', 'recognised as')} <b>{tw(f.as)}</b></> : <span className="dz-2">{f.note ? tw(f.note) : t('认不出是哪种文件，未导入', 'not a file we know; left out')}</span>}
              {f.knownFrom && <p className="dz-2">{t(`同一文件已在 ${f.knownFrom} 导入过，再次导入不会重复。`, `The same file was imported as ${f.knownFrom}; nothing is taken twice.`)}</p>}
            </span>
          </li>
        ))}
      </ul>
      {unknown.length > 0 && <p className="dz-soon">{t(`有新出现的列，不会导入，请留意：${unknown.join('、')}`, `New columns that will not be imported: ${unknown.join(', ')}`)}</p>}
    </section>
  );
}

/** Which column was read as what, and which were not used. */
export function Columns({ preview }: { preview: ImportPreview }) {
  const { t } = useLanguage();
  if (preview.columns.length === 0) return null;
  const all = preview.columns.flatMap((f) => f.columns);
  const unused = all.filter((c) => c.as === null).length;
  return (
    <details className="dz-card">
      <summary>{t(`列的对应：读取 ${all.length - unused} 列，未使用 ${unused} 列`, `Columns: ${all.length - unused} are read, ${unused} are not used`)}</summary>
      {preview.columns.map((f) => {
        const left = f.columns.filter((c) => c.as === null);
        return (
          <div key={f.file} className="dz-columns">
            {preview.columns.length > 1 && <p className="dz-mono">{f.file}</p>}
            <ul>{f.columns.filter((c) => c.as !== null).map((c) => <li key={c.heading}>{c.heading}{c.as !== c.heading && <> → <b>{c.as}</b></>}</li>)}</ul>
            {left.length > 0 && <p className="dz-2">{t('未使用：', 'Not used: ')}{left.map((c) => c.heading).join(t('、', ', '))}</p>}
          </div>
        );
      })}
    </details>
  );
}

/** What will happen, by the first rows of each kind. */
export function Samples({ preview }: { preview: ImportPreview }) {
  const { t, tw } = useLanguage();
  if (preview.samples.length === 0) return null;
  const names = { accepted: t('新增', 'new'), updated: t('更新', 'changed'), unchanged: t('不变', 'same'), quarantined: t('待处理', 'to mend') };
  return (
    <section className="dz-card">
      <h2>{t('会发生什么（抽样）', 'What will happen (a sample)')}</h2>
      <ul className="dz-samples">
        {preview.samples.map((s) => <li key={`${s.is} ${s.key}`}><span className="dz-mono">{s.key}</span><span><span className={s.is === 'quarantined' ? 'dz-soon' : 'dz-2'}>{names[s.is]}</span> {s.text && tw(s.text)}
          {s.changes.map((c) => <span key={c.field.en + c.to} className="dz-change"><b>{tw(c.field)}</b> <s className="dz-2">{c.from ?? '—'}</s> → {c.to ?? '—'}</span>)}</span></li>)}
      </ul>
    </section>
  );
}

/** Warnings that stop nothing: what was read in spite of being odd. */
export function Notes({ notes }: { notes: ImportPreview['notes'] }) {
  const { t, tw } = useLanguage();
  if (notes.length === 0) return null;
  return (
    <details className="dz-card">
      <summary>{t(`提示 ${notes.length} 条，不影响导入`, `${notes.length} remarks, nothing is stopped by them`)}</summary>
      <ul className="dz-notes">{notes.slice(0, 100).map((n) => <li key={`${n.line} ${n.message.en}`}>{n.line > 0 && <span className="dz-2">{t(`第 ${n.line} 行 `, `Line ${n.line} `)}</span>}{tw(n.message)}</li>)}</ul>
    </details>
  );
}

export function Progress({ share, text }: { share: number | null; text: string }) {
  const percent = share === null ? null : Math.floor(share * 100);
  return (
    <div className="dz-progress" role="progressbar" {...(percent === null ? {} : { 'aria-valuenow': percent })} aria-valuemin={0} aria-valuemax={100} aria-label={text}>
      <p>{text}{percent !== null && <b>{percent}%</b>}</p>
      <i><b className={percent === null ? 'dz-progress-open' : undefined} style={percent === null ? undefined : { width: `${percent}%` }} /></i>
    </div>
  );
}
