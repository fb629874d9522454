import { Button } from 'antd';
import { listAnchors } from '../../../src/regulation/evidence/contract.ts';
import { words, type Words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { exactText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { When } from '../../ui/values.tsx';
import './evidence.css';

type Row = RowOf<typeof listAnchors>;
const reasons: Record<Row['reason'], Words> = { daily: words('每日', 'Daily'), packet: words('取证', 'For a packet'), asked: words('分段', 'In parts') };

function Reason({ of }: { of: Row['reason'] }) {
  const { tw } = useLanguage();
  return <>{tw(reasons[of])}</>;
}

const columns: Column<Row>[] = [
  { key: 'number', title: words('编号', 'Number'), width: 80, align: 'right', sort: 'down', fixed: true, render: (a) => a.number },
  { key: 'day', title: words('日期', 'Day'), width: 110, render: (a) => a.day },
  { key: 'reason', title: words('缘由', 'Why'), width: 110, render: (a) => <Reason of={a.reason} /> },
  { key: 'positions', title: words('位置', 'Positions'), width: 150, render: (a) => (a.root === null ? '—' : `${numberText(a.from)}–${numberText(a.to)}`) },
  { key: 'head', title: words('链首', 'Head'), width: 'minmax(180px, 1fr)', render: (a) => <span className="dz-mono dz-cut">{a.head}</span> },
  { key: 'root', title: words('当日根', 'Root'), width: 'minmax(180px, 1fr)', render: (a) => <span className="dz-mono dz-cut">{a.root ?? '—'}</span> },
  { key: 'made', title: words('制作', 'Made'), width: 130, render: (a) => <When at={a.madeAt} /> },
];
const filters: Filter[] = [
  { key: 'reason', title: words('缘由', 'Why'), kind: 'choice', many: true, pinned: true, options: (['daily', 'packet', 'asked'] as const).map((value) => ({ value, words: reasons[value] })) },
];

function Detail({ row }: { row: Row }) {
  const { t } = useLanguage();
  return (
    <dl className="dz-facts">
      <div><dt>{t('日期', 'Day')}</dt><dd>{row.day}</dd></div>
      <div><dt>{t('位置', 'Positions')}</dt><dd>{numberText(row.from)}–{numberText(row.to)}</dd></div>
      <div><dt>{t('链首', 'Head')}</dt><dd className="dz-mono dz-wrap">{row.head}</dd></div>
      <div><dt>{t('当日根', 'Root')}</dt><dd className="dz-mono dz-wrap">{row.root ?? t('当日无新事实', 'nothing new')}</dd></div>
      <div><dt>{t('签名密钥', 'Key')}</dt><dd className="dz-mono">{row.key}</dd></div>
      <div><dt>{t('制作', 'Made')}</dt><dd>{exactText(row.madeAt)}</dd></div>
    </dl>
  );
}

/** Every anchor: what was mailed to the auditor is compared with this line by line. */
export default function AnchorList() {
  const { t } = useLanguage();
  return (
    <ListPage name="evidence.anchors" title={t('锚点', 'Anchors')} endpoint={listAnchors} topics={['evidence']} columns={columns} filters={filters} defaultSort="-number" rowKey={(a) => String(a.number)}
      preview={(a) => <Detail row={a} />} previewTitle={(a) => t(`第 ${a.number} 号锚点`, `Anchor ${a.number}`)} searchHint={t('日期、链首、根', 'Day, head, root')} empty={t('还没有锚点：每日零点后制作，取证时也会制作。', 'No anchor yet: one is made after each midnight, and for each packet.')}
      primary={<Button href="/evidence">{t('证据', 'Evidence')}</Button>} />
  );
}
