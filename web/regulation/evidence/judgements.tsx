import { useParams } from '@tanstack/react-router';
import { words } from '../../../src/kernel/words.ts';
import { listJudgements } from '../../../src/regulation/book/evidence/contract.ts';
import { readDraws } from '../../../src/regulation/samples/contract.ts';
import { readClause } from '../../shell/rulebook-endpoints.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { exactText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { useRead } from '../../ui/use-api.ts';
import { IdTag, When } from '../../ui/values.tsx';
import { outcomeWords } from '../obligations/words.ts';

type Row = RowOf<typeof listJudgements>;
const tones: Record<Row['outcome'], string> = { kept: 'dz-kept', broken: 'dz-breach', unknown: 'dz-2', applied: '' };

function Outcome({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  return <span className={row.supersededAt === null ? tones[row.outcome] : 'dz-2'}>{tw(outcomeWords[row.outcome])}{row.supersededAt !== null && t('（已被复核替代）', ' (replaced)')}</span>;
}
function First({ row }: { row: Row }) {
  const { tw } = useLanguage();
  const [line] = row.lines;
  return <span className="dz-cut">{line ? `${tw(line.label)}：${typeof line.value === 'string' ? line.value : tw(line.value)}` : ''}</span>;
}

const columns: Column<Row>[] = [
  { key: 'at', title: words('时间', 'When'), width: 130, fixed: true, sort: 'down', render: (j) => <When at={j.at} /> },
  { key: 'outcome', title: words('判定', 'Verdict'), width: 110, render: (j) => <Outcome row={j} /> },
  { key: 'subject', title: words('对象', 'On what'), width: 'minmax(200px, 1fr)', render: (j) => (j.kind === 'target' ? <span className="dz-cut">{j.subject.number}</span> : <IdTag value={j.subject.number} />) },
  { key: 'first', title: words('依据', 'Evidence'), width: 'minmax(200px, 3fr)', render: (j) => <First row={j} /> },
];
const filters: Filter[] = [{ key: 'outcome', kind: 'choice', many: true, pinned: true, title: words('判定', 'Verdict'), options: (['kept', 'broken', 'unknown', 'applied'] as const).map((value) => ({ value, words: outcomeWords[value] })) }];

/** The evidence of one verdict: the layout of its kind, then the versions that it was made with. */
function Evidence({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  return (
    <div>
      <p className="dz-work-sentence"><Outcome row={row} /></p>
      <dl className="dz-facts">
        {row.lines.map((l) => <div key={l.label.en}><dt>{tw(l.label)}</dt><dd>{typeof l.value === 'string' ? l.value : tw(l.value)}</dd></div>)}
        <div><dt>{t('记录于', 'Recorded')}</dt><dd>{exactText(row.judgedAt)}</dd></div>
        {row.supersededAt !== null && <div><dt>{t('被替代于', 'Replaced')}</dt><dd>{exactText(row.supersededAt)}</dd></div>}
      </dl>
      {row.doors.length > 0 && <ul className="dz-sentences">{row.doors.map((d) => <li key={d.href}><a href={d.href}>{tw(d.label)}</a></li>)}</ul>}
      <p className="dz-2 dz-mono">{Object.entries(row.versions).filter(([, v]) => typeof v !== 'object').map(([k, v]) => `${k} v${String(v)}`).join(' · ')}</p>
      {row.subject.href && <p><a href={row.subject.href}>{t('打开记录', 'Open the record')}</a></p>}
    </div>
  );
}

/** How samples of this control came about, and whether the same draw comes out again. */
function Draws({ clause, control }: { clause: string; control: string }) {
  const { t } = useLanguage();
  const read = useRead(readDraws, { query: { clause, control } }, { topics: ['clause'] });
  const again = { same: t('重抽结果一致', 'drawn again: the same'), 'later-facts': t('抽样后又有事实补录', 'facts came in after the draw'), altered: t('与种子不符', 'not what the seed gives') };
  const last = read.data?.rows[0];
  if (!last) return null;
  return (
    <p className="dz-2">
      {t(`最近一次抽样：${exactText(last.from).slice(0, 10)} 起一期，${last.population} 件中抽 ${last.drawn} 件；合格 ${last.passed}，不合格 ${last.failed}，待检 ${last.waiting}。`, `Last draw: period from ${exactText(last.from).slice(0, 10)}, ${last.drawn} of ${last.population}; ${last.passed} passed, ${last.failed} failed, ${last.waiting} waiting.`)}
      <b className={last.again === 'altered' ? 'dz-breach' : 'dz-kept'}>{again[last.again]}</b> <span className="dz-mono">{last.seed.slice(0, 12)}</span>
    </p>
  );
}

/** Verdicts of a control that runs no clock: separations, rules, targets, samples. */
export default function Judgements() {
  const { clause = '', control = '' } = useParams({ strict: false }) as { clause?: string; control?: string };
  const { t, tw } = useLanguage();
  const read = useRead(readClause, { params: { id: clause } }, { topics: ['clause'] });
  const own = read.data?.controls.find((c) => c.id === control);
  return (
    <ListPage name={`regulation.judgements.${clause}.${control}`} title={own ? t(`${own.title.zh}：判定记录`, `${tw(own.title)}: judgements`) : t('判定记录', 'Judgements')} endpoint={listJudgements}
      parts={{ params: { clause, control } } as never} topics={['clause']} columns={columns} filters={filters} defaultSort="-at" rowKey={(j) => j.id} rowHref={(j) => j.subject.href ?? `/rulebook#${clause}`} preview={(j) => <Evidence row={j} />}
      previewTitle={(j) => tw(outcomeWords[j.outcome])} rule={[clause]} searchHint={t('单号', 'Number')} above={<>{own && <p>{tw(own.sentence)}</p>}{own?.kind === 'attest' && <Draws clause={clause} control={control} />}</>} />
  );
}
