import { Button } from 'antd';
import { listPackets, packetKinds, packetStates } from '../../../src/regulation/evidence/contract.ts';
import { words, type Words } from '../../../src/kernel/words.ts';
import type { Column } from '../../ui/data-table.tsx';
import type { Filter } from '../../ui/filters.tsx';
import { exactText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { ListPage, type RowOf } from '../../ui/list-page.tsx';
import { When } from '../../ui/values.tsx';
import { ChainCard } from './chain-card.tsx';
import './evidence.css';

type Row = RowOf<typeof listPackets>;
const kinds: Record<Row['kind'], Words> = { clause: words('条款', 'Clause'), case: words('个案', 'Case'), person: words('人员', 'Person') };
const states: Record<Row['state'], Words> = { waiting: words('等待', 'Waiting'), running: words('制作中', 'Being made'), done: words('已完成', 'Ready'), failed: words('未成', 'Failed') };
const tones: Record<Row['state'], string> = { waiting: 'dz-2', running: 'dz-soon', done: 'dz-kept', failed: 'dz-breach' };

function Said({ of, tone }: { of: Words; tone?: string }) {
  const { tw } = useLanguage();
  return <span className={tone ? `dz-cut ${tone}` : 'dz-cut'} title={tw(of)}>{tw(of)}</span>;
}
function Files({ row }: { row: Row }) {
  const { t } = useLanguage();
  if (row.state !== 'done') return <>—</>;
  return <span className="dz-row"><Button size="small" type="link" href={`/api/evidence/packets/${row.id}/pdf`} download>PDF</Button><Button size="small" type="link" href={`/api/evidence/packets/${row.id}/json`} download title={t('可核对的证据包', 'the packet that can be checked')}>JSON</Button></span>;
}

const columns: Column<Row>[] = [
  { key: 'asked', title: words('时间', 'When'), width: 120, sort: 'down', fixed: true, render: (p) => <When at={p.askedAt} /> },
  { key: 'kind', title: words('种类', 'Kind'), width: 70, render: (p) => <Said of={kinds[p.kind]} /> },
  { key: 'title', title: words('内容', 'About'), width: 'minmax(200px, 2fr)', render: (p) => <Said of={p.title} /> },
  { key: 'reason', title: words('事由', 'Reason'), width: 'minmax(120px, 1fr)', render: (p) => <span className="dz-cut" title={p.reason}>{p.reason}</span> },
  { key: 'by', title: words('取证人', 'Taken by'), width: 110, render: (p) => p.askedBy },
  { key: 'state', title: words('状态', 'State'), width: 90, render: (p) => <Said of={states[p.state]} tone={tones[p.state]} /> },
  { key: 'records', title: words('事实', 'Facts'), width: 80, align: 'right', render: (p) => (p.records === null ? '—' : numberText(p.records)) },
  { key: 'obligations', title: words('义务', 'Duties'), width: 80, align: 'right', render: (p) => (p.obligations === null ? '—' : numberText(p.obligations)) },
  { key: 'files', title: words('下载', 'Download'), width: 140, render: (p) => <Files row={p} /> },
];
const filters: Filter[] = [
  { key: 'kind', title: words('种类', 'Kind'), kind: 'choice', many: true, pinned: true, options: packetKinds.map((value) => ({ value, words: kinds[value] })) },
  { key: 'state', title: words('状态', 'State'), kind: 'choice', many: true, options: packetStates.map((value) => ({ value, words: states[value] })) },
];

function Detail({ row }: { row: Row }) {
  const { t, tw } = useLanguage();
  return (
    <dl className="dz-facts">
      <div><dt>{t('内容', 'About')}</dt><dd>{tw(row.title)}</dd></div>
      <div><dt>{t('事由', 'Reason')}</dt><dd>{row.reason}</dd></div>
      <div><dt>{t('取证', 'Taken')}</dt><dd>{row.askedBy} · {exactText(row.askedAt)}</dd></div>
      <div><dt>{t('状态', 'State')}</dt><dd><Said of={states[row.state]} tone={tones[row.state]} />{row.error && <p className="dz-breach">{tw(row.error)}</p>}</dd></div>
      {row.records !== null && <div><dt>{t('事实 / 义务', 'Facts / duties')}</dt><dd>{numberText(row.records)} / {numberText(row.obligations ?? 0)}{row.unsealed ? t(`（另有 ${row.unsealed} 条刚刚发生，尚未上链）`, ` (${row.unsealed} more are too new to be in the chain)`) : ''}</dd></div>}
      {row.digest && <div><dt>{t('摘要', 'Digest')}</dt><dd className="dz-mono dz-wrap">{row.digest}</dd></div>}
      {row.state === 'done' && <div><dt>{t('下载', 'Download')}</dt><dd><Files row={row} /></dd></div>}
      {row.state === 'done' && <div><dt>{t('核对', 'Check')}</dt><dd className="dz-mono dz-wrap">dianzhang verify evidence-{row.digest?.slice(0, 12)}.json</dd></div>}
    </dl>
  );
}

/** Evidence: how the chain stands, and the packets that were taken. */
export default function EvidencePage() {
  const { t, tw } = useLanguage();
  return (
    <ListPage name="evidence.packets" title={t('证据', 'Evidence')} endpoint={listPackets} topics={['evidence']} columns={columns} filters={filters} defaultSort="-asked" rowKey={(p) => p.id}
      above={<ChainCard />} preview={(p) => <Detail row={p} />} previewTitle={(p) => tw(p.title)} searchHint={t('内容、事由、取证人', 'About, reason, taken by')}
      empty={t('还没有取过证。在条款、经过或员工页上按「取证」。', 'No evidence was taken yet. Press Evidence on a clause, a timeline or a member of staff.')} primary={<Button href="/evidence/anchors">{t('锚点', 'Anchors')}</Button>} />
  );
}
