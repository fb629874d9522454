import { words } from '../../../src/kernel/words.ts';
import { listSamples, sampleStates, type SampleRow } from '../../../src/regulation/samples/contract.ts';
import { ClauseChip } from '../../ui/clause.tsx';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { IdTag, When } from '../../ui/values.tsx';
import { SampleView, stateWords } from './sample-view.tsx';

function Word({ of }: { of: { zh: string; en: string } }) {
  const { tw } = useLanguage();
  return <span className="dz-cut">{tw(of)}</span>;
}
const tones = { waiting: 'dz-soon', 'second-look': 'dz-soon', passed: 'dz-kept', failed: 'dz-breach' } as const;
function State({ row }: { row: SampleRow }) {
  const { tw } = useLanguage();
  return <span className={tones[row.state]}>{tw(stateWords[row.state])}</span>;
}

const columns: Column<SampleRow>[] = [
  { key: 'occurred', title: words('办理时间', 'Done'), width: 120, fixed: true, sort: 'down', render: (s) => <When at={s.occurredAt} /> },
  { key: 'state', title: words('结果', 'Result'), width: 90, render: (s) => <State row={s} /> },
  { key: 'what', title: words('办了什么', 'What was done'), width: 'minmax(160px, 2fr)', render: (s) => <Word of={s.what} /> },
  { key: 'title', title: words('查什么', 'Checked for'), width: 'minmax(120px, 1fr)', render: (s) => <Word of={s.title} /> },
  { key: 'subject', title: words('对象', 'On what'), width: 'minmax(130px, 1fr)', render: (s) => <span className="dz-cut"><IdTag value={s.subject.number} /> <span className="dz-2">{s.subject.title}</span></span> },
  { key: 'by', title: words('检查岗位', 'Checked by'), width: 110, render: (s) => <Word of={s.by} /> },
  { key: 'clause', title: words('条款', 'Clause'), width: 84, render: (s) => <ClauseChip id={s.clause} /> },
];
const filters: Filter[] = [
  { key: 'mine', kind: 'yes', pinned: true, title: words('我的岗位检查', 'Mine to check') },
  { key: 'state', kind: 'choice', many: true, pinned: true, title: words('结果', 'Result'), options: sampleStates.map((value) => ({ value, words: stateWords[value] })) },
  { key: 'clause', kind: 'text', pinned: true, title: words('条款', 'Clause') },
  { key: 'control', kind: 'text', title: words('控制点', 'Control') },
];

/** What was drawn for a person to look at, for quality that no clock shows. */
export default function SampleList() {
  const { t, tw } = useLanguage();
  return (
    <ListPage name="regulation.samples" title={t('抽查', 'Samples')} endpoint={listSamples} topics={['clause', 'sample']} columns={columns} filters={filters} defaultSort="-occurred"
      rowKey={(s) => s.id} rowHref={(s) => s.subject.href ?? ''} preview={(s) => <SampleView key={`${s.id} ${s.version}`} row={s} />} previewTitle={(s) => tw(s.title)} searchHint={t('单号', 'Number')} />
  );
}
